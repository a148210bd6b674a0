import { stringify } from "yaml";

import { readIfThere } from "../support/readIfThere.ts";
import { replaceFile } from "../support/replaceFile.ts";
import { sameIgnoringCase } from "../support/text.ts";
import { UserError } from "../support/userError.ts";
import { isTime, parseRecords } from "./records.ts";
import { withStackLock } from "./stackLock.ts";
import type { StackRef } from "./stackRef.ts";

/** What signed in. How long a refresh token of a personal account lasts, no page of Microsoft's says. */
export const AccountKind = { Work: "work", Personal: "personal" } as const;
export type AccountKind = (typeof AccountKind)[keyof typeof AccountKind];

/** Where a token was put: encrypted into the stack's settings, into a key vault, into a file of --out, or onto the screen. */
export const TokenPlace = { Settings: "settings", Vault: "vault", File: "file", Screen: "screen" } as const;
export type TokenPlace = (typeof TokenPlace)[keyof typeof TokenPlace];

/** That a person signed in and consented; nothing secret. */
export interface ConsentRecord {
  /** Address of the mailbox. */
  readonly mailbox: string;
  /** User principal name of who signed in. */
  readonly user: string;
  /** When, RFC 3339, by the clock of the machine that asked. */
  readonly at: string;
  /** When the token that was handed out was issued, RFC 3339, by Microsoft's clock. Left out where nobody knows. */
  readonly issued?: string | undefined;
  /** Left out where nobody told who signed in. */
  readonly account?: AccountKind | undefined;
  /** Scopes that were granted. */
  readonly scopes: readonly string[];
  /** Where the token was put at the time. Left out in records of before. */
  readonly token?: readonly TokenPlace[] | undefined;
  /** Whether this consent's token is the one that is kept in the stack's settings; of one consent at most. */
  readonly saved?: true | undefined;
}

const HEADER = "# Who signed in for which mailbox, written by `npx aem-mail-oauth consent`. Nothing here is secret.\n";

/**
 * The recorded consents; none where there is no such file.
 *
 * @throws UserError when it is malformed (with line and column) or has another shape
 */
export async function readConsents(path: string): Promise<ConsentRecord[]> {
  return consentsIn(await readIfThere(path), path);
}

function consentsIn(text: string | undefined, path: string): ConsentRecord[] {
  const { consents = [] } = parseRecords(text, path) ?? {};
  if (Array.isArray(consents) && consents.every(isRecord)) return consents;
  throw new UserError(
    `${path}: "consents" has to be a list of {mailbox, user, at, issued, account, scopes, token}, with times like "2030-05-20T12:00:00Z". ` +
      "Delete the file and sign in again, and it is written again.",
  );
}

/**
 * Writes a consent of a stack down, in place of an earlier one for the same mailbox; but not of the one whose token is kept.
 *
 * @throws UserError when what is recorded already cannot be read, or something else writes it meanwhile
 */
export async function recordConsent(stack: StackRef, record: ConsentRecord): Promise<void> {
  await withStackLock(stack, () => recordAlone(stack.files.consents, record));
}

/**
 * Writes down when the kept token was issued, now that it is the successor of the one that the sign-in gave. Where no sign-in is marked as
 * the kept token's, nothing is written: whose it is, nobody knows.
 *
 * @param issued - RFC 3339; undefined where nobody knows
 * @throws UserError as recordConsent
 */
export async function recordRenewal(stack: StackRef, issued: string | undefined): Promise<void> {
  const path = stack.files.consents;
  await withStackLock(stack, async () => {
    const text = await readIfThere(path);
    const before = consentsIn(text, path);
    if (before.every(({ saved }) => saved !== true)) return;
    const consents = before.map((consent) => inOrder(consent.saved === true ? { ...consent, issued } : consent));
    await write(path, text, consents);
  });
}

async function recordAlone(path: string, record: ConsentRecord): Promise<void> {
  const isSame = ({ mailbox }: ConsentRecord): boolean => sameIgnoringCase(mailbox, record.mailbox);
  const text = await readIfThere(path);
  const before = consentsIn(text, path);
  // A token that is not kept in the settings leaves the one that is there what it is.
  const isReplaced = (other: ConsentRecord): boolean =>
    isSame(other) && (record.saved === true || other.saved !== true);
  const others = before
    .filter((other) => !isReplaced(other))
    .map((other) => (record.saved === true ? inOrder({ ...other, saved: undefined }) : inOrder(other)));
  const consents = [...others, inOrder(record)].sort(
    (a, b) => a.mailbox.localeCompare(b.mailbox, "en") || a.at.localeCompare(b.at, "en"),
  );
  await write(path, text, consents);
}

async function write(path: string, text: string | undefined, consents: readonly ConsentRecord[]): Promise<void> {
  // Quoted, because YAML tools take a bare time for something else.
  const body = stringify({ consents }, { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN", lineWidth: 0 });
  await replaceFile({ path, name: path, text }, `${HEADER}${body}`);
}

function inOrder({ mailbox, user, at, issued, account, scopes, token, saved }: ConsentRecord): ConsentRecord {
  return {
    mailbox,
    user,
    at,
    ...(issued === undefined ? {} : { issued }),
    ...(account === undefined ? {} : { account }),
    scopes,
    ...(token === undefined ? {} : { token }),
    ...(saved === true ? { saved } : {}),
  };
}

function isRecord(value: unknown): value is ConsentRecord {
  const { mailbox, user, at, issued, account, scopes, token, saved } = Object(value) as Record<
    keyof ConsentRecord,
    unknown
  >;
  return (
    typeof mailbox === "string" &&
    typeof user === "string" &&
    isTime(at) &&
    (issued === undefined || isTime(issued)) &&
    (account === undefined || isOneOf(AccountKind, account)) &&
    Array.isArray(scopes) &&
    scopes.every((scope) => typeof scope === "string") &&
    (token === undefined || (Array.isArray(token) && token.every((place) => isOneOf(TokenPlace, place)))) &&
    (saved === undefined || saved === true)
  );
}

function isOneOf(set: Readonly<Record<string, string>>, value: unknown): boolean {
  return Object.values(set).some((known) => known === value);
}
