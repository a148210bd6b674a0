# Sourced by the other scripts: GitHub's API and git, with the job's token out of every argument list.
# Needs GITHUB_TOKEN, GITHUB_API_URL, GITHUB_SERVER_URL and GITHUB_REPOSITORY, of which a job has all but the first by itself.

# api METHOD PATH [FILE]: one request, with the file as its JSON body; prints the answer.
api() {
  local body=()
  [ $# -lt 3 ] || body=(--header "Content-Type: application/json" --data-binary "@$3")
  curl --silent --show-error --fail-with-body --max-time 60 --request "$1" --config - \
    --header "Accept: application/vnd.github+json" --header "X-GitHub-Api-Version: 2022-11-28" \
    ${body[@]+"${body[@]}"} "$GITHUB_API_URL$2" <<< "header = \"Authorization: Bearer $GITHUB_TOKEN\""
}

# Lets git reach the repository, through variables: an option of git would show the token to every process of the machine.
git_with_token() {
  local basic
  basic=$(printf 'x-access-token:%s' "$GITHUB_TOKEN" | base64 | tr -d '\n')
  GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader" \
    GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $basic" git "$@"
}
