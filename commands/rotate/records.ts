import { readFile } from "node:fs/promises";
import { parseDocument } from "yaml";

import { parseExpires } from "../../components/secretLifetime.ts";
import { reasonOf, UserError } from "../../local/userError.ts";
import { isPlainObject } from "../settingsFrom.ts";

/**
 * The map in a file that our own commands keep beside a stack's settings; undefined where there is no such file, `{}` where it is empty.
 *
 * @throws UserError naming the file, when it cannot be read, is no well-formed YAML (with line and column), or holds no map
 */
export async function readRecords(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UserError(`${path} cannot be read: ${reasonOf(error)}`);
  });
  if (text === undefined) return undefined;
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    const at = error.linePos?.[0];
    throw new UserError(
      `${path}${at === undefined ? "" : `, line ${at.line}, column ${at.col}`}: this is not well-formed YAML.`,
    );
  }
  if (document.contents === null) return {};
  const wrong = new UserError(
    `${path} has to be a map of keys, as this command writes it. Delete it, and it is written anew.`,
  );
  try {
    const records: unknown = document.toJS();
    if (isPlainObject(records)) return records;
  } catch {
    // An alias that leads nowhere, or one that would grow without end.
  }
  throw wrong;
}

/** Whether a value is a moment that a calendar has, as RFC 3339 writes it. */
export function isTime(value: unknown): value is string {
  return typeof value === "string" && value.includes("T") && parseExpires(value) !== undefined;
}
