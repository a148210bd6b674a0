#!/usr/bin/env bash
# Deploys STACK. What is to be approved was shown by the preview on the pull request, and is shown once more here before it is done.
set -euo pipefail
. "$(dirname "$0")/pulumi.sh"

exec pulumi up --yes "${pulumi_options[@]}"
