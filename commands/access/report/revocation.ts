import { commandsOf } from "../../../stack/commandsOf.ts";
import type { NamedStack } from "../../../stack/stackRef.ts";
import type { Access } from "../model/accessModel.ts";

/** Origin of Microsoft Graph for a stack: learn.microsoft.com/graph/deployments. */
export function graphOf(access: Pick<Access, "authority" | "provider"> | undefined): string {
  switch (access?.authority) {
    case "https://login.microsoftonline.us":
      return access.provider.some((setting) => /^azuread:environment = (dod|usgovernmentl5)$/i.test(setting))
        ? "https://dod-graph.microsoft.us"
        : "https://graph.microsoft.us";
    case "https://login.partner.microsoftonline.cn":
      return "https://microsoftgraph.chinacloudapi.cn";
    default:
      return "https://graph.microsoft.com";
  }
}

/** How a consent is taken back, in a sentence with the commands. `graph` is the origin of Microsoft Graph. */
export function consentRevocation(stack: NamedStack, graph: string): string {
  const { consent } = commandsOf(stack);
  // The Azure CLI does not reach the local tenant.
  if (stack.isLocal) return `The local tenant forgets it with \`npx aem-mail-oauth local reset\`; then \`${consent}\`.`;
  return (
    `To revoke: \`az ad app permission list-grants --id "$(pulumi stack output --stack ${stack.given} clientId)" --query "[].{id:id, scope:scope}"\`, ` +
    `then \`az rest --method DELETE --url "${graph}/v1.0/oauth2PermissionGrants/<id>"\`; ` +
    `that ends the whole consent, so sign in again afterwards: \`${consent}\`.`
  );
}
