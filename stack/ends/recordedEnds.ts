import { stringify } from "yaml";

import { readIfThere } from "../../support/readIfThere.ts";
import { replaceFile } from "../../support/replaceFile.ts";
import { UserError } from "../../support/userError.ts";
import { isTime, parseRecords } from "../records.ts";
import type { StackRef } from "../stackRef.ts";

/** When a live client secret really ends, as the stack's deployment said; nothing secret. */
export interface RecordedEnd {
  readonly label: string;
  /** Entra's id of the secret: another one under the same label is another secret. */
  readonly keyId: string;
  /** RFC 3339. */
  readonly ends: string;
  /** When it was looked up first, RFC 3339, by the clock of that machine. */
  readonly seen: string;
}

const header = (name: string): string =>
  `# When the client secrets of stack ${name} really end, as its deployment said. Nothing here is secret. Not to be edited: written by\n` +
  `# npx aem-mail-oauth due --live --write --stack ${name}\n`;

/**
 * The recorded ends; none where there is no such file.
 *
 * @throws UserError naming the file, when it cannot be read, has another shape, or is another stack's
 */
export async function readEnds(stack: StackRef, path = stack.files.ends): Promise<RecordedEnd[]> {
  return endsIn(await readIfThere(path), stack, path);
}

function endsIn(text: string | undefined, { given, name }: StackRef, path: string): RecordedEnd[] {
  const records = parseRecords(text, path);
  if (records === undefined) return [];
  const fix = `Delete it, and write it again: npx aem-mail-oauth due --live --write --stack ${given}`;
  const { stack: whose, secrets } = records;
  if (!Array.isArray(secrets) || !secrets.every(isRecordedEnd))
    throw new UserError(`${path}: "secrets" has to be a list of {label, keyId, ends, seen}, with times. ${fix}`);

  if (whose !== name) throw new UserError(`${path} is about stack ${JSON.stringify(whose)}, not ${name}. ${fix}`);

  const twice = secrets.find(({ label }, index) => secrets.findIndex((other) => other.label === label) !== index);
  if (twice !== undefined) throw new UserError(`${path} lists client secret "${twice.label}" twice. ${fix}`);
  return secrets;
}

/**
 * Writes the ends down in place of all that were there. To be called under the stack's lock.
 *
 * @returns whether that changed anything: who looks again at the same secrets changes nothing
 * @throws UserError when it cannot be written, or something else writes it meanwhile; it is then as it was
 */
export async function writeEnds(stack: StackRef, ends: readonly RecordedEnd[]): Promise<boolean> {
  // What cannot be read is left alone; one that is spoilt is replaced: it is what the person was told to do.
  const path = stack.files.ends;
  const text = await readIfThere(path);
  return replaceEnds({ stack, path, text, before: readable(() => endsIn(text, stack, path)) }, ends);
}

/** A file of recorded ends: its text, and what that says; undefined where it is spoilt. */
interface Read {
  readonly stack: StackRef;
  readonly path: string;
  readonly text: string | undefined;
  readonly before: readonly RecordedEnd[] | undefined;
}

async function replaceEnds({ stack, path, text, before }: Read, ends: readonly RecordedEnd[]): Promise<boolean> {
  const secrets = ends.map((end) => before?.find((other) => isSeenBefore(other, end)) ?? end);
  if (before !== undefined && JSON.stringify(inOrder(before)) === JSON.stringify(inOrder(secrets))) return false;
  const body = stringify(
    { stack: stack.name, secrets: inOrder(secrets) },
    { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN", lineWidth: 0 },
  );
  await replaceFile({ path, name: path, text }, `${header(stack.name)}${body}`);
  return true;
}

/**
 * Forgets secrets that are no longer declared, so that a later one of the same label does not get their dates. To be called under the
 * stack's lock.
 *
 * @returns whether any was recorded
 * @throws UserError
 */
export async function forgetEnds(stack: StackRef, labels: readonly string[]): Promise<boolean> {
  const path = stack.files.ends;
  const text = await readIfThere(path);
  const before = endsIn(text, stack, path);
  const left = before.filter(({ label }) => !labels.includes(label));
  return left.length < before.length && replaceEnds({ stack, path, text, before }, left);
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

const inOrder = (ends: readonly RecordedEnd[]): RecordedEnd[] =>
  ends.map(({ label, keyId, ends: end, seen }) => ({ label, keyId, ends: end, seen }));

/** Whether the same was seen earlier. A time that is still to come was taken from a clock that was wrong. */
function isSeenBefore(other: RecordedEnd, end: RecordedEnd): boolean {
  return (
    other.label === end.label &&
    other.keyId === end.keyId &&
    Date.parse(other.ends) === Date.parse(end.ends) &&
    Date.parse(other.seen) <= Date.parse(end.seen)
  );
}

function isRecordedEnd(value: unknown): value is RecordedEnd {
  const { label, keyId, ends, seen } = Object(value) as Record<keyof RecordedEnd, unknown>;
  return (
    typeof label === "string" &&
    /^[a-z][a-z0-9-]{0,31}$/.test(label) &&
    typeof keyId === "string" &&
    /^[0-9a-f-]{36}$/i.test(keyId) &&
    isTime(ends) &&
    isTime(seen)
  );
}
