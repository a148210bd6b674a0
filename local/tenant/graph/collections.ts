import { APPLICATION, SERVICE_PRINCIPAL } from "../state/properties.ts";
import { defaults } from "../state/schema.ts";
import { type Application, noSignIns, type ServicePrincipal, type State } from "../state/state.ts";
import type { Collection } from "./odata/query.ts";
import { applicationView, servicePrincipalView, USER_DEFAULT, userView, type Version } from "./views.ts";

const BLANK = { id: "", appId: "", createdDateTime: "", deletedDateTime: null, createdByAppId: null, owners: [] };
const APPLICATION_BLANK: Application = { ...BLANK, secrets: [], properties: defaults(APPLICATION) };
const PRINCIPAL_BLANK: ServicePrincipal = { ...BLANK, roles: [], properties: defaults(SERVICE_PRINCIPAL) };
const NO_STATE: State = {
  version: 1,
  applications: [],
  servicePrincipals: [],
  users: [],
  grants: [],
  appManagementPolicy: {},
  signIn: noSignIns(),
};

/** Under /beta an application shows more. */
export function applications(version: Version): Collection {
  return {
    name: "applications",
    resource: "Application",
    known: Object.keys(applicationView(APPLICATION_BLANK, version)),
  };
}

export const servicePrincipals: Collection = {
  name: "servicePrincipals",
  resource: "ServicePrincipal",
  known: [...Object.keys(servicePrincipalView(PRINCIPAL_BLANK, NO_STATE, "")), "samlMetadataUrl"],
};

const userProperties = {
  displayName: "",
  givenName: "",
  surname: "",
  mail: "",
  mailNickname: "",
  userPrincipalName: "",
};
export const users: Collection = {
  name: "users",
  resource: "User",
  known: Object.keys(
    userView({
      id: "",
      properties: { ...userProperties, accountEnabled: true, userType: "" },
      signIn: { administrator: false, mayConsent: false, personal: false },
    }),
  ),
  shown: USER_DEFAULT,
};

export const grants: Collection = {
  name: "oauth2PermissionGrants",
  resource: "OAuth2PermissionGrant",
  known: ["clientId", "consentType", "id", "principalId", "resourceId", "scope"],
};

export const directoryObjects: Collection = {
  name: "directoryObjects",
  resource: "DirectoryObject",
  known: [...new Set(["id", ...applications("v1.0").known, ...servicePrincipals.known, ...users.known])],
};

export const organization: Collection = {
  name: "organization",
  resource: "Organization",
  known: [
    "id",
    "displayName",
    "tenantType",
    "verifiedDomains",
    "assignedPlans",
    "countryLetterCode",
    "createdDateTime",
  ],
};
