#!/usr/bin/env bash
# Upkeep of STACK without anybody: step after step until nothing is due, three at most. What a step changes among the stack's files is pushed to
# BASE before the next step, so that nothing is deployed that no commit declares.
set -euo pipefail
. "$(dirname "$0")/github.sh"
. "$(dirname "$0")/upkeep.sh"

# may_deploy STEP: whether all that people merged is deployed, by deploy.yml and its approvals. Otherwise this run would deploy what still waits there.
may_deploy() {
  local runs status conclusion sha url
  if ! runs=$(api GET "/repos/$GITHUB_REPOSITORY/actions/workflows/deploy.yml/runs?branch=$BASE&per_page=1"); then
    say "Whether a deployment waits or runs could not be found out, so nothing is deployed."
    return 1
  fi
  IFS=$'\t' read -r status conclusion sha url < <(node -e '
    const [run] = JSON.parse(require("fs").readFileSync(0, "utf8")).workflow_runs;
    console.log([run?.status ?? "none", run?.conclusion ?? "none", run?.head_sha ?? "none", run?.html_url ?? ""].join("\t"));
  ' <<< "$runs")
  if [ "$status" = none ]; then
    say "deploy.yml has never run for $BASE. Deploy once by it; upkeep goes on from there."
    return 1
  fi
  if [ "$status" != completed ]; then
    say "A deployment waits or runs; upkeep deploys after it: $url"
    return 1
  fi
  # What a deployment left behind that was cut off is to be repaired, whatever it was.
  [ "$1" = up ] || return 0
  if [ "$conclusion" != success ]; then
    say "The last deployment did not succeed, so what it was to deploy is not deployed from here. Run it again: $url"
    return 1
  fi
  local code=0
  git merge-base --is-ancestor "$sha" HEAD && local_command access --diff "$sha..HEAD" --stack "$STACK" --fail-on widening --format text > "$REPORT/diff.txt" 2>&1 || code=$?
  if [ "$code" -ne 0 ]; then
    say "Since what deploy.yml deployed ($sha), access grew or that is unknown (exit code $code), so somebody has to deploy: run the workflow Deploy."
    [ ! -s "$REPORT/diff.txt" ] || tee -a "$words" < "$REPORT/diff.txt"
  fi
  rm -f "$REPORT/diff.txt"
  return "$code"
}

# Pushes the commit. Where BASE moved meanwhile it is left out: the next run takes the step again, from what is there then.
push_step() {
  local error
  if error=$(git_with_token push --quiet origin "HEAD:refs/heads/$BASE" 2>&1); then return; fi
  git_with_token fetch --quiet --no-tags origin "+refs/heads/$BASE:refs/remotes/origin/$BASE"
  if ! git merge-base --is-ancestor "origin/$BASE" HEAD; then
    say "$BASE moved while this ran, so the step was not kept. The next run takes it again."
    ended 0
  fi
  say "The commit could not be pushed to $BASE, so nothing goes on from it. Do its rules let this workflow push? docs/pipelines.md, Unattended."
  say "$error"
  ended 1
}

for _ in 1 2 3; do
  code=0
  look || code=$?
  [ "$code" -eq 0 ] || [ "$code" -eq 3 ] || ended "$code"
  step=$(planned step)
  # Only where this is the step, and it was looked at: between two looks another one may become due.
  how=(--reviewed)
  case $step in
    up | repair) if may_deploy "$step"; then how=(); fi ;;
  esac
  code=0
  tick ${how[@]+"${how[@]}"} || code=$?
  [ "$code" -eq 0 ] || ended "$code"
  [ -n "$step" ] || ended 0
  if has_changes; then
    local_command access --stack "$STACK"
    commit_step "Keep the mail of $STACK going: $step" "$step" || ended 1
    push_step
  fi
done
code=0
look || code=$?
if [ "$code" -eq 3 ] && [ "$(planned byItself)" = true ]; then
  say "That is all for this run. The next one goes on: $(planned why)."
  ended 0
fi
ended "$code"
