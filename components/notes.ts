import { type Api, API_TITLES, sortedPermissions } from "./catalogue/permissions.ts";

/** Microsoft Graph's limit for `application.notes`. */
const LONGEST_NOTES = 1024;

/** How the notes of every application of ours begin, whatever its permissions. */
export const MANAGED_BY = "Managed by Pulumi (aem-mail-oauth)";

/**
 * The application's notes: the permissions by name, because ids are all that a preview or the portal's manifest
 * otherwise shows. Sorted, so that re-ordering the setting changes nothing; shortened, with the number left out, where
 * they would not fit.
 */
export function notesOf(permissions: readonly string[]): string {
  const declared = sortedPermissions(permissions);
  const names = (api: Api) =>
    declared.filter((permission) => permission.api === api).map((permission) => permission.name);
  const head = `${MANAGED_BY}: change it there, not here.`;
  for (let left = declared.length; ; left--) {
    const text = [head, ...listed("graph", names("graph"), left), ...listed("exchange", names("exchange"), left)].join(
      " ",
    );
    if (text.length <= LONGEST_NOTES || left === 0) return text;
  }
}

/** One sentence for an API, with at most `most` names; none if it has no permission. */
function listed(api: Api, names: readonly string[], most: number): string[] {
  if (names.length === 0) return [];
  const hidden = names.length - most;
  const shown = names.slice(0, most).join(", ");
  return [`${API_TITLES[api]}: ${shown}${hidden > 0 ? ` and ${hidden} more` : ""}.`];
}
