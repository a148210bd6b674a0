#!/usr/bin/env bash
# Deploys STACK. What is to be approved was shown by the preview on the pull request, and is shown once more here before it is done.
set -euo pipefail
. "$(dirname "$0")/pulumi.sh"

code=0
pulumi up --yes "${pulumi_options[@]}" || code=$?
if [ "$code" -ne 0 ]; then
  # Never a refresh from here: it would take over, unseen, what was changed in the portal.
  echo "The deployment of $STACK failed. Run the job again: each step may be repeated. Where it stops again because what is to be deleted" \
    "is not there (No password credential found, Request_ResourceNotFound), see docs/rotate.md, Gone already." >&2
fi
exit "$code"
