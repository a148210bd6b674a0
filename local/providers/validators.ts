import type { Validator } from "./schema.ts";
import { parseUri } from "./uri.ts";
import { shown, type Value } from "./values.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const RFC3339 =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

export const isNotEmpty: Validator = (value, path) =>
  value === "" ? `expected "${path}" to not be an empty string, got ` : undefined;

export const isUuid: Validator = (value, path) =>
  UUID.test(shown(value)) ? undefined : `expected "${path}" to be a valid UUID, got ${shown(value)}`;

/** A date and time as RFC 3339 writes it; a day that the month does not have is refused too. */
export const isRfc3339: Validator = (value, path) => {
  const day = shown(value).slice(0, 10);
  const isDate = RFC3339.test(shown(value)) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  return isDate ? undefined : `expected "${path}" to be a valid RFC3339 date, got ${JSON.stringify(value)}`;
};

export function isOneOf(...allowed: readonly Value[]): Validator {
  const choices = allowed.map((choice) => JSON.stringify(choice)).join(" ");
  return (value, path) =>
    allowed.includes(value) ? undefined : `expected ${path} to be one of [${choices}], got ${shown(value)}`;
}

export function isBetween(least: number, most: number): Validator {
  return (value, path) =>
    typeof value === "number" && value >= least && value <= most
      ? undefined
      : `expected ${path} to be in the range (${least} - ${most}), got ${shown(value)}`;
}

export function hasLengthBetween(least: number, most: number): Validator {
  return (value, path) =>
    typeof value === "string" && Buffer.byteLength(value) >= least && Buffer.byteLength(value) <= most
      ? undefined
      : `expected length of ${path} to be in the range (${least} - ${most}), got ${shown(value)}`;
}

/** The id of an application as the azuread provider writes it: /applications/{object id}. */
export const isApplicationId: Validator = (value) =>
  /^\/applications\/[^/]+$/.test(shown(value))
    ? undefined
    : `parsing ${JSON.stringify(value)}: expected an Application ID of the form /applications/{object id}; give the id of an ApplicationRegistration, not its client id or object id`;

export const isHttpUrl: Validator = (value, path) => uriFault(shown(value), path, { schemes: ["http", "https"] });

export const isLogoutUrl: Validator = (value, path) =>
  isHttpUrl(value, path) ??
  (shown(value).length > 255 ? `URL must be 255 characters or less for "${path}"` : undefined);

interface UriRules {
  readonly schemes?: readonly string[];
  readonly urn?: boolean;
  readonly trailingSlash?: boolean;
}

/** A redirect URI; without `schemes` any scheme and a host without a path are let through. */
export function isRedirectUri(rules: UriRules): Validator {
  return (value, path) =>
    uriFault(shown(value), path, { ...rules, trailingSlash: true }) ??
    (shown(value).length > 256 ? `URI must be 256 characters or less for "${path}"` : undefined);
}

function uriFault(value: string, path: string, { schemes, urn, trailingSlash }: UriRules): string | undefined {
  if (value === "") return `URI must not be empty for "${path}"`;
  if (urn === true && /^urn:[^:]*:/.test(value)) return undefined;
  const uri = parseUri(value);
  if (uri === undefined) return `URI is in an invalid format for "${path}"`;
  if (uri.host === "") return `URI has no host for "${path}"`;
  if (schemes === undefined) return undefined;
  if (trailingSlash === true && uri.path === "")
    return `URI must have a trailing slash when there is no path segment for "${path}"`;

  if (schemes.includes(uri.scheme)) return undefined;
  return `unexpected URI scheme for "${path}", expected one of: ${schemes.join(", ")}`;
}
