import { createRequire } from "node:module";

import { describe, expect, it } from "@jest/globals";
import type { ResourceValidationPolicy } from "@pulumi/policy";

import { IRRELEVANT, UNJUDGED, unjudgedAzuread } from "../../policy/azureadTypes.ts";
import { policies } from "../../policy/policies.ts";
import { EntraType } from "../../policy/resources.ts";
import { judge } from "./judge.ts";

/** Every resource class that the provider's SDK exports, by the type that the engine shows. */
const EXPORTED: string[] = Object.values(createRequire(import.meta.url)("@pulumi/azuread") as Record<string, unknown>)
  .map((it) => (typeof it === "function" ? (it as { __pulumiType?: unknown }).__pulumiType : undefined))
  .filter((type): type is string => typeof type === "string" && type.startsWith("azuread:"));

const nameOf = (type: string): string => type.slice(type.lastIndexOf(":") + 1);

/** In how many of the three lists a type stands. */
const places = (type: string): number =>
  [
    Object.values(EntraType).includes(type as EntraType),
    Object.hasOwn(UNJUDGED, nameOf(type)),
    Object.hasOwn(IRRELEVANT, nameOf(type)),
  ].filter(Boolean).length;

const ID = "aaaaaaaa-1111-4111-8111-aaaaaaaaaaaa";

/** For each type that is said to be judged, a resource that is refused, and the policy that refuses it. */
const REFUSED: Readonly<Record<EntraType, readonly [policy: string, props: object]>> = {
  [EntraType.AdministrativeUnitRoleMember]: ["directory-roles", { roleObjectId: ID }],
  [EntraType.Application]: ["public-clients", { fallbackPublicClientEnabled: true }],
  [EntraType.ApplicationApiAccess]: ["application-permissions", { apiClientId: ID, roleIds: [ID] }],
  [EntraType.ApplicationCertificate]: ["certificates", {}],
  [EntraType.ApplicationFallbackPublicClient]: ["public-clients", { enabled: true }],
  [EntraType.ApplicationFederatedIdentityCredential]: ["federated-credentials", { issuer: "x", subject: "y" }],
  [EntraType.ApplicationFlexibleFederatedIdentityCredential]: ["federated-credentials", { issuer: "x" }],
  [EntraType.ApplicationKnownClients]: ["known-clients", { knownClientIds: [ID] }],
  [EntraType.ApplicationOwner]: ["owners", { ownerObjectId: ID }],
  [EntraType.ApplicationPassword]: ["secret-lifetime", {}],
  [EntraType.ApplicationPreAuthorized]: ["known-clients", { authorizedClientId: ID }],
  [EntraType.ApplicationRedirectUris]: ["redirect-uris", { type: "Web", redirectUris: ["http://a.example"] }],
  [EntraType.ApplicationRegistration]: ["audience", { signInAudience: "PersonalMicrosoftAccount" }],
  [EntraType.AppRoleAssignment]: ["application-permissions", { appRoleId: ID }],
  [EntraType.DelegatedPermissionGrant]: ["delegated-permissions", { claimValues: ["Files.Read.All"] }],
  [EntraType.DirectoryRoleAssignment]: ["directory-roles", { roleId: ID }],
  [EntraType.DirectoryRoleEligibility]: ["directory-roles", { roleDefinitionId: ID }],
  [EntraType.DirectoryRoleMember]: ["directory-roles", { roleObjectId: ID }],
  [EntraType.ServicePrincipal]: ["owners", { owners: [ID] }],
  [EntraType.ServicePrincipalCertificate]: ["certificates", {}],
  [EntraType.ServicePrincipalPassword]: ["secret-lifetime", {}],
  [EntraType.ServicePrincipalTokenSigningCertificate]: ["certificates", {}],
};

describe("the resource types of the azuread provider", () => {
  it("are all there to be looked at", () => {
    expect(EXPORTED.length).toBeGreaterThan(50);
    expect(EXPORTED).toContain(EntraType.ApplicationPassword);
  });

  it.each(EXPORTED)("%s is judged, or named, or listed as irrelevant: one of the three", (type) => {
    expect(places(type)).toBe(1);
  });

  it("a type that is in none of the lists would be found", () => {
    expect(places("azuread:index/applicationBackdoor:ApplicationBackdoor")).toBe(0);
    expect(unjudgedAzuread("azuread:index/applicationBackdoor:ApplicationBackdoor")).toContain("does not know");
  });

  it("the lists name no type that the SDK does not have", () => {
    const names = EXPORTED.map(nameOf);
    const listed = [...Object.values(EntraType).map(nameOf), ...Object.keys(UNJUDGED), ...Object.keys(IRRELEVANT)];
    expect(listed.filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each([
    "AdministrativeUnit",
    "AdministrativeUnitMember",
    "ApplicationAppRole",
    "ApplicationOptionalClaims",
    "ApplicationPermissionScope",
    "AuthenticationStrengthPolicy",
    "ConditionalAccessPolicy",
    "CustomDirectoryRole",
    "NamedLocation",
  ])("%s widens what is in use already, and is named", (name) => {
    const type = EXPORTED.find((it) => nameOf(it) === name);
    expect(type && unjudgedAzuread(type)).toBe(UNJUDGED[name]);
    expect(UNJUDGED[name]).toBeDefined();
  });

  it.each(Object.entries(REFUSED))("%s is said to be judged, and is", (type, [name, props]) => {
    const policy = policies.find((it) => it.name === name);
    const { violations } = judge(policy as ResourceValidationPolicy, { type, props });
    expect(violations).toHaveLength(1);
  });
});
