#!/usr/bin/env bash
# For the stacks that no upkeep looks after (UPKEEP has the lists of those that it does): looks through the stack files, and the dates and
# sign-ins recorded beside them, for what ends within 30 days. For each stack whose only secret does, opens a pull request against BASE that
# declares the next one; of all else that is due, or whose end is unknown, it warns with the command that a person has to run.
set -euo pipefail
. "$(dirname "$0")/github.sh"

run() { node bin/aem-mail-oauth.js "$@"; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

code=0
run due --within 30d --json > "$work/due.json" || code=$?
# 0: nothing is due; 3: something is; 5: something has no date or could not be read, and is listed.
# 1: the files of a stack are wrong. A stack that cannot be read fails this job, at its end: the others are listed all the same.
case $code in 0 | 3 | 5) ;; 1) [ -s "$work/due.json" ] || exit 1 ;; *) exit "$code" ;; esac

# A line for each thing that needs somebody: what to do, stack, and words for a person.
node -e '
  const { items, unread } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  for (const { stack, kind, name, status, date = "", why = "", next = "" } of items) {
    if (stack === "local" || status === "ok" || process.env.UPKEEP?.includes(JSON.stringify(stack))) continue;
    const act = kind === "secret" && / rotate add /.test(next) ? "rotate" : "warn";
    const what = `${stack}: ${kind === "token" ? "refresh token of" : "client secret"} ${name}`;
    const when = date === "" ? "" : ` (${date.slice(0, 10)})`;
    const because = why === "" ? "" : `, because ${why}`;
    const run = next === "" ? "" : ` Run: ${next}`;
    const commit = / --write /.test(next) ? " and commit what it writes" : "";
    const words =
      status === "unknown"
        ? `${what}: its end is unknown${because}.${run}${commit}`
        : `${what}${when} is due${because}.${run}`;
    console.log([act, stack, words.replaceAll(/\s+/g, " ")].join("\t"));
  }
  for (const stack of unread.filter((name) => name !== "local")) {
    const words = `${stack}: could not be looked at. To see why: npx aem-mail-oauth due --stack ${stack}`;
    console.log(["fail", stack, words].join("\t"));
  }
' "$work/due.json" > "$work/due.txt"

open_pull_request() {
  local stack=$1 branch="rotation/$1" open
  open=$(api GET "/repos/$GITHUB_REPOSITORY/pulls?state=open&per_page=1&head=${GITHUB_REPOSITORY%%/*}:$branch")
  if [ "$(node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).length' <<< "$open")" -gt 0 ]; then
    echo "$stack: its pull request is open already."
    return
  fi
  git switch --quiet --force-create "$branch" "origin/$BASE"
  run rotate add --stack "$stack" > "$work/next.txt"
  run access --stack "$stack" > /dev/null
  git add -- stacks
  git -c user.name="github-actions[bot]" -c user.email="41898282+github-actions[bot]@users.noreply.github.com" \
    commit --quiet -m "Declare the next client secret of $stack: the present one ends within 30 days"
  git_with_token push --quiet --force origin "HEAD:refs/heads/$branch"
  STACK=$stack BRANCH=$branch node -e '
    const { STACK: stack, BRANCH: head, BASE: base } = process.env;
    const steps = require("fs").readFileSync(process.argv[1], "utf8").replaceAll(/^/gm, "    ");
    const body = `The client secret of ${stack} ends within 30 days. This declares the next one beside it; merged and deployed, it changes nothing for AEM.\n\n${steps}`;
    console.log(JSON.stringify({ title: `Rotate the client secret of ${stack}`, head, base, body }));
  ' "$work/next.txt" > "$work/pull-request.json"
  api POST "/repos/$GITHUB_REPOSITORY/pulls" "$work/pull-request.json" > /dev/null
  echo "$stack: opened a pull request."
}

failed=0
while IFS=$'\t' read -r -u 3 act stack words; do
  if [ "$act" = rotate ]; then
    open_pull_request "$stack"
  else
    echo "::warning::$words"
    [ "$act" = warn ] || failed=1
  fi
done 3< "$work/due.txt"
[ -s "$work/due.txt" ] || echo "Nothing is due within 30 days."
[ "$code" -ne 1 ] && [ "$failed" -eq 0 ]
