import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument, stringify } from "yaml";
import writeFileAtomic from "write-file-atomic";

import { STACK } from "../../local/engine/stackName.ts";
import { localFolder } from "../../local/folder.ts";
import { reasonOf, UserError } from "../../local/userError.ts";
import { sameIgnoringCase } from "../consent/sameIgnoringCase.ts";
import { ROOT } from "../project.ts";

/** That a person signed in and consented; nothing secret. */
export interface ConsentRecord {
  /** Address of the mailbox. */
  readonly mailbox: string;
  /** User principal name of who signed in. */
  readonly user: string;
  /** When, RFC 3339. */
  readonly at: string;
  /** Scopes that were granted. */
  readonly scopes: readonly string[];
  /** Whether this consent's token is the one that is kept in the stack's settings; of one consent at most. */
  readonly saved?: true | undefined;
}

const HEADER = "# Who signed in for which mailbox, written by `npx aem-mail-oauth consent`. Nothing here is secret.\n";

/** Where the consents of a stack are recorded: beside its file, in git; those of stack local in the folder that git ignores. */
export function consentFile(stack: string, folder = join(ROOT, ".local"), root = ROOT): string {
  return stack === STACK
    ? localFolder(folder).consents
    : join(root, "stacks", `${stack.split("/").at(-1) ?? ""}.consent.yaml`);
}

/**
 * The recorded consents; none where there is no such file.
 *
 * @throws UserError when it is malformed (with line and column) or has another shape
 */
export async function readConsents(path: string): Promise<ConsentRecord[]> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new UserError(`${path} cannot be read: ${reasonOf(error)}`);
  });
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    const at = error.linePos?.[0];
    throw new UserError(
      `${path}${at === undefined ? "" : `, line ${at.line}, column ${at.col}`}: this is not well-formed YAML.`,
    );
  }
  const { consents = [] } = (document.toJS() ?? {}) as { consents?: unknown };
  if (Array.isArray(consents) && consents.every(isRecord)) return consents;
  throw new UserError(
    `${path}: "consents" has to be a list of {mailbox, user, at, scopes}, with a time like "2030-05-20T12:00:00Z". ` +
      "Delete the file and sign in again, and it is written anew.",
  );
}

/**
 * Writes a consent of a stack down, in place of an earlier one for the same mailbox; but not of the one whose token is kept. `folder` is where stack local keeps
 * everything.
 *
 * @throws UserError when what is recorded already cannot be read
 */
export async function recordConsent(stack: string, record: ConsentRecord, folder?: string): Promise<void> {
  const path = consentFile(stack, folder);
  const isSame = ({ mailbox }: ConsentRecord): boolean => sameIgnoringCase(mailbox, record.mailbox);
  const before = await readConsents(path);
  // A token that is not kept in the settings leaves the one that is there what it is.
  const isReplaced = (other: ConsentRecord): boolean =>
    isSame(other) && (record.saved === true || other.saved !== true);
  const others = before
    .filter((other) => !isReplaced(other))
    .map((other) => (record.saved === true ? inOrder({ ...other, saved: undefined }) : inOrder(other)));
  const consents = [...others, inOrder(record)].sort(
    (a, b) => a.mailbox.localeCompare(b.mailbox, "en") || a.at.localeCompare(b.at, "en"),
  );
  // Quoted, because YAML tools take a bare time for something else.
  const body = stringify({ consents }, { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN", lineWidth: 0 });
  await writeFileAtomic(path, `${HEADER}${body}`);
}

function inOrder({ mailbox, user, at, scopes, saved }: ConsentRecord): ConsentRecord {
  return { mailbox, user, at, scopes, ...(saved === true ? { saved } : {}) };
}

function isRecord(value: unknown): value is ConsentRecord {
  const { mailbox, user, at, scopes, saved } = Object(value) as Record<keyof ConsentRecord, unknown>;
  return (
    typeof mailbox === "string" &&
    typeof user === "string" &&
    typeof at === "string" &&
    /^\d{4}-\d{2}-\d{2}T/.test(at) &&
    !Number.isNaN(Date.parse(at)) &&
    Array.isArray(scopes) &&
    scopes.every((scope) => typeof scope === "string") &&
    (saved === undefined || saved === true)
  );
}
