import { randomUUID } from "node:crypto";

import { API_APP_IDS } from "./catalogue.ts";
import { APPLICATION, SERVICE_PRINCIPAL } from "./properties.ts";
import { defaults } from "./schema.ts";
import { isSecret, secretFor } from "./secrets.ts";
import { type Application, noSignIns, type ServicePrincipal, type State, type User } from "./state.ts";

/** Fixed, so that a stack can name the tenant it belongs to. */
export const TENANT_ID = "5f2c0c1e-6f0b-4d64-9d5e-2f3a7c1b8e90";
export const DOMAIN = "forms.example";
export const INITIAL_DOMAIN = "aemformslocal.onmicrosoft.com";
export const TENANT_NAME = "AEM Forms (local)";
/** The directory of all personal Microsoft accounts, the same in the whole world. */
export const CONSUMERS_ID = "9188040d-6c67-4c5b-b112-36a304b66dad";
/** Everybody's. The sign-in page shows it: these people exist on this machine alone. */
export const PASSWORD = "forms-local";

/** The clients that are there from the start, by what they are for. */
export const CLIENTS = {
  /** What a pipeline should be given: it manages the applications that it made, and no others. */
  deployer: {
    appId: "0d5c31f4-5f4e-4a3e-9a55-6a1c6f0e7b01",
    displayName: "Local deployer",
    roles: [
      "Application.ReadWrite.OwnedBy",
      "DelegatedPermissionGrant.ReadWrite.All",
      "Directory.Read.All",
      "User.Read.All",
    ],
  },
  /** The colleague in the portal: may change everything. */
  administrator: {
    appId: "0d5c31f4-5f4e-4a3e-9a55-6a1c6f0e7b02",
    displayName: "Local administrator",
    roles: [
      "AppRoleAssignment.ReadWrite.All",
      "Application.ReadWrite.All",
      "DelegatedPermissionGrant.ReadWrite.All",
      "Directory.ReadWrite.All",
      "Policy.ReadWrite.ApplicationConfiguration",
      "User.Read.All",
    ],
  },
  /** A client that was granted nothing: what it asks of Graph is refused. */
  unprivileged: { appId: "0d5c31f4-5f4e-4a3e-9a55-6a1c6f0e7b03", displayName: "Local client without roles", roles: [] },
} as const;
export type ClientName = keyof typeof CLIENTS;
export type ClientSecrets = Readonly<Record<ClientName, string>>;

// No date of the machine's: secrets that are part of the furniture never run out.
const ALWAYS = new Date("2020-01-01T00:00:00Z");
const NEVER = new Date("2299-12-31T00:00:00Z");

/** The directory as it is on the first start. */
export function seed(secrets: ClientSecrets): State {
  const clients = Object.entries(CLIENTS).map(([name, client]) => ({ client, secret: secrets[name as ClientName] }));
  return {
    version: 1,
    applications: clients.map(({ client, secret }) => clientApplication(client, secret)),
    servicePrincipals: [
      ...clients.map(({ client }) => servicePrincipal(client.appId, [...client.roles])),
      ...API_APP_IDS.map((appId) => servicePrincipal(appId)),
    ],
    users: [
      user("Forms Mailbox", "forms", { administrator: false, mayConsent: true }),
      user("Ada Administrator", "admin", { administrator: true, mayConsent: true }),
      user("Nora Noconsent", "nora", { administrator: false, mayConsent: false }),
      guest("Pat Personal", "pat.personal", "outlook.example"),
    ],
    grants: [],
    appManagementPolicy: {
      isEnabled: false,
      applicationRestrictions: { passwordCredentials: [], keyCredentials: [] },
      servicePrincipalRestrictions: { passwordCredentials: [], keyCredentials: [] },
    },
    signIn: noSignIns(),
  };
}

/** Gives the seeded clients the secrets of the folder, should state and secrets have come apart. */
export function repairClients(state: State, secrets: ClientSecrets): void {
  for (const { application, secret } of strayClients(state, secrets))
    application.secrets.push(secretFor(secret, { displayName: "local", start: ALWAYS, end: NEVER }));
}

/** The seeded clients that do not accept the secrets of the folder. */
export function strayClients(state: Readonly<State>, secrets: ClientSecrets) {
  return Object.entries(CLIENTS).flatMap(([name, { appId }]) => {
    const secret = secrets[name as ClientName];
    return state.applications
      .filter(
        (application) => application.appId === appId && !application.secrets.some((kept) => isSecret(kept, secret)),
      )
      .map((application) => ({ application, secret }));
  });
}

function clientApplication(client: { appId: string; displayName: string }, secret: string): Application {
  return {
    ...object(client.appId),
    properties: { ...defaults(APPLICATION), displayName: client.displayName, signInAudience: "AzureADMyOrg" },
    secrets: [secretFor(secret, { displayName: "local", start: ALWAYS, end: NEVER })],
  };
}

function servicePrincipal(appId: string, roles: string[] = []): ServicePrincipal {
  return {
    ...object(appId),
    properties: defaults(SERVICE_PRINCIPAL),
    roles,
  };
}

function object(appId: string) {
  const createdDateTime = ALWAYS.toISOString();
  return { id: randomUUID(), appId, createdDateTime, deletedDateTime: null, createdByAppId: null, owners: [] };
}

function user(displayName: string, name: string, rights: { administrator: boolean; mayConsent: boolean }): User {
  const [givenName = displayName, surname = ""] = displayName.split(" ");
  const address = `${name}@${DOMAIN}`;
  return {
    id: randomUUID(),
    properties: {
      accountEnabled: true,
      displayName,
      givenName,
      mail: address,
      mailNickname: name,
      proxyAddresses: [`SMTP:${address}`],
      surname,
      userPrincipalName: address,
      userType: "Member",
    },
    signIn: { ...rights, personal: false },
  };
}

/** A personal account as a directory knows it: a guest, its address wrapped into the principal name. */
function guest(displayName: string, name: string, domain: string): User {
  const made = user(displayName, name, { administrator: false, mayConsent: true });
  const properties = {
    ...made.properties,
    creationType: "Invitation",
    externalUserState: "Accepted",
    mail: `${name}@${domain}`,
    otherMails: [`${name}@${domain}`],
    proxyAddresses: [`SMTP:${name}@${domain}`],
    userPrincipalName: `${name}_${domain}#EXT#@${INITIAL_DOMAIN}`,
    userType: "Guest",
  };
  return { ...made, properties, signIn: { ...made.signIn, personal: true } };
}
