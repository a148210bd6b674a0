# Sourced by upkeep-reviewed.sh, upkeep-unattended.sh and upkeep-deliver.sh: how they ask `upkeep` about STACK, and the folder REPORT, from which
# propose.sh and tell.sh go on.

: "${STACK:?is not set}" "${REPORT:?is not set}"
here=$(dirname "${BASH_SOURCE[0]}")
# It becomes part of file names, branches and addresses.
if [[ ! "$STACK" =~ ^[A-Za-z0-9_.-]{1,100}$ ]] || [ ! -f "stacks/Pulumi.$STACK.yaml" ]; then
  echo "There is no stacks/Pulumi.$STACK.yaml. Take $STACK out of the variable that lists it, or put its file back." >&2
  exit 1
fi
mkdir -p "$REPORT"
# Of an earlier run, where the folder outlives it.
rm -rf "$REPORT/files" "$REPORT/outcome.txt" "$REPORT/base.txt"
words=$REPORT/words.txt
plan=$REPORT/plan.json
: > "$words"
: > "$plan"

# The files that a step may change.
stack_files=("stacks/Pulumi.$STACK.yaml")
for kind in access consent secrets places; do stack_files+=("stacks/$STACK.$kind.yaml"); done

local_command() { env -u GITHUB_TOKEN node bin/aem-mail-oauth.js "$@"; }

# As the identity of this job's environment. The token of the job is not for it. Each command signs in for itself: a sign-in by GitHub is good for minutes.
command_as_identity() { env -u GITHUB_TOKEN "$here/with-azure.sh" node bin/aem-mail-oauth.js "$@"; }

# Adds words for a person to the report, and shows them in the log.
say() { printf '%s\n' "$*" | tee -a "$words"; }

# look [--reviewed]: which step is due, into plan.json; 0 or 3. Else its words are in the report.
look() {
  local code=0
  command_as_identity upkeep --stack "$STACK" --dry-run --json "$@" > "$plan" 2> "$REPORT/look.txt" || code=$?
  case $code in
    0 | 3) ;;
    *)
      tee -a "$words" < "$REPORT/look.txt"
      # Without a sign-in it can still say who is to hear of it.
      [ -s "$plan" ] || local_command upkeep --stack "$STACK" --dry-run --json > "$plan" 2> /dev/null || true
      ;;
  esac
  rm -f "$REPORT/look.txt"
  return "$code"
}

# A member of the plan.
planned() { node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))[process.argv[2]] ?? ""' "$plan" "$1"; }

# tick [--reviewed]: does the step that `look` found due, and no other: what somebody approved is that one. Its words are in the report.
tick() {
  local code=0 step only=()
  step=$(planned step)
  [ -z "$step" ] || only=(--only "$step")
  command_as_identity upkeep --stack "$STACK" ${only[@]+"${only[@]}"} "$@" 2>&1 | tee -a "$words" || code=${PIPESTATUS[0]}
  return "$code"
}

# ended CODE: writes what became of it, and ends the script. The issue says who has to act; only a failure fails the job.
ended() {
  local outcome=failed code=$1
  case $code in
    0) outcome=good ;;
    3)
      outcome=due
      code=0
      ;;
  esac
  echo "$outcome" > "$REPORT/outcome.txt"
  exit "$code"
}

# Whether any of the stack's files differs from the commit that is checked out.
has_changes() { [ -n "$(git status --porcelain --untracked-files=all -- "${stack_files[@]}")" ]; }

# Commits what a step changed, or refuses: anything but the stack's own files, files that contradict each other, and access that grows.
# commit_step MESSAGE STEP
commit_step() {
  local path stray=()
  while IFS= read -r -d '' path; do
    path=${path:3}
    [[ " ${stack_files[*]} " == *" $path "* ]] || stray+=("$path")
  done < <(git status --porcelain --untracked-files=all --no-renames -z)
  if [ ${#stray[@]} -gt 0 ]; then
    local more=""
    [ ${#stray[@]} -le 10 ] || more=" and $((${#stray[@]} - 10)) more"
    stray=("${stray[@]:0:10}")
    say "Nothing was committed: not only files of stack $STACK changed, but also ${stray[*]@Q}$more."
    return 1
  fi
  local checked=0
  local_command access --check --stack "$STACK" > "$REPORT/check.txt" 2>&1 || checked=$?
  [ "$checked" -ne 0 ] || local_command access --diff HEAD --stack "$STACK" --fail-on widening --format text > "$REPORT/check.txt" 2>&1 || checked=$?
  if [ "$checked" -ne 0 ]; then
    say "Nothing was committed: the access check says (exit code $checked)"
    tee -a "$words" < "$REPORT/check.txt"
    rm -f "$REPORT/check.txt"
    return 1
  fi
  rm -f "$REPORT/check.txt"
  git add -- stacks
  git -c user.name="github-actions[bot]" -c user.email="41898282+github-actions[bot]@users.noreply.github.com" \
    commit --quiet -m "$1" -m "Upkeep-Step: $2"
}
