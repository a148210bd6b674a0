#!/usr/bin/env bash
# Shows what Pulumi would change in STACK, in the log and in the summary of the run.
set -euo pipefail
. "$(dirname "$0")/pulumi.sh"

code=0
text=$(pulumi preview --diff "${pulumi_options[@]}" 2>&1) || code=$?
printf '%s\n' "$text"
# Indented, so that nothing in it can end the block.
printf '## Preview of %s\n\n%s\n' "$STACK" "$(sed 's/^/    /' <<< "$text")" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
exit "$code"
