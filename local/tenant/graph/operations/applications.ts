import { randomUUID } from "node:crypto";

import type { Reply } from "../../http.ts";
import { live } from "../../state/directory.ts";
import { type JsonObject, objectsOf, stringsOf } from "../../state/json.ts";
import { APPLICATION, APPLICATION_BETA_ONLY } from "../../state/properties.ts";
import { defaults, type Shapes } from "../../state/schema.ts";
import type { Application, State } from "../../state/state.ts";
import { applications } from "../collections.ts";
import { badRequest, conflictingValue, readOnly } from "../errors.ts";
import { applicationOf } from "../lookup.ts";
import { merge } from "../merge.ts";
import { countReply, entityReply, listReply } from "../odata/query.ts";
import { type Call, noContent, type Route } from "../operation.ts";
import { NEEDS, requireControl } from "../privileges.ts";
import { checkApplication } from "../rules/application.ts";
import { certificatesAfter } from "../rules/certificateCredentials.ts";
import { checkEntitlements } from "../rules/entitlements.ts";
import { applicationView, secretView } from "../views.ts";
import { boundOwners, withoutBindings } from "./owners.ts";
import { newSecret } from "./passwords.ts";

/** https://learn.microsoft.com/graph/api/resources/application */
export const applicationRoutes: Route[] = [
  { method: "GET", path: "/applications", needs: NEEDS.readApplications, run: list },
  { method: "GET", path: "/applications/$count", needs: NEEDS.readApplications, run: count },
  { method: "POST", path: "/applications", needs: NEEDS.writeApplications, run: create },
  { method: "GET", path: "/applications/{id}", needs: NEEDS.readApplications, run: get },
  { method: "PATCH", path: "/applications/{id}", needs: NEEDS.writeApplications, run: update },
  { method: "DELETE", path: "/applications/{id}", needs: NEEDS.writeApplications, run: remove },
];

function list(call: Call): Reply {
  return listReply(call, views(call), applications(call.version));
}

function count(call: Call): Reply {
  return countReply(call, views(call), applications(call.version));
}

function get(call: Call): Reply {
  return entityReply(call, applicationView(applicationOf(call), call.version), applications(call.version));
}

function create(call: Call): Reply {
  const { application, secrets } = insert(call, call.body);
  const body = {
    ...applicationView(application, call.version),
    ...(secrets.length > 0 ? { passwordCredentials: secrets } : {}),
  };
  return entityReply(call, body, applications(call.version), 201);
}

/** Also the upsert by uniqueName: https://learn.microsoft.com/graph/api/application-upsert */
function update(call: Call): Reply {
  const [, uniqueName] = /^uniqueName='(.*)'$/.exec(call.params.id ?? "") ?? [];
  const missing = !live(call.state.applications).some((item) => item.properties.uniqueName === uniqueName);
  if (uniqueName !== undefined && missing && /create-if-missing/i.test(String(call.headers.prefer)))
    return create({ ...call, body: { ...call.body, uniqueName } });

  const application = applicationOf(call);
  requireControl(call, application);
  const { passwordCredentials, keyCredentials, ...body } = call.body;
  if (passwordCredentials !== undefined) throw readOnly("passwordCredentials");
  const shown = applicationView(application, call.version);
  const properties = merge(application.properties, body, shapes(call), shown);
  if (application.properties.uniqueName !== null && properties.uniqueName !== application.properties.uniqueName)
    throw readOnly("uniqueName");

  checkEntitlements(application.properties, properties);
  checkUnique(call.state, application.id, properties);
  checkApplication(properties, application.secrets.length);
  application.properties = properties;
  if (keyCredentials !== undefined)
    application.certificates = certificatesAfter(keyCredentials, application.certificates ?? []);

  return noContent;
}

/** Soft: the application and its service principal go to directory/deletedItems for 30 days. */
function remove(call: Call): Reply {
  const application = applicationOf(call);
  requireControl(call, application);
  application.deletedDateTime = call.now.toISOString();
  const principal = live(call.state.servicePrincipals).find(({ appId }) => appId === application.appId);
  if (principal !== undefined) principal.deletedDateTime = application.deletedDateTime;
  return noContent;
}

function insert(call: Call, body: JsonObject): { application: Application; secrets: JsonObject[] } {
  const { passwordCredentials, ...given } = withoutBindings(body);
  const settings = "signInAudience" in given ? given : { ...given, ...withDefaultAudience(given) };
  const application: Application = {
    id: randomUUID(),
    appId: randomUUID(),
    createdDateTime: call.now.toISOString(),
    deletedDateTime: null,
    createdByAppId: call.caller.appId,
    owners: boundOwners(call),
    properties: defaults(APPLICATION),
    secrets: [],
  };
  const properties = merge(application.properties, settings, shapes(call), applicationView(application, call.version));
  application.properties = properties;
  const secrets = objectsOf(passwordCredentials).map((credential) => {
    const { secret, value } = newSecret(call, application, credential);
    application.secrets.push(secret);
    return secretView(secret, value);
  });
  checkUnique(call.state, application.id, properties);
  checkApplication(properties, application.secrets.length);
  call.state.applications.push(application);
  return { application, secrets };
}

/** Entra's own choice where the client makes none; it then fills in the token version that this audience demands. */
function withDefaultAudience(given: JsonObject): JsonObject {
  const api = merge({}, { api: given.api ?? {} }, APPLICATION).api as JsonObject;
  return {
    signInAudience: "AzureADandPersonalMicrosoftAccount",
    api: { ...api, requestedAccessTokenVersion: api.requestedAccessTokenVersion ?? 2 },
  };
}

/** @throws GraphError 400 when another application has one of its identifier URIs, or its unique name */
export function checkUnique(state: State, id: string, properties: JsonObject): void {
  const others = state.applications.filter((item) => item.id !== id);
  const taken = new Set(live(others).flatMap((item) => stringsOf(item.properties.identifierUris)));
  if (stringsOf(properties.identifierUris).some((uri) => taken.has(uri))) throw conflictingValue("identifierUris");
  const { uniqueName } = properties;
  if (uniqueName !== null && others.some((item) => item.properties.uniqueName === uniqueName))
    throw conflictingValue("uniqueName");
}

function shapes(call: Call): Shapes {
  if (call.version === "beta") return APPLICATION;
  const hidden = APPLICATION_BETA_ONLY.find((name) => name in call.body);
  if (hidden !== undefined) throw badRequest(`Invalid property '${hidden}'.`);
  return APPLICATION;
}

const views = (call: Call): JsonObject[] =>
  live(call.state.applications).map((application) => applicationView(application, call.version));
