import { EntraType } from "./resources.ts";

/** The short name of a type of the azuread provider: `Application` of `azuread:index/application:Application`. */
function shortNameOf(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1);
}

/**
 * Types of the azuread provider that give access, or make an application, and that no policy judges: they are named. A value says what
 * stays unjudged, as the end of a sentence.
 */
export const UNJUDGED: Readonly<Record<string, string>> = {
  AccessPackage: "an access package gives groups, applications and their roles to whoever is assigned it",
  AccessPackageAssignmentPolicy: "it says who gets what an access package gives",
  AccessPackageCatalog: "a catalogue holds what access packages give",
  AccessPackageCatalogRoleAssignment: "it lets somebody manage what access packages give",
  AccessPackageResourceCatalogAssociation: "it puts a group or an application among what access packages give",
  AccessPackageResourcePackageAssociation: "it puts a group or an application among what an access package gives",
  AdministrativeUnit: "whoever has a role over the unit already has it over new members too",
  AdministrativeUnitMember: "whoever has a role over the unit already has it over the member too",
  ApplicationAppRole: "whoever has the role already has what its new value stands for in the application's own API",
  ApplicationFromTemplate: "audience, permissions and redirect URIs of the application are its template's",
  ApplicationOptionalClaims:
    "it changes what tokens say of the person who signs in, such as an address that nobody verified",
  ApplicationPermissionScope: "an earlier consent is one to what its new value stands for in the application's own API",
  AuthenticationStrengthPolicy: "Conditional Access policies that use it may come to demand no more than a password",
  ClaimsMappingPolicy: "it changes what tokens say of the person who signs in",
  ConditionalAccessPolicy: "one that exists may be switched off, narrowed, or changed to ask for less",
  CustomDirectoryRole: "whoever has the role already gets the rights that are added to it",
  Group: "its members get what the group has, directory roles and applications included",
  GroupMember: "the member gets what the group has, directory roles and applications included",
  GroupRoleManagementPolicy: "it says who may become a member or an owner of a group",
  GroupWithoutMembers: "its members get what the group has, directory roles and applications included",
  Invitation: "it lets somebody from outside into the tenant",
  NamedLocation:
    "Conditional Access policies that leave out trusted or named networks ask nothing of whoever comes from there",
  PrivilegedAccessGroupAssignmentSchedule: "it makes somebody a member or an owner of a group",
  PrivilegedAccessGroupEligibilitySchedule: "it lets somebody become a member or an owner of a group",
  ServicePrincipalClaimsMappingPolicyAssignment: "it changes what tokens say of the person who signs in",
  SynchronizationJob: "it carries people and groups of the tenant to another system",
  SynchronizationJobProvisionOnDemand: "it carries people and groups of the tenant to another system",
  SynchronizationSecret: "with it the service principal gets at another system",
  User: "a person who can sign in, with a password that the stack knows",
};

/**
 * Types that give no access to an application or with one, also where what they change exists and is used already; a value says why.
 * Those that hang on an application are held to applications of the stack all the same.
 */
export const IRRELEVANT: Readonly<Record<string, string>> = {
  ApplicationIdentifierUri: "a name of the application as an API, which no other one of the tenant may have",
  DirectoryRole: "switches a role on, that has to be assigned; the assignment is judged",
  UserFlowAttribute: "a field that is asked for at a sign-up",
};

const JUDGED = new Set<string>(Object.values(EntraType));

/** Why a resource of the azuread provider is not judged; undefined where it is, or need not be. */
export function unjudgedAzuread(type: string): string | undefined {
  const name = shortNameOf(type);
  if (JUDGED.has(type) || Object.hasOwn(IRRELEVANT, name)) return undefined;
  return Object.hasOwn(UNJUDGED, name)
    ? UNJUDGED[name]
    : "this pack does not know the type, so it may be newer than the pack";
}
