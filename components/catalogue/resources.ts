/** A type of Pulumi's azuread provider, as the engine names it: `azuread:index/applicationOwner:ApplicationOwner`. */
export function azureadType<Name extends string>(name: Name): `azuread:index/${Uncapitalize<Name>}:${Name}` {
  return `azuread:index/${(name.charAt(0).toLowerCase() + name.slice(1)) as Uncapitalize<Name>}:${name}`;
}

/** The types of what the program declares. */
export const ResourceType = {
  MailApplication: "aem-mail-oauth:index:MailApplication",
  ClientSecrets: "aem-mail-oauth:index:ClientSecrets",
  ApplicationApiAccess: azureadType("ApplicationApiAccess"),
  ApplicationOwner: azureadType("ApplicationOwner"),
  ApplicationPassword: azureadType("ApplicationPassword"),
  ApplicationRedirectUris: azureadType("ApplicationRedirectUris"),
  ApplicationRegistration: azureadType("ApplicationRegistration"),
  ServicePrincipal: azureadType("ServicePrincipal"),
  /** What Pulumi has above all others of a stack. */
  Stack: "pulumi:pulumi:Stack",
  RandomUuid: "random:index/randomUuid:RandomUuid",
} as const;

/** What the program calls its one mail application. */
export const MAIL_APPLICATION = "mail";

/** Logical names of the parts of the component of that name: another name would make another resource. */
export function partsOf(component: string) {
  return {
    redirects: `${component}-redirects`,
    api: (api: string) => `${component}-api-${api}`,
    secret: (label: string) => `${component}-secret-${label}`,
    owner: (objectId: string) => `${component}-owner-${objectId}`,
    servicePrincipal: `${component}-sp`,
    state: `${component}-state`,
  };
}

/** Label of the client secret that a URN or a logical name names; undefined where it is no secret's. */
export function secretLabelIn(name: string): string | undefined {
  return /-secret-([a-z0-9-]+)$/.exec(name)?.[1];
}
