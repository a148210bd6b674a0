import { computed, optional, type Property, type Schema } from "../schema.ts";
import { list, object, text, type Value, type Values } from "../values.ts";

/** Tags by which the portal files applications, under the names that the provider gives them. */
const FEATURES = {
  customSingleSignOn: "WindowsAzureActiveDirectoryCustomSingleSignOnApplication",
  enterprise: "WindowsAzureActiveDirectoryIntegratedApp",
  gallery: "WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1",
  hide: "HideApp",
} as const;

function hasTag(tags: Value | undefined, tag: string): boolean {
  return list(tags).some((candidate) => text(candidate).toLowerCase() === tag.toLowerCase());
}

export function featureTagsOf(tags: Value | undefined): Value[] {
  return [Object.fromEntries(Object.entries(FEATURES).map(([name, tag]) => [name, hasTag(tags, tag)]))];
}

/** The same under the older names, where `hide` was `visibleToUsers`. */
export function featuresOf(tags: Value | undefined): Value[] {
  return [
    {
      customSingleSignOnApp: hasTag(tags, FEATURES.customSingleSignOn),
      enterpriseApplication: hasTag(tags, FEATURES.enterprise),
      galleryApplication: hasTag(tags, FEATURES.gallery),
      visibleToUsers: !hasTag(tags, FEATURES.hide),
    },
  ];
}

/** The tags that a block of features stands for, in either spelling. */
export function tagsOf(block: Value | undefined): string[] {
  const features = object(list(block)[0]);
  return [
    ...(features.customSingleSignOn === true || features.customSingleSignOnApp === true
      ? [FEATURES.customSingleSignOn]
      : []),
    ...(features.enterprise === true || features.enterpriseApplication === true ? [FEATURES.enterprise] : []),
    ...(features.gallery === true || features.galleryApplication === true ? [FEATURES.gallery] : []),
    ...(features.hide === true || features.visibleToUsers === false ? [FEATURES.hide] : []),
  ];
}

export function appRolesOf(roles: Value | undefined): Value[] {
  return list(roles)
    .map(object)
    .map((role) => ({
      allowedMemberTypes: list(role.allowedMemberTypes),
      description: text(role.description),
      displayName: text(role.displayName),
      enabled: role.isEnabled === true,
      id: text(role.id),
      value: text(role.value),
    }));
}

export function permissionScopesOf(scopes: Value | undefined): Value[] {
  return list(scopes)
    .map(object)
    .map((scope) => ({
      adminConsentDescription: text(scope.adminConsentDescription),
      adminConsentDisplayName: text(scope.adminConsentDisplayName),
      enabled: scope.isEnabled === true,
      id: text(scope.id),
      type: text(scope.type),
      userConsentDescription: text(scope.userConsentDescription),
      userConsentDisplayName: text(scope.userConsentDisplayName),
      value: text(scope.value),
    }));
}

/** Roles or scopes as value -> id. */
export function idsByValue(permissions: Value | undefined): Values {
  return Object.fromEntries(
    list(permissions)
      .map(object)
      .filter((permission) => text(permission.value) !== "")
      .map((permission) => [text(permission.value), text(permission.id)]),
  );
}

export const FEATURE_TAGS: Schema = {
  customSingleSignOn: optional("boolean"),
  enterprise: optional("boolean"),
  gallery: optional("boolean"),
  hide: optional("boolean"),
};

const computedTexts = (...names: string[]): Record<string, Property> =>
  Object.fromEntries(names.map((name) => [name, computed("string")]));

export const computedAppRoles: Property = computed("list", {
  fields: {
    ...computedTexts("description", "displayName", "id", "value"),
    allowedMemberTypes: computed("list"),
    enabled: computed("boolean"),
  },
});

export const computedPermissionScopes: Property = computed("list", {
  terraformName: "oauth2_permission_scopes",
  fields: {
    ...computedTexts(
      "adminConsentDescription",
      "adminConsentDisplayName",
      "id",
      "type",
      "userConsentDescription",
      "userConsentDisplayName",
      "value",
    ),
    enabled: computed("boolean"),
  },
});
