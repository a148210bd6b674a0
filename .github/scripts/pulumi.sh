# Sourced by preview.sh and deploy.sh: what both say to Pulumi about STACK.

: "${STACK:?is not set}"
# Without its file Pulumi would go on with the defaults: what the file had narrowed would be wide again.
if [ ! -f "stacks/Pulumi.${STACK##*/}.yaml" ]; then
  echo "There is no stacks/Pulumi.${STACK##*/}.yaml. Take $STACK out of the workflow, or put its file back." >&2
  exit 1
fi
pulumi_options=(--stack "$STACK" --non-interactive --color never --suppress-outputs --policy-pack policy)
[ -z "${POLICY_CONFIG:-}" ] || pulumi_options+=(--policy-pack-config "$POLICY_CONFIG")
