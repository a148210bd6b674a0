import { doing } from "../errors.ts";
import type { Resource } from "../package.ts";
import { computed, optional, required, type Schema } from "../schema.ts";
import { hasLengthBetween, isBetween, isHttpUrl, isLogoutUrl, isNotEmpty, isOneOf } from "../validators.ts";
import { equal, flag, object, text, texts, type Value, type Values } from "../values.ts";
import type { AzureadClient } from "./client.ts";
import { APPLICATION_ID, idFault, parseId } from "./ids.ts";

export const GROUP_CLAIMS = ["All", "None", "ApplicationGroup", "DirectoryRole", "SecurityGroup"];
export const AUDIENCES = [
  "AzureADMyOrg",
  "AzureADMultipleOrgs",
  "AzureADandPersonalMicrosoftAccount",
  "PersonalMicrosoftAccount",
];

const schema: Schema = {
  clientId: computed("string"),
  description: optional("string", { validate: hasLengthBetween(0, 1024) }),
  disabledByMicrosoft: computed("string"),
  displayName: required("string", { validate: isNotEmpty }),
  groupMembershipClaims: optional("set", { validate: isOneOf(...GROUP_CLAIMS) }),
  homepageUrl: optional("string", { validate: isHttpUrl }),
  implicitAccessTokenIssuanceEnabled: optional("boolean"),
  implicitIdTokenIssuanceEnabled: optional("boolean"),
  logoutUrl: optional("string", { validate: isLogoutUrl }),
  marketingUrl: optional("string", { validate: isHttpUrl }),
  notes: optional("string", { validate: isNotEmpty }),
  objectId: computed("string"),
  privacyStatementUrl: optional("string", { validate: isHttpUrl }),
  publisherDomain: computed("string"),
  requestedAccessTokenVersion: optional("integer", { default: 2, validate: isBetween(1, 2) }),
  serviceManagementReference: optional("string", { validate: isNotEmpty }),
  signInAudience: optional("string", { default: "AzureADMyOrg", validate: isOneOf(...AUDIENCES) }),
  supportUrl: optional("string", { validate: isHttpUrl }),
  termsOfServiceUrl: optional("string", { validate: isHttpUrl }),
};

/** Where Graph keeps each property: its path, and how the value is written there. */
const PLACES: readonly (readonly [name: string, path: string, write: (value: Value) => Value])[] = [
  ["requestedAccessTokenVersion", "api.requestedAccessTokenVersion", (value) => value],
  ["description", "description", textOrNull],
  ["displayName", "displayName", (value) => value],
  ["groupMembershipClaims", "groupMembershipClaims", joinClaims],
  ["marketingUrl", "info.marketingUrl", textOrNull],
  ["privacyStatementUrl", "info.privacyStatementUrl", textOrNull],
  ["supportUrl", "info.supportUrl", textOrNull],
  ["termsOfServiceUrl", "info.termsOfServiceUrl", textOrNull],
  ["notes", "notes", textOrNull],
  ["serviceManagementReference", "serviceManagementReference", textOrNull],
  ["signInAudience", "signInAudience", (value) => value],
  ["homepageUrl", "web.homePageUrl", textOrNull],
  ["implicitAccessTokenIssuanceEnabled", "web.implicitGrantSettings.enableAccessTokenIssuance", flag],
  ["implicitIdTokenIssuanceEnabled", "web.implicitGrantSettings.enableIdTokenIssuance", flag],
  ["logoutUrl", "web.logoutUrl", textOrNull],
];

export const applicationRegistration: Resource<AzureadClient> = {
  schema,
  idFault: (id) => idFault(APPLICATION_ID, id),

  async create({ graph, made }, planned) {
    const application = await doing("creating application", () =>
      graph.make(
        "/applications",
        toGraph(planned, () => true),
        `an application called ${JSON.stringify(text(planned.displayName))}`,
      ),
    );
    const id = `/applications/${text(application.id)}`;
    made.add(id).add(text(application.appId));
    return { id };
  },

  async read({ graph }, id, _state, fresh) {
    const application = await doing(`retrieving Application (${id})`, () =>
      graph.find(id, { statuses: fresh ? [404] : [] }),
    );
    return application && fromGraph(application);
  },

  async update(client, id, planned, olds) {
    const { first: objectId } = parseId(APPLICATION_ID, id);
    await client.applicationLocks.hold(objectId, () =>
      doing(`updating Application (${id})`, () =>
        client.graph.patch(
          id,
          toGraph(planned, (name) => !equal(planned[name], olds[name])),
        ),
      ),
    );
    return applicationRegistration.read(client, id, olds, false);
  },

  async delete({ graph }, id) {
    await doing(`deleting Application (${id})`, () => graph.delete(id));
    await graph.waitUntil(`deletion of Application (${id})`, async () => (await graph.find(id)) === undefined);
  },
};

function toGraph(planned: Values, isWanted: (name: string) => boolean): Values {
  const body: Values = { "@odata.type": "#microsoft.graph.application" };
  for (const [name, path, write] of PLACES)
    if (isWanted(name)) setAt(body, path.split("."), write(planned[name] ?? null));

  return body;
}

function setAt(body: Values, [first = "", ...rest]: readonly string[], value: Value): void {
  if (rest.length === 0) {
    body[first] = value;
    return;
  }
  const inner = object(body[first]);
  body[first] = inner;
  setAt(inner, rest, value);
}

function fromGraph(application: Values): Values {
  const api = object(application.api);
  const info = object(application.info);
  const web = object(application.web);
  const implicitGrant = object(web.implicitGrantSettings);
  return {
    clientId: text(application.appId),
    description: text(application.description),
    disabledByMicrosoft: printedStatus(application.disabledByMicrosoftStatus),
    displayName: text(application.displayName),
    groupMembershipClaims: splitClaims(application.groupMembershipClaims),
    homepageUrl: text(web.homePageUrl),
    implicitAccessTokenIssuanceEnabled: flag(implicitGrant.enableAccessTokenIssuance),
    implicitIdTokenIssuanceEnabled: flag(implicitGrant.enableIdTokenIssuance),
    logoutUrl: text(web.logoutUrl),
    marketingUrl: text(info.marketingUrl),
    notes: text(application.notes),
    objectId: text(application.id),
    privacyStatementUrl: text(info.privacyStatementUrl),
    publisherDomain: text(application.publisherDomain),
    requestedAccessTokenVersion: Number(api.requestedAccessTokenVersion ?? 0),
    serviceManagementReference: text(application.serviceManagementReference),
    signInAudience: text(application.signInAudience),
    supportUrl: text(info.supportUrl),
    termsOfServiceUrl: text(info.termsOfServiceUrl),
  };
}

/** The real provider prints the field of its Go type rather than its value; programs see that. */
function printedStatus(status: Value | undefined): string {
  if (status === undefined) return "";
  return status === null ? "map[false:]" : `map[true:${text(status)}]`;
}

export function textOrNull(value: Value): Value {
  return text(value) === "" ? null : value;
}

/** Graph keeps the claims as one string: "SecurityGroup, ApplicationGroup". */
export function joinClaims(value: Value): Value {
  return textOrNull(texts(value).join(","));
}

export function splitClaims(value: Value | undefined): Value[] {
  return typeof value === "string" ? value.split(",").map((claim) => claim.trim()) : [];
}
