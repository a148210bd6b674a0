import { isGuid, live } from "../state/directory.ts";
import { textOf } from "../state/json.ts";
import { isSecret } from "../state/secrets.ts";
import { TENANT_ID, TENANT_NAME } from "../state/seed.ts";
import type { Application, ServicePrincipal, State } from "../state/state.ts";
import type { Client } from "../tokens/applicationToken.ts";
import { clientDisabled, clientWithoutPrincipal, secretExpired, secretMissing, secretWrong } from "./clientErrors.ts";
import { clientMalformed, clientUnknown, parameterMissing } from "./requestErrors.ts";

/** What a token request says of the client that sends it, in the form or in HTTP Basic (RFC 6749, section 2.3.1). */
export interface ClientCredentials {
  readonly id: string;
  /** Empty when none was sent. */
  readonly secret: string;
}

export function credentialsOf(form: URLSearchParams, authorization: string | undefined): ClientCredentials {
  const basic = basicCredentials(authorization);
  return { id: basic?.id ?? form.get("client_id") ?? "", secret: basic?.secret ?? form.get("client_secret") ?? "" };
}

/**
 * The registered application with that client id.
 * @throws SignInError as Entra refuses it
 */
export function registeredApplication(id: string, state: Readonly<State>): Application {
  if (id === "") throw parameterMissing("client_id");
  if (!isGuid(id) || /^[0-]+$/.test(id)) throw clientMalformed(id);
  const application = live(state.applications).find((candidate) => candidate.appId === id.toLowerCase());
  if (application === undefined) throw clientUnknown(id, TENANT_NAME);
  return application;
}

/** @throws SignInError when the secret is not one of the application's, or is past its end */
export function checkSecret(application: Application, secret: string, now: Date): void {
  if (secret === "") throw secretMissing();
  const matching = application.secrets.find((candidate) => isSecret(candidate, secret));
  if (matching === undefined) throw secretWrong(application.appId);
  if (Date.parse(matching.endDateTime) <= now.getTime()) throw secretExpired(application.appId);
}

/** The service principal through which the application is there in this tenant, if it is. @throws SignInError if disabled */
export function enabledPrincipal(application: Application, state: Readonly<State>): ServicePrincipal | undefined {
  const principal = live(state.servicePrincipals).find(({ appId }) => appId === application.appId);
  if (principal?.properties.accountEnabled === false)
    throw clientDisabled(application.appId, textOf(application.properties.displayName));

  return principal;
}

/**
 * The application that a token request proves to come from, acting for itself.
 * @throws SignInError as Entra refuses it
 */
export function authenticateClient(
  form: URLSearchParams,
  authorization: string | undefined,
  state: Readonly<State>,
  now: Date,
): Client {
  const { id, secret } = credentialsOf(form, authorization);
  const application = registeredApplication(id, state);
  checkSecret(application, secret, now);
  const principal = enabledPrincipal(application, state);
  if (principal === undefined) throw clientWithoutPrincipal(id, TENANT_ID);
  return { application, principal };
}

function basicCredentials(authorization: string | undefined): { id: string; secret: string } | undefined {
  const [, encoded] = /^Basic (.+)$/i.exec(authorization ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const [id = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return { id: formDecoded(id), secret: formDecoded(rest.join(":")) };
}

const formDecoded = (value: string): string => new URLSearchParams(`v=${value}`).get("v") ?? "";
