const GUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

/** A form of resource id: what it looks like, for messages, and how it is read. */
interface IdForm {
  readonly example: string;
  readonly pattern: RegExp;
}

export const APPLICATION_ID: IdForm = { example: "/applications/{object id}", pattern: /^\/applications\/([^/]+)$/ };
export const REDIRECT_URIS_ID: IdForm = {
  example: "/applications/{object id}/redirectUris/{Web, SPA or PublicClient}",
  pattern: /^\/applications\/([^/]+)\/redirectUris\/(Web|SPA|PublicClient)$/,
};
export const API_ACCESS_ID: IdForm = {
  example: "/applications/{object id}/apiAccess/{client id of the API}",
  pattern: /^\/applications\/([^/]+)\/apiAccess\/([^/]+)$/,
};
export const OWNER_ID: IdForm = {
  example: "/applications/{object id}/owners/{object id of the owner}",
  pattern: /^\/applications\/([^/]+)\/owners\/([^/]+)$/,
};
export const PASSWORD_ID: IdForm = {
  example: "{object id}/password/{key id}",
  pattern: new RegExp(`^(${GUID})/password/(${GUID})$`),
};
export const SERVICE_PRINCIPAL_ID: IdForm = {
  example: "/servicePrincipals/{object id}",
  pattern: /^\/servicePrincipals\/([^/]+)$/,
};
export const GRANT_ID: IdForm = {
  example: "/oauth2PermissionGrants/{id}",
  pattern: /^\/oauth2PermissionGrants\/([^/]+)$/,
};

/** Says why this is no such id, or nothing. */
export function idFault(form: IdForm, id: string): string | undefined {
  return form.pattern.test(id) ? undefined : `the id ${JSON.stringify(id)} does not have the form ${form.example}`;
}

/** The first variable part of an id, usually an object id, and the second where the form has one. */
export function parseId(form: IdForm, id: string): { readonly first: string; readonly second: string } {
  const parts = form.pattern.exec(id);
  if (parts === null) throw new Error(idFault(form, id));
  return { first: parts[1] ?? "", second: parts[2] ?? "" };
}

/** The refusal to take over what is already there. */
export function requiresImport(kind: string, id: string): Error {
  return new Error(
    `a resource with the ID ${JSON.stringify(id)} already exists - to be managed via Pulumi this resource needs to be imported into the state: pulumi import azuread:index/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind} <name> ${id}`,
  );
}
