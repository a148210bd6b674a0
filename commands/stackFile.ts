import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { type Document, isMap, parseDocument } from "yaml";
import writeFileAtomic from "write-file-atomic";

import { NAMESPACE } from "../components/stackConfig.ts";
import { reasonOf, UserError } from "../local/userError.ts";
import { ROOT } from "./project.ts";

/** A stack's file: its settings as the program gets them, and the document, whose comments and order an edit keeps. */
export interface StackFile {
  readonly path: string;
  /** What messages call it: the path within the project. */
  readonly name: string;
  readonly document: Document;
  /** The settings as Pulumi hands them over: `<namespace>:<key>` to a string, or to JSON. Encrypted ones stay so. */
  readonly values: Readonly<Record<string, string>>;
  /** Whether the value of this key (with namespace) is kept encrypted. */
  isSecret(key: string): boolean;
}

/**
 * Reads `stacks/Pulumi.<stack>.yaml`.
 *
 * @throws UserError when it is missing, is no well-formed YAML (with line and column), or is no map of settings
 */
export async function readStackFile(path: string): Promise<StackFile> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new UserError(`${shownPath(path)} cannot be read (${reasonOf(error)}). Is it there, and yours?`);
  });
  return parseStackFile(text, path);
}

/** The same for a text that was read elsewhere; `path` is what messages call it. */
export function parseStackFile(text: string, path: string): StackFile {
  const name = shownPath(path);
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    const at = error.linePos?.[0];
    const place = at === undefined ? "" : `, line ${at.line}, column ${at.col}`;
    // Only the sentence: what follows it quotes the file, where a secret may stand.
    const words = error.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? "";
    throw new UserError(`${name}${place}: this is not well-formed YAML. ${words}.`);
  }
  // Whatever they bring in would stand elsewhere than where a reader looks for it.
  if (isMap(document.contents) && document.has("<<")) {
    throw new UserError(`${name} merges settings in with "<<". Write them out, so that everybody sees what counts.`);
  }
  const settings = settingsIn(text, name);
  return {
    path,
    name,
    document,
    values: Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, asPulumiReads(value)])),
    isSecret: (key) => Object.hasOwn(settings, key) && holdsSecret(settings[key]),
  };
}

/** Writes the document back, whole or not at all. */
export async function writeStackFile({ path, document }: StackFile): Promise<void> {
  const before = await readFile(path, "utf8");
  const text = document.toString({
    // Long lines stay as they are, and lists as far to the right as their author has them.
    lineWidth: 0,
    indentSeq: !/^( *)[^\s#-][^\n]*:[ \t]*(#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*\1- /m.test(before),
    flowCollectionPadding: !/[[{][^\s\]}]/.test(before),
  });
  await writeFileAtomic(path, before.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text);
}

/** The map below `config`, keys with their namespace. */
function settingsIn(text: string, name: string): Record<string, unknown> {
  const wrong = new UserError(
    `${name} has to be a map of keys, with a map under "config". README.md shows the settings.`,
  );
  // As Pulumi reads it: a date without quotes is a time, and << merges.
  const document = parseDocument(text, { customTags: ["timestamp", "merge"], merge: true });
  if (document.contents === null) return {};
  if (!isMap(document.contents)) throw wrong;
  const config: unknown = toPlain(document, name).config ?? {};
  if (!isPlainObject(config)) throw wrong;
  const twice = Object.keys(config).find((key) => !key.includes(":") && Object.hasOwn(config, `${NAMESPACE}${key}`));
  if (twice !== undefined) {
    throw new UserError(
      `${name} has both ${NAMESPACE}${twice} and ${twice}, and Pulumi takes either by chance. Keep the one with the prefix.`,
    );
  }
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.includes(":") ? key : `${NAMESPACE}${key}`, value]),
  );
}

function toPlain(document: Document, name: string): Record<string, unknown> {
  try {
    return document.toJS() as Record<string, unknown>;
  } catch (error) {
    throw new UserError(`${name}: this YAML cannot be resolved. ${reasonOf(error)}.`);
  }
}

/** A value as the program gets it: text as it is, lists and maps as JSON. Measured with Pulumi 3.259. */
function asPulumiReads(value: unknown): string {
  const plain = withGoTimes(value);
  if (plain === null) return "";
  return typeof plain === "string" ? plain : JSON.stringify(plain);
}

/** Pulumi turns a date that has no quotes into this. */
function withGoTimes(value: unknown): unknown {
  if (value instanceof Date) {
    const [seconds = "", fraction = ""] = value.toISOString().replace("T", " ").replace(/0*Z$/, "").split(".");
    return `${seconds}${fraction === "" ? "" : `.${fraction}`} +0000 UTC`;
  }
  if (Array.isArray(value)) return value.map(withGoTimes);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withGoTimes(item)]));
}

/** Encrypted values are `{ secure: <ciphertext> }`, and one inside a list or map makes all of it secret. */
function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  if (!isPlainObject(value)) return false;
  const keys = Object.keys(value);
  return (keys.length === 1 && keys[0] === "secure") || Object.values(value).some(holdsSecret);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function shownPath(path: string): string {
  const inside = relative(ROOT, path);
  return inside.startsWith("..") ? path : inside;
}
