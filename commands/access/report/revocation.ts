import { Cloud, CLOUD_HOSTS, cloudOfEnvironment } from "../../../components/catalogue/clouds.ts";
import { commandsOf } from "../../../stack/commandsOf.ts";
import type { NamedStack } from "../../../stack/stackRef.ts";
import type { Access } from "../model/accessModel.ts";

/** Origin of Microsoft Graph for a stack: by the cloud that it names, else by where people sign in. */
export function graphOf(access: Pick<Access, "authority" | "provider"> | undefined): string {
  const named = access?.provider.find(({ key }) => key === "azuread:environment")?.value;
  const cloud =
    cloudOfEnvironment(named ?? "") ??
    Object.values(Cloud).find((one) => CLOUD_HOSTS[one].authority === access?.authority);
  return CLOUD_HOSTS[cloud ?? Cloud.Public].graph;
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
