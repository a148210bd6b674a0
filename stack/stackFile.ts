import { readFile } from "node:fs/promises";
import { relative } from "node:path";

import { type Document, isMap } from "yaml";

import { parsePulumiYaml } from "../pulumi/pulumiYaml.ts";
import { isPlainObject, type Settings, settingsFrom } from "../pulumi/settings.ts";
import { replaceFile } from "../support/replaceFile.ts";
import { reasonOf, UserError } from "../support/userError.ts";

/** A stack's file: its settings as the program gets them, and the document, whose comments and order an edit keeps. */
export interface StackFile extends Settings {
  readonly path: string;
  /** What messages call it: the path within the project. */
  readonly name: string;
  readonly document: Document;
  /** As it was read. */
  readonly text: string;
}

/**
 * Reads `stacks/Pulumi.<stack>.yaml`.
 *
 * @throws UserError when it is missing, is no well-formed YAML (with line and column), or is no map of settings
 */
export async function readStackFile(path: string, project: string): Promise<StackFile> {
  const name = shownPath(path, project);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new UserError(`${name} cannot be read (${reasonOf(error)}). Is it there, and yours?`);
  });
  return parseStackFile(text, path, name);
}

/** The same for a text that was read elsewhere; `path` is what messages call it. */
export function parseStackFile(text: string, path: string, name = path): StackFile {
  const document = parsePulumiYaml(text, name);
  return { path, name, document, text, ...settingsFrom(configIn(document, name), name) };
}

/**
 * Writes the document back, whole or not at all.
 *
 * @throws UserError when the file is no longer what was read, or cannot be written; it is then as it was
 */
export async function writeStackFile({ path, name, document, text: before }: StackFile): Promise<void> {
  const text = document.toString({
    // Long lines stay as they are, and lists as far to the right as their author has them.
    lineWidth: 0,
    indentSeq: !/^( *)[^\s#-][^\n]*:[ \t]*(#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*\1- /m.test(before),
    flowCollectionPadding: !/[[{][^\s\]}]/.test(before),
  });
  await replaceFile(
    { path, name, text: before },
    before.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text,
    "Make room on its disk, or make its folder writable for you, and run the command again.",
  );
}

/** The map below `config`. */
function configIn(document: Document, name: string): Record<string, unknown> {
  const wrong = new UserError(
    `${name} has to be a map of keys, with a map under "config". docs/settings.md shows the settings.`,
  );
  if (document.contents === null) return {};
  if (!isMap(document.contents)) throw wrong;
  const config = (document.toJS() as { config?: unknown }).config ?? {};
  if (!isPlainObject(config)) throw wrong;
  return config;
}

function shownPath(path: string, project: string): string {
  const inside = relative(project, path);
  return inside.startsWith("..") ? path : inside;
}
