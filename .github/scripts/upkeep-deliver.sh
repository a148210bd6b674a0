#!/usr/bin/env bash
# Delivers to STACK's places in AEM, where that is the step that is due: what the reviewers of this job's environment approved, and nothing else.
set -euo pipefail
. "$(dirname "$0")/upkeep.sh"

code=0
look --reviewed || code=$?
[ "$code" -eq 0 ] || [ "$code" -eq 3 ] || ended "$code"
if [ "$(planned step)" != deliver ]; then
  say "Nothing is to be delivered: $(planned why)."
  ended "$code"
fi
code=0
tick --reviewed || code=$?
ended "$code"
