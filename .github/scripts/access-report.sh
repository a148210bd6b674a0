#!/usr/bin/env bash
# Writes access-report.md: what changes in access between where HEAD left BASE and HEAD, in the words of the code that is checked out. A comment
# holds 65,536 characters, and the summary of a run a mebibyte, in which a character takes up to three bytes.
set -euo pipefail

report() { node bin/aem-mail-oauth.js access --diff "$BASE...$HEAD" --at-most "$1"; }

if [ ! -f commands/access/access.ts ]; then
  echo "The default branch has no code yet that could report." | tee access-report.md >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
else
  report 60000 > access-report.md
  report 300000 >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
fi
