import { textOf } from "./json.ts";
import { isSecret } from "./secrets.ts";
import { TENANT_ID, TENANT_NAME } from "./seed.ts";
import {
  clientDisabled,
  clientMalformed,
  clientUnknown,
  clientWithoutPrincipal,
  parameterMissing,
  secretExpired,
  secretMissing,
  secretWrong,
} from "./signInErrors.ts";
import type { Application, ServicePrincipal, State } from "./state.ts";

export interface Client {
  readonly application: Application;
  readonly principal: ServicePrincipal;
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The registered application that a token request proves to come from, by secret in the form or in HTTP Basic
 * (RFC 6749, section 2.3.1).
 * @throws SignInError as Entra refuses it
 */
export function authenticateClient(
  form: URLSearchParams,
  authorization: string | undefined,
  state: Readonly<State>,
  now: Date,
): Client {
  const basic = basicCredentials(authorization);
  const id = basic?.id ?? form.get("client_id") ?? "";
  const secret = basic?.secret ?? form.get("client_secret") ?? "";
  if (id === "") throw parameterMissing("client_id");
  if (!GUID.test(id) || /^[0-]+$/.test(id)) throw clientMalformed(id);
  const application = state.applications.find(
    (candidate) => candidate.appId === id.toLowerCase() && candidate.deletedDateTime === null,
  );
  if (application === undefined) throw clientUnknown(id, TENANT_NAME);
  if (secret === "") throw secretMissing();
  const matching = application.secrets.find((candidate) => isSecret(candidate, secret));
  if (matching === undefined) throw secretWrong(id);
  if (Date.parse(matching.endDateTime) <= now.getTime()) throw secretExpired(id);
  const principal = state.servicePrincipals.find(
    (candidate) => candidate.appId === application.appId && candidate.deletedDateTime === null,
  );
  if (principal === undefined) throw clientWithoutPrincipal(id, TENANT_ID);
  if (principal.properties.accountEnabled === false) {
    throw clientDisabled(id, textOf(application.properties.displayName));
  }
  return { application, principal };
}

function basicCredentials(authorization: string | undefined): { id: string; secret: string } | undefined {
  const [, encoded] = /^Basic (.+)$/i.exec(authorization ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const [id = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return { id: formDecoded(id), secret: formDecoded(rest.join(":")) };
}

const formDecoded = (value: string): string => new URLSearchParams(`v=${value}`).get("v") ?? "";
