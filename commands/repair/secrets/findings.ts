import { shown } from "../../../components/rules/faults.ts";
import type { LiveCredential } from "../../../entra/application.ts";
import { SECRET } from "../../../entra/applicationShapes.ts";
import { connect, type Connection, variablesFor } from "../../../entra/connect.ts";
import { NEEDS, withNeeds } from "../../../entra/permissionsNeeded.ts";
import { declaredSettings } from "../../../stack/declaredSettings.ts";
import { deployedApplication, type DeployedApplication } from "../../../stack/deployedApplication.ts";
import type { Deployment } from "../../../stack/deployment.ts";
import { exactly, listOf, object } from "../../../support/shape.ts";
import { printable } from "../../../support/text.ts";
import { UserError } from "../../../support/userError.ts";
import { type StrayApplication, strayApplications } from "./strayApplications.ts";
import { type Stray, straysOf } from "./strays.ts";

/** What was found in the tenant. */
export interface Found {
  readonly stack: string;
  readonly tenantId: string;
  readonly deployed: DeployedApplication;
  readonly strays: readonly Stray[];
  readonly applications: readonly StrayApplication[];
}

/** The tenant of a stack, and the name that its application has there. */
export interface Tenant {
  readonly connection: Connection;
  readonly displayName: string;
}

/** Signs in to the tenant of a stack. */
export async function openTenant(
  deployment: Deployment,
  deployed: DeployedApplication | undefined,
  now: Date,
): Promise<Tenant> {
  const config = await deployment.config();
  const { displayName } = declaredSettings(config, deployment.stack, now);
  const variables = variablesFor(deployment);
  return { connection: await connect({ config, variables, tenantId: deployed?.tenantId }), displayName };
}

/**
 * Looks for what the state of a stack does not know.
 *
 * @throws UserError when nothing is deployed, naming applications that may be left of an update that was cut off
 */
export async function findStrays(deployment: Deployment, now: Date): Promise<{ found: Found; connection: Connection }> {
  const deployed = await deployedApplication(deployment);
  const { connection, displayName } = await openTenant(deployment, deployed, now);
  const applications = await applicationsOf(connection, displayName, deployed);
  if (deployed === undefined) throw nothingDeployed(deployment.stack.given, applications);
  return { found: await findSecrets(deployment, deployed, connection, applications), connection };
}

/** Applications of that name that the state does not know. */
export function applicationsOf(
  { graph }: Connection,
  displayName: string,
  deployed: DeployedApplication | undefined,
): Promise<StrayApplication[]> {
  return reading(() => strayApplications(graph, displayName, deployed?.objectId));
}

/** The secrets that the state does not know, beside such applications. */
export async function findSecrets(
  deployment: Deployment,
  deployed: DeployedApplication,
  connection: Connection,
  applications: readonly StrayApplication[],
): Promise<Found> {
  const strays = straysOf(await reading(() => liveSecrets(connection, deployed)), new Set(deployed.secrets.keys()));
  // Asked again: an update that ran meanwhile has written down by now what it made.
  const known = strays.length === 0 ? deployed : await deployedApplication(deployment);
  const unknown = strays.filter(({ keyId }) => known?.secrets.has(keyId) === false);
  const { tenantId } = connection;
  return { stack: deployment.stack.given, tenantId, deployed, strays: unknown, applications };
}

function reading<T>(run: () => Promise<T>): Promise<T> {
  return withNeeds("Reading applications", NEEDS.readApplications, run);
}

/** The client secrets that the application has. @throws CannotTell for an answer that is none */
export async function liveSecrets(
  { graph }: Pick<Connection, "graph">,
  { objectId }: Pick<DeployedApplication, "objectId">,
): Promise<readonly LiveCredential[]> {
  const shape = object({ id: exactly(objectId), passwordCredentials: listOf(SECRET) });
  const path = `/applications/${encodeURIComponent(objectId)}`;
  return (await graph.get(path, shape, { $select: "id,passwordCredentials" })).passwordCredentials;
}

function nothingDeployed(stack: string, applications: readonly StrayApplication[]): UserError {
  const strays = applications.map(
    ({ displayName, appId, createdDateTime }) =>
      `\n  ${printable(shown(displayName))}, client ${appId}, made ${createdDateTime}`,
  );
  const words =
    strays.length === 0
      ? ""
      : ` The tenant has applications of that name, perhaps of an update that was cut off or of another stack:${strays.join("")}`;
  return new UserError(`Nothing of stack ${stack} is deployed, so there is no secret that could be unknown.${words}`);
}
