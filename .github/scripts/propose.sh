#!/usr/bin/env bash
# Makes the files of STACK that upkeep-reviewed.sh left in REPORT the one pull request of that stack against BASE, new or in place of its last contents.
set -euo pipefail
. "$(dirname "$0")/github.sh"
if [ ! -d "${REPORT:?is not set}/files" ]; then
  echo "Nothing to propose."
  exit
fi
from=$REPORT
REPORT=$(mktemp -d)
# The issue must not send anybody to a pull request that there is not.
failed() {
  local code=$?
  [ "$code" -eq 0 ] || {
    cat "$REPORT/words.txt"
    echo "The pull request could not be made; the run says why."
  } >> "$from/words.txt"
  [ "$code" -eq 0 ] || echo failed > "$from/outcome.txt"
  rm -rf "$REPORT"
}
trap failed EXIT
. "$(dirname "$0")/upkeep.sh"

step=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).step' "$from/plan.json")
branch=upkeep/$STACK
# What the files were made from; BASE may have moved since, which the pull request then shows.
git switch --quiet --force-create "$branch" "$(cat "$from/base.txt")"
for file in "${stack_files[@]}"; do
  [ ! -f "$from/files/$file" ] || install -D -m 644 "$from/files/$file" "$file"
done
commit_step "Keep the mail of $STACK going: $step" "$step"
git_with_token push --quiet --force origin "HEAD:refs/heads/$branch"

STACK=$STACK STEP=$step BRANCH=$branch node -e '
  const { STACK: stack, STEP: step, BRANCH: head, BASE: base } = process.env;
  const words = require("fs").readFileSync(process.argv[1], "utf8").trimEnd().replaceAll(/^/gm, "    ");
  const body = `\`upkeep\` did the step \`${step}\` of stack ${stack}. What it changed is in this pull request; merged, it goes on by itself.\n\n${words}\n`;
  console.log(JSON.stringify({ title: `Keep the mail of ${stack} going: ${step}`, head, base, body: body.slice(0, 60_000) }));
' "$from/words.txt" > "$REPORT/pull-request.json"

open=$(api GET "/repos/$GITHUB_REPOSITORY/pulls?state=open&per_page=1&head=${GITHUB_REPOSITORY%%/*}:$branch")
number=$(node -p 'JSON.parse(require("fs").readFileSync(0, "utf8"))[0]?.number ?? ""' <<< "$open")
if [ -z "$number" ]; then
  api POST "/repos/$GITHUB_REPOSITORY/pulls" "$REPORT/pull-request.json" > /dev/null
  echo "$STACK: opened a pull request."
else
  api PATCH "/repos/$GITHUB_REPOSITORY/pulls/$number" "$REPORT/pull-request.json" > /dev/null
  echo "$STACK: updated pull request $number."
fi
