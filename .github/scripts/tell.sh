#!/usr/bin/env bash
# Tells people about STACK by one issue: opens it when the upkeep failed or somebody has to act, gives it to the accounts of setting `notify`, raises it
# 21 and 7 days before the end of what AEM holds, and closes it when nothing is due. By what upkeep.sh left in REPORT; without that, it failed.
set -euo pipefail
. "$(dirname "$0")/github.sh"
: "${STACK:?is not set}" "${REPORT:?is not set}"
if [[ ! "$STACK" =~ ^[A-Za-z0-9_.-]{1,100}$ ]]; then
  echo "$STACK is no name of a stack." >&2
  exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
issues=/repos/$GITHUB_REPOSITORY/issues
export STACK REPORT

# Only issues and comments that a job wrote itself: others could write the mark too.
own='const mine = (one, mark) => one.user?.login === "github-actions[bot]" && one.body?.startsWith(mark);'

# all PATH: each page of a list, as one.
all() {
  local page=1 count
  echo '[]' > "$work/all.json"
  while :; do
    api GET "$1&per_page=100&page=$page" > "$work/page.json"
    count=$(node -p '
      const fs = require("fs");
      const [all, page] = process.argv.slice(1).map((file) => JSON.parse(fs.readFileSync(file, "utf8")));
      fs.writeFileSync(process.argv[1], JSON.stringify([...all, ...page]));
      page.length;
    ' "$work/all.json" "$work/page.json")
    [ "$count" -eq 100 ] || return 0
    page=$((page + 1))
  done
}

# The open issues of this stack, the oldest first, into open.json.
find_open() {
  all "$issues?state=open&labels=upkeep"
  node -e "$own"'
    const all = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const found = all.filter((one) => one.pull_request === undefined && mine(one, `<!-- upkeep ${process.env.STACK} -->`));
    console.log(JSON.stringify(found.sort((a, b) => a.number - b.number)));
  ' "$work/all.json" > "$work/open.json"
}
numbers() { node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).map(({ number }) => number).join(" ")' "$work/open.json"; }
member() { node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))[process.argv[2]] ?? ""' "$1" "$2"; }

# close NUMBER REASON
close() {
  printf '{"state":"closed","state_reason":"%s"}' "$2" > "$work/close.json"
  api PATCH "$issues/$1" "$work/close.json" > /dev/null
}

find_open
RUN=${GITHUB_SERVER_URL:-https://github.com}/$GITHUB_REPOSITORY/actions/runs/${GITHUB_RUN_ID:-} node -e '
  const { readFileSync, writeFileSync } = require("fs");
  const { STACK: stack, REPORT: report, RUN: run } = process.env;
  const DAY = 86_400_000;
  const now = Date.now();
  const read = (file) => { try { return readFileSync(file, "utf8"); } catch (error) { if (error.code !== "ENOENT") throw error; return ""; } };
  const [open] = JSON.parse(readFileSync(process.argv[1], "utf8"));
  const said = read(`${report}/outcome.txt`).trim();
  let outcome = ["good", "due"].includes(said) ? said : "failed";
  const words = read(`${report}/words.txt`).trim() || (said === "" ? "The run left no report." : "");
  let plan = {};
  try { plan = JSON.parse(read(`${report}/plan.json`) || "{}"); } catch { outcome = "failed"; }
  const notify = (plan.notify ?? []).filter((name) => /^[A-Za-z\d-]{1,39}$/.test(name));

  // What AEM holds. Where this run does not know it, an earlier one may have.
  const held = (plan.ends ?? []).filter(({ place }) => place !== undefined);
  const known = held.filter(({ at }) => at !== null).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const remembered = /^<!-- ends (\S+) -->$/m.exec(open?.body ?? "")?.[1];
  const end = known[0]?.at ?? (plan.ends === undefined || plan.ends === null ? remembered : undefined);
  const left = end === undefined ? undefined : Math.floor((Date.parse(end) - now) / DAY);
  if (outcome === "good" && left !== undefined && left <= 21) outcome = "due";
  const line = (text) => text.replaceAll(/[\s`<>@]+/g, " ");
  const what = known[0] === undefined ? "" : `: the ${known[0].what === "token" ? "refresh token of" : "client secret"} ${line(known[0].name ?? "nobody knows whom")}, in ${line(known[0].place)}`;
  const isEnded = typeof plan.ended === "string";
  const when = isEnded
    ? "The token that is kept is refused. The one that AEM holds may be refused already, whatever its date says."
    : end === undefined
    ? "When what AEM holds ends is unknown."
    : `What AEM holds ends ${left < 0 ? "no more: it ended" : "first"} on ${end.slice(0, 10)}${what}.`;

  // Raised once for each of these, and again for another end. What nobody knows is raised when it has been so for a week.
  const steps = isEnded ? ["refused"] : left === undefined
    ? (open !== undefined && now - Date.parse(open.created_at) >= 7 * DAY ? ["unknown"] : [])
    : [[0, left < 0], [7, left <= 7], [21, left <= 21]].filter(([, is]) => is).map(([step]) => String(step));
  const raise = steps[0] === undefined ? null : `<!-- upkeep ${stack} raised ${steps[0]} ${isEnded ? "-" : (end ?? "-")} -->`;

  const title = outcome === "failed" ? `The upkeep of ${stack} failed` : `The mail of ${stack} needs somebody`;
  // Indented, so that nothing in it is a link, a mention or a mark.
  const shown = words.slice(-20_000).split("\n").map((one) => `    ${one}`).join("\n");
  const body = [
    `<!-- upkeep ${stack} -->`,
    ...(end === undefined ? [] : [`<!-- ends ${end} -->`]),
    outcome === "failed" ? `The upkeep of stack ${stack} failed, in these words:` : `For the mail of stack ${stack} somebody has to act:`,
    "", shown, "", when, "",
    "Each run brings this issue up to date, and the first one that finds nothing due closes it.", "",
    `[The run](${run})`,
  ].join("\n");
  const same = (text) => text.replaceAll("\r\n", "\n").trim().split("\n").slice(0, -1).join("\n");
  const changed = open !== undefined && (open.title !== title || same(open.body) !== same(body));
  const assign = notify.length > 0 && (open?.assignees ?? []).length === 0;
  const mention = notify.map((name) => `@${name}`).join(" ");
  const comment = [raise ?? "", `${mention}${mention === "" ? "" : ": "}${when}`].join("\n");
  const to = (name, value) => writeFileSync(`${process.argv[2]}/${name}.json`, JSON.stringify(value));
  to("decided", { outcome, changed, assign, raise });
  to("new", { title, body, labels: ["upkeep"] });
  to("text", { title, body });
  to("assignees", { assignees: notify.slice(0, 10) });
  to("comment", { body: comment });
  to("labels", { labels: ["urgent"] });
' "$work/open.json" "$work"

read -r -a found <<< "$(numbers)"
if [ "$(member "$work/decided.json" outcome)" = good ]; then
  for number in ${found[@]+"${found[@]}"}; do
    close "$number" completed
    echo "$STACK: nothing is due; closed issue $number."
  done
  [ ${#found[@]} -gt 0 ] || echo "$STACK: nothing is due."
  exit
fi

if [ ${#found[@]} -eq 0 ]; then
  api POST "$issues" "$work/new.json" > "$work/made.json"
  number=$(member "$work/made.json" number)
  echo "$STACK: opened issue $number."
  # Another run may have done the same at the same time: the older one stays.
  find_open
  read -r -a found <<< "$(numbers)"
else
  number=${found[0]}
  if [ "$(member "$work/decided.json" changed)" = true ]; then
    api PATCH "$issues/$number" "$work/text.json" > /dev/null
    echo "$STACK: updated issue $number."
  else
    echo "$STACK: issue $number says so already."
  fi
fi
for other in ${found[@]+"${found[@]}"}; do
  [ "$other" != "${found[0]}" ] || continue
  close "$other" not_planned
  echo "$STACK: closed issue $other, which says the same as ${found[0]}."
done
number=${found[0]:-$number}

code=0
if [ "$(member "$work/decided.json" assign)" = true ]; then
  if ! api POST "$issues/$number/assignees" "$work/assignees.json" > "$work/assigned.json"; then
    echo "::error::Issue $number could not be given to the accounts of setting notify in stacks/Pulumi.$STACK.yaml. May each of them be assigned issues here?"
    code=1
  fi
fi
raise=$(member "$work/decided.json" raise)
if [ -n "$raise" ]; then
  all "$issues/$number/comments?sort=created"
  is_raised=$(RAISE=$raise node -p "$own"'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).some((one) => mine(one, process.env.RAISE))' "$work/all.json")
  if [ "$is_raised" = false ]; then
    api POST "$issues/$number/labels" "$work/labels.json" > /dev/null
    api POST "$issues/$number/comments" "$work/comment.json" > /dev/null
    echo "$STACK: raised issue $number."
  fi
fi
exit "$code"
