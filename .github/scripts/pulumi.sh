# Sourced by preview.sh and deploy.sh: what both say to Pulumi about STACK.

: "${STACK:?is not set}"
pulumi_options=(--stack "$STACK" --non-interactive --color never --suppress-outputs --policy-pack policy)
[ -z "${POLICY_CONFIG:-}" ] || pulumi_options+=(--policy-pack-config "$POLICY_CONFIG")
