import { flag, mapOf, Misshapen, nullable, object, optional, parsed, type Shape, text } from "../../support/shape.ts";
import { badParameter, VaultError } from "./errors.ts";
import type { Version } from "./store.ts";

/** Versions of the interface that are out; the library sends the newest that it knows. */
const API_VERSIONS = ["7.0", "7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "2025-07-01", "2026-04-01"];

/** @throws VaultError 400 */
export function requireApiVersion(query: URLSearchParams): void {
  const version = query.get("api-version");
  if (version === null) throw badParameter("api-version must be specified");
  if (!API_VERSIONS.includes(version)) {
    throw new VaultError(
      400,
      "BadParameter",
      `The specified version (${version}) is not recognized. Consider using the latest supported version (${API_VERSIONS.at(-1) ?? ""}).`,
    );
  }
}

/** @throws VaultError 400 */
export function requireSecretName(name: string): void {
  if (!/^[0-9a-zA-Z-]{1,127}$/.test(name))
    throw new VaultError(400, "BadParameter", `The request URI contains an invalid name: ${name}`);
}

const time: Shape<number> = (value, at) => {
  if (Number.isSafeInteger(value)) return value as number;
  throw new Misshapen(`${at} is no whole number of seconds`);
};

const ATTRIBUTES = object({
  enabled: optional(nullable(flag)),
  nbf: optional(nullable(time)),
  exp: optional(nullable(time)),
});
const CHANGE = {
  contentType: optional(nullable(text)),
  tags: optional(nullable(mapOf(text))),
  attributes: optional(nullable(ATTRIBUTES)),
};
const CHANGES = object(CHANGE);
const NEW = object({ ...CHANGE, value: text });

type Facts = Pick<Version, "contentType" | "tags" | "enabled" | "nbf" | "exp">;

/**
 * What a PUT asks for. Limits: learn.microsoft.com/azure/key-vault/secrets/about-secrets.
 *
 * @throws VaultError 400
 */
export function newVersion(body: string): Facts & { value: string } {
  const { value, ...given } = read(NEW, body);
  if (Buffer.byteLength(value) > 25 * 1024) throw badParameter("the value is longer than 25 KB");
  return { value, ...factsOf(given, { contentType: null, tags: null, enabled: true, nbf: null, exp: null }) };
}

/** What a PATCH leaves: what it does not name stays; tags are replaced as a whole. @throws VaultError 400 */
export const changed = (body: string, before: Facts): Facts => factsOf(read(CHANGES, body), before);

function factsOf(given: ReturnType<typeof CHANGES>, before: Facts): Facts {
  const { contentType, tags } = given;
  const { enabled, nbf, exp } = given.attributes ?? {};
  if ((contentType ?? "").length > 255) throw badParameter("contentType is longer than 255 characters");
  const pairs = Object.entries(tags ?? {});
  if (pairs.length > 15) throw badParameter("there are more than 15 tags");
  if (pairs.some((pair) => pair.some((part) => part.length > 512)))
    throw badParameter("the name or the value of a tag is longer than 512 characters");
  return {
    contentType: contentType ?? before.contentType,
    tags: tags ?? before.tags,
    enabled: enabled ?? before.enabled,
    nbf: nbf ?? before.nbf,
    exp: exp ?? before.exp,
  };
}

function read<T>(shape: Shape<T>, body: string): T {
  try {
    return shape(parsed(body), "");
  } catch (error) {
    if (error instanceof Misshapen) throw badParameter(error.message);
    throw error;
  }
}
