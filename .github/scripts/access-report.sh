#!/usr/bin/env bash
# Writes access-report.md: what changes in access between where HEAD left BASE and HEAD, in the words of the code that is checked out.
set -euo pipefail

if [ ! -f commands/access.ts ]; then
  echo "The default branch has no code yet that could report." > access-report.md
else
  node bin/aem-mail-oauth.js access --diff "$BASE...$HEAD" > access-report.md
fi
cat access-report.md >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
