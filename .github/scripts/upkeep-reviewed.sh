#!/usr/bin/env bash
# Upkeep of STACK where every change is a pull request against BASE: does the step that is due unless it deploys or delivers, which other
# workflows do behind their approvals, and leaves changed files in REPORT for propose.sh.
set -euo pipefail
. "$(dirname "$0")/github.sh"
. "$(dirname "$0")/upkeep.sh"

# Whether a pull request for this step is open already that fits the present main branch: whoever merges it gets what another run would make again.
is_proposed() {
  local step=$1 branch="upkeep/$STACK" open words_of
  open=$(api GET "/repos/$GITHUB_REPOSITORY/pulls?state=open&per_page=1&head=${GITHUB_REPOSITORY%%/*}:$branch") || return 2
  [ "$(node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).length' <<< "$open")" -gt 0 ] || return 1
  git_with_token fetch --quiet --no-tags --depth 2 origin "+refs/heads/$branch:refs/remotes/origin/$branch" || return 2
  words_of=$(git log -1 --format=%B "origin/$branch")
  # Somebody committed there: it is that person's now.
  [[ "$words_of" == *"Upkeep-Step: "* ]] || return 0
  [[ "$words_of" == *"Upkeep-Step: $step"* ]] || return 1
  git diff --quiet "origin/$branch^" HEAD -- "${stack_files[@]}"
}

code=0
look --reviewed || code=$?
[ "$code" -eq 0 ] || [ "$code" -eq 3 ] || ended "$code"
step=$(planned step)
pulls=${GITHUB_SERVER_URL:-https://github.com}/$GITHUB_REPOSITORY/pulls?q=is%3Aopen+head%3Aupkeep%2F$STACK

if [ "$step" = deliver ] && [ "$(planned byItself)" = true ]; then
  say "$(planned why)."
  say "Somebody has to start the workflow \"Deliver\" for stack $STACK, and its reviewers to approve: ${GITHUB_SERVER_URL:-https://github.com}/$GITHUB_REPOSITORY/actions/workflows/deliver.yml"
  ended 3
fi
case $step in
  renew | add | retire)
    proposed=0
    is_proposed "$step" || proposed=$?
    if [ "$proposed" -eq 2 ]; then
      say "Whether a pull request is open already could not be found out."
      ended 5
    fi
    if [ "$proposed" -eq 0 ]; then
      say "$(planned why)."
      say "Somebody has to review the pull request that is open, and merge it: $pulls"
      ended 3
    fi
    ;;
esac

code=0
tick --reviewed || code=$?
[ "$code" -eq 0 ] || ended "$code"
has_changes || ended 0
local_command access --stack "$STACK"
for file in "${stack_files[@]}"; do
  [ ! -f "$file" ] || install -D -m 644 "$file" "$REPORT/files/$file"
done
git rev-parse HEAD > "$REPORT/base.txt"
say "Somebody has to review the pull request that this run opens, and merge it: $pulls"
ended 3
