import { ResourceType, secretLabelIn } from "../components/catalogue/resources.ts";
import type { StateResource } from "../pulumi/stackState.ts";
import { listOf, Misshapen, name, object } from "../support/shape.ts";
import { CannotTell } from "../support/userError.ts";
import type { Deployment } from "./deployment.ts";

/** The application as the stack's state knows it. */
export interface DeployedApplication {
  /** Object id of the registration. */
  readonly objectId: string;
  /** Undefined where the first update was cut off before it wrote its outputs. */
  readonly tenantId: string | undefined;
  /** Labels by key id of every client secret in the state or the outputs. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** What is deployed; undefined where nothing is. The state is newer than the outputs after an update that was cut off. */
export async function deployedApplication(deployment: Deployment): Promise<DeployedApplication | undefined> {
  const resources = await deployment.resources();
  const registration = resources.find(({ type }) => type === ResourceType.ApplicationRegistration);
  if (registration === undefined) return undefined;
  const objectId = registration.id?.split("/").at(-1) ?? "";
  if (objectId === "") throw notTold("the state has a registration without its object id");
  const outputs = await deployment.outputs();
  const { value: tenantId } = outputs.tenantId ?? {};
  return {
    objectId,
    tenantId: typeof tenantId === "string" ? tenantId : undefined,
    secrets: new Map([...secretsInOutputs(outputs.clientSecrets?.value), ...secretsInState(resources)]),
  };
}

/** Key id and label of each client secret in the state. The id of an ApplicationPassword is `<object id>/password/<key id>`. */
export function secretsInState(resources: readonly StateResource[]): [string, string][] {
  return resources.flatMap(({ type, id, urn }): [string, string][] => {
    const keyId = type === ResourceType.ApplicationPassword ? id?.split("/").at(-1) : undefined;
    return keyId === undefined ? [] : [[keyId, secretLabelIn(urn) ?? ""]];
  });
}

const SECRETS = listOf(object({ keyId: name, label: name }));

/** Output clientSecrets; there is none where the first update was cut off before it wrote its outputs. */
function secretsInOutputs(value: unknown): [string, string][] {
  if (value === undefined) return [];
  try {
    return SECRETS(value, "clientSecrets").map(({ keyId, label }) => [keyId, label]);
  } catch (error) {
    if (!(error instanceof Misshapen)) throw error;
    throw notTold(`of the stack's outputs, ${error.message}`);
  }
}

function notTold(why: string): CannotTell {
  return new CannotTell(`It is unknown which secrets the stack knows: ${why}. pulumi up writes the outputs again.`);
}
