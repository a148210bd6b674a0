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
  ApplicationFromTemplate: "audience, permissions and redirect URIs of the application are its template's",
  ApplicationKnownClients: "consent to a known client is consent to this application too",
  ApplicationPreAuthorized: "a pre-authorised client is given permissions without anybody's consent",
  ClaimsMappingPolicy: "it changes what tokens say of the person who signs in",
  Group: "its members get what the group has, directory roles and applications among it",
  GroupMember: "the member gets what the group has, directory roles and applications among it",
  GroupRoleManagementPolicy: "it says who may become a member or an owner of a group",
  GroupWithoutMembers: "its members get what the group has, directory roles and applications among it",
  Invitation: "it lets somebody from outside into the tenant",
  PrivilegedAccessGroupAssignmentSchedule: "it makes somebody a member or an owner of a group",
  PrivilegedAccessGroupEligibilitySchedule: "it lets somebody become a member or an owner of a group",
  ServicePrincipalClaimsMappingPolicyAssignment: "it changes what tokens say of the person who signs in",
  SynchronizationJob: "it carries people and groups of the tenant to another system",
  SynchronizationJobProvisionOnDemand: "it carries people and groups of the tenant to another system",
  SynchronizationSecret: "with it the service principal gets at another system",
  User: "a person who can sign in, with a password that the stack knows",
};

/** Types that give no access to an application or with one; a value says why. */
export const IRRELEVANT: Readonly<Record<string, string>> = {
  AdministrativeUnit: "a set of people and groups; roles over it are judged",
  AdministrativeUnitMember: "puts somebody among those who are administered; roles over them are judged",
  ApplicationAppRole: "a role of the application's own API, that has to be assigned; the assignment is judged",
  ApplicationIdentifierUri: "a name of the application as an API",
  ApplicationOptionalClaims: "more about the person in the tokens of an application that they signed in to",
  ApplicationPermissionScope: "a permission of the application's own API, that has to be granted; the grant is judged",
  AuthenticationStrengthPolicy: "what conditional access may demand of a sign-in",
  ConditionalAccessPolicy: "conditions of a sign-in: each policy more can only refuse more",
  CustomDirectoryRole: "a role that has to be assigned; the assignment is judged",
  DirectoryRole: "switches a role on, that has to be assigned; the assignment is judged",
  NamedLocation: "a list of networks for conditional access",
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
