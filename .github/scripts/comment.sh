#!/usr/bin/env bash
# comment.sh NAME FILE: puts a Markdown file into pull request NUMBER as the one comment of that name, new or in place of its last text. Where
# there is no such file, the comment says so.
set -euo pipefail
. "$(dirname "$0")/github.sh"

name=$1
file=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ ! -f "$file" ]; then
  file=$work/none.md
  run=${GITHUB_SERVER_URL:-https://github.com}/$GITHUB_REPOSITORY/actions/runs/${GITHUB_RUN_ID:-}
  printf '## Access: unknown\n\nThe report on this version could not be made; [the run](%s) says why.\n' "$run" > "$file"
fi

# GitHub takes 65,536 characters. The report keeps within that by itself; should one not, whole lines of it are left out: each line closes what
# it opens, and a part of one could bring a link or a mention to life that is in code marks.
NAME=$name node -e '
  const lines = require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n");
  const left = "**The rest is left out: see the summary of the run.**";
  const most = 60_000 - left.length;
  let length = 0;
  const past = lines.findIndex((line) => (length += line.length + 1) > most);
  const shown = past === -1 ? lines : [...lines.slice(0, past), "", left];
  // A fence that a left-out line would have closed.
  const open = shown.filter((line) => /^ {0,3}```/.test(line)).length % 2 === 1;
  if (open && past !== -1) shown.splice(-2, 0, "```");
  console.log(JSON.stringify({ body: `<!-- ${process.env.NAME} -->\n${shown.join("\n")}` }));
' "$file" > "$work/body.json"

# Only a comment that this job wrote itself: others could write the mark too.
find_comment='
  const comments = JSON.parse(require("fs").readFileSync(0, "utf8"));
  const mine = comments.find(({ body, user }) => user?.login === "github-actions[bot]" && body?.startsWith(`<!-- ${process.env.NAME} -->`));
  console.log(mine?.id ?? (comments.length < 100 ? "none" : "more"));
'
page=1
while :; do
  found=$(api GET "/repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments?per_page=100&page=$page" | NAME=$name node -e "$find_comment")
  [ "$found" = more ] || break
  page=$((page + 1))
done

if [ "$found" = none ]; then
  api POST "/repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments" "$work/body.json" > /dev/null
  echo "Commented on pull request $NUMBER."
else
  api PATCH "/repos/$GITHUB_REPOSITORY/issues/comments/$found" "$work/body.json" > /dev/null
  echo "Updated the comment on pull request $NUMBER."
fi
