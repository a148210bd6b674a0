#!/usr/bin/env bash
# with-azure.sh COMMAND...: runs a command of Pulumi as the identity AZURE_CLIENT_ID of tenant AZURE_TENANT_ID, for which this job's OpenID
# Connect token stands in. The azuread provider fetches that token itself; the clients of Blob Storage and Key Vault read it from a file.
set -euo pipefail
: "${AZURE_CLIENT_ID:?is not set: it belongs among the variables of this environment}"
: "${AZURE_TENANT_ID:?is not set: it belongs among the variables of this environment}"
: "${ACTIONS_ID_TOKEN_REQUEST_URL:?is not set: the job needs the permission id-token: write}"

umask 077
folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/azure.XXXXXX")
trap 'rm -rf "$folder"' EXIT

curl --silent --show-error --fail --max-time 60 --config - \
  "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=api%3A%2F%2FAzureADTokenExchange" \
  <<< "header = \"Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN\"" |
  node -e 'process.stdout.write(JSON.parse(require("fs").readFileSync(0, "utf8")).value)' > "$folder/token"

export AZURE_FEDERATED_TOKEN_FILE="$folder/token"
export ARM_USE_OIDC=true ARM_CLIENT_ID="$AZURE_CLIENT_ID" ARM_TENANT_ID="$AZURE_TENANT_ID"
"$@"
