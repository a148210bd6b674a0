import { badParameter } from "./errors.ts";
import type { Secret, Version } from "./store.ts";

/** How long a deleted secret can be recovered: what a vault has that was not told otherwise. */
const RETENTION_DAYS = 90;
const RETENTION_SECONDS = RETENTION_DAYS * 24 * 60 * 60;

/** Whether the time for which a deleted secret is kept is over. */
export const isOver = ({ deleted }: Secret, now: number): boolean =>
  deleted !== null && deleted + RETENTION_SECONDS <= now;

/** `SecretBundle` without its value: learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret#secretbundle */
export function bundleOf(url: string, { name }: Secret, version: Version): object {
  return { id: `${url}/secrets/${name}/${version.id}`, ...factsOf(version) };
}

/** `SecretItem`, of a secret or of one version. */
export function itemOf(url: string, { name }: Secret, version: Version, withVersion: boolean): object {
  return { id: `${url}/secrets/${name}${withVersion ? `/${version.id}` : ""}`, ...factsOf(version) };
}

/** What a deleted secret says besides. */
export function deletionOf(url: string, { name, deleted }: Secret): object {
  return {
    recoveryId: `${url}/deletedsecrets/${name}`,
    deletedDate: deleted,
    scheduledPurgeDate: (deleted ?? 0) + RETENTION_SECONDS,
  };
}

function factsOf({ contentType, tags, enabled, nbf, exp, created, updated }: Version): object {
  return {
    attributes: {
      enabled,
      ...(nbf === null ? {} : { nbf }),
      ...(exp === null ? {} : { exp }),
      created,
      updated,
      recoveryLevel: "Recoverable+Purgeable",
      recoverableDays: RETENTION_DAYS,
    },
    ...(contentType === null ? {} : { contentType }),
    ...(tags === null ? {} : { tags }),
  };
}

/**
 * One page of a list, and where the next one is.
 *
 * @param items in the order of their keys, which say where a page ended
 * @throws VaultError 400
 */
export function pageOf(items: readonly { key: string; item: object }[], address: URL): object {
  const query = address.searchParams;
  const most = Number(query.get("maxresults") ?? "25");
  if (!Number.isInteger(most) || most < 1 || most > 25) throw badParameter("maxresults is a number from 1 to 25");
  const after = Buffer.from(query.get("$skiptoken") ?? "", "base64url").toString();
  const rest = items.filter(({ key }) => key > after);
  const page = rest.slice(0, most);
  const last = page.at(-1);
  if (last === undefined || rest.length <= most) return { value: page.map(({ item }) => item), nextLink: null };
  const next = new URL(address);
  next.searchParams.set("$skiptoken", Buffer.from(last.key).toString("base64url"));
  return { value: page.map(({ item }) => item), nextLink: next.href };
}
