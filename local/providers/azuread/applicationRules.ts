import { isUnknown, list, object, text, texts, UNKNOWN, type Values } from "../values.ts";

const PERSONAL = ["AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"];
const FOR_PERSONAL = `when \`sign_in_audience\` is "${PERSONAL[0] ?? ""}" or "${PERSONAL[1] ?? ""}"`;

/**
 * Refuses a plan that Entra would refuse for applications with personal accounts, and roles or scopes that contradict each other.
 * Source: https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation
 */
export function checkApplicationPlan(planned: Values): void {
  const fault = sharedValueFault(planned) ?? beyondFault(planned) ?? personalFault(planned);
  if (fault !== undefined) throw new Error(fault);
}

/** What the provider itself can do beyond its stand-in. */
const BEYOND = { templateId: "does not make applications from the gallery", logoImage: "uploads no logos" };

function beyondFault(planned: Values): string | undefined {
  const found = Object.entries(BEYOND).find(([name]) => !isUnknown(planned[name]) && text(planned[name]) !== "");
  if (found === undefined) return undefined;
  const [name, what] = found;
  return `the stand-in for the azuread provider ${what}: remove \`${name}\`, or install the plugin itself`;
}

/** A role and a scope may share an id or a value only together. */
function sharedValueFault(planned: Values): string | undefined {
  const permissions = [...list(planned.appRoles), ...list(object(planned.api).oauth2PermissionScopes)]
    .map(object)
    .map((permission) => ({ id: text(permission.id), value: text(permission.value) }))
    .filter(({ id, value }) => id !== "" && value !== "" && !isUnknown(id) && !isUnknown(value));
  for (const [index, { id, value }] of permissions.entries()) {
    const before = permissions.slice(0, index);
    if (before.some((other) => other.id === id && other.value !== value)) return `duplicate ID found: "${id}"`;
    if (before.some((other) => other.value === value && other.id !== id)) return `duplicate value found: "${value}"`;
  }
  return undefined;
}

function personalFault(planned: Values): string | undefined {
  if (!PERSONAL.includes(text(planned.signInAudience))) return undefined;
  const api = object(planned.api);
  const version = isUnknown(planned.api) ? UNKNOWN : api.requestedAccessTokenVersion;
  if (version !== 2 && !isUnknown(version)) return `\`requested_access_token_version\` must be 2 ${FOR_PERSONAL}`;
  const scopes = list(api.oauth2PermissionScopes).map(object);
  if (scopes.length > 100) return `maximum of 100 \`oauth2_permission_scope\` blocks are supported ${FOR_PERSONAL}`;
  if (scopes.some((scope) => text(scope.value).length > 40))
    return `\`value\` property in the \`oauth2_permission_scope\` block must be 40 characters or less ${FOR_PERSONAL}`;

  return identifierFault(planned) ?? redirectFault(planned) ?? accessFault(planned);
}

function identifierFault(planned: Values): string | undefined {
  const uris = texts(planned.identifierUris);
  if (uris.some((uri) => uri.startsWith("urn:")))
    return `\`identifier_uris\` is invalid. The URN scheme is not supported ${FOR_PERSONAL}`;
  return uris.length > 50 ? `\`identifier_uris\` must have no more than 50 URIs ${FOR_PERSONAL}` : undefined;
}

function redirectFault(planned: Values): string | undefined {
  for (const part of [planned.publicClient, planned.singlePageApplication, planned.web]) {
    const uris = texts(object(part).redirectUris);
    if (uris.length > 100) return `\`redirect_uris\` must have no more than 100 URIs ${FOR_PERSONAL}`;
    if (uris.some((uri) => /^[^:]*:\/\/[^/]*\*/.test(uri)))
      return `\`redirect_uris\` having wildcard hosts are not supported ${FOR_PERSONAL}`;
  }
  return undefined;
}

function accessFault(planned: Values): string | undefined {
  const counts = list(planned.requiredResourceAccesses).map((api) => list(object(api).resourceAccesses).length);
  if (counts.length > 50) return `maximum of 50 \`required_resource_access\` blocks are supported ${FOR_PERSONAL}`;
  if (counts.some((count) => count > 30))
    return `maximum of 30 \`resource_access\` blocks for each \`required_resource_access\` block are supported ${FOR_PERSONAL}`;

  const total = counts.reduce((sum, count) => sum + count, 0);
  return total > 200
    ? `maximum of 200 \`resource_access\` blocks per application are supported ${FOR_PERSONAL}`
    : undefined;
}
