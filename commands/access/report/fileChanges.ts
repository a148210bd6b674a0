import { NAMESPACE, REFRESH_TOKEN_KEY } from "../../../components/catalogue/configKeys.ts";
import { isPlainObject } from "../../../pulumi/settings.ts";
import { parseStackFile, type StackFile } from "../../../stack/stackFile.ts";
import { UserError } from "../../../support/userError.ts";
import { type AccessChange, Direction } from "../model/accessChange.ts";
import { SECRET_KEY } from "../model/effectiveSettings.ts";

/** Keys of a stack's file that the access file tells of, or that are settings. */
const TOLD = ["config", "environment", "secretsprovider"];
/** Keys that hold what the secrets are encrypted with. Pulumi 3.259: `ProjectStack` in sdk/go/common/workspace/project.go. */
const DATA_KEYS = ["encryptedkey", "encryptionsalt"];

/**
 * What changes in a stack's file and stands in no access file: the keys beside the settings, credentials in the open, and the refresh token. Values are compared and
 * never repeated.
 *
 * @param before text of the older file; undefined where there is none
 */
export function fileChanges(before: string | undefined, after: string, path: string): AccessChange[] {
  const older = before === undefined ? undefined : read(before, path);
  const newer = read(after, path);
  // That a file cannot be read is said elsewhere.
  if (newer === undefined) return [];
  const [old, now] = [topLevel(older), topLevel(newer)];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((key) => !TOLD.includes(key)).sort();
  return [
    ...keys.flatMap((key) => changed(DATA_KEYS.includes(key) ? "key of the secrets" : "unknown key", key, old, now)),
    ...ownValues(old, now),
    ...openCredentials(older, newer),
    ...refreshToken(older, newer),
  ];
}

type Keys = Readonly<Record<string, unknown>>;

function read(text: string, path: string): StackFile | undefined {
  try {
    return parseStackFile(text, path);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function topLevel(file: StackFile | undefined): Keys {
  return (file?.document.toJS() ?? {}) as Keys;
}

function changed(what: string, key: string, old: Keys, now: Keys): AccessChange[] {
  const verb = difference(old[key], now[key]);
  return verb === undefined ? [] : [{ direction: Direction.Wider, what: `${what} ${verb}`, name: key }];
}

/** Of an environment's own values the access file says that there are some. */
function ownValues(old: Keys, now: Keys): AccessChange[] {
  const [before, after] = [old, now].map(({ environment }) =>
    isPlainObject(environment) ? environment.values : undefined,
  );
  const verb = difference(before, after);
  return verb === undefined
    ? []
    : [{ direction: Direction.Wider, what: `values in an environment ${verb}`, name: "environment" }];
}

/** Of credentials that somebody left in the open the access file says just that: another one may lead to other rights. */
function openCredentials(older: StackFile | undefined, newer: StackFile): AccessChange[] {
  return Object.keys(newer.values)
    .filter((key) => !key.startsWith(NAMESPACE) && SECRET_KEY.test(key))
    .filter((key) => older !== undefined && !newer.isSecret(key) && !older.isSecret(key))
    .filter((key) => difference(older?.values[key], newer.values[key]) === "changed")
    .map((key) => ({ direction: Direction.Wider, what: "open credential changed", name: key }));
}

/** It opens a mailbox, so it is a key, of somebody's mailbox: whose, nobody here can see. */
function refreshToken(older: StackFile | undefined, newer: StackFile): AccessChange[] {
  const verb = difference(older?.values[REFRESH_TOKEN_KEY], newer.values[REFRESH_TOKEN_KEY]);
  const open = newer.values[REFRESH_TOKEN_KEY] !== undefined && !newer.isSecret(REFRESH_TOKEN_KEY);
  if (open && (verb !== undefined || older?.isSecret(REFRESH_TOKEN_KEY) === true))
    return [{ direction: Direction.Wider, what: "refresh token left open", name: "refreshToken" }];

  if (verb === undefined) return [];
  const direction = verb === "removed" ? Direction.Narrower : Direction.Other;
  return [{ direction, what: `refresh token ${verb}`, name: "refreshToken" }];
}

function difference(before: unknown, after: unknown): "added" | "changed" | "removed" | undefined {
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  return before === undefined ? "added" : after === undefined ? "removed" : "changed";
}
