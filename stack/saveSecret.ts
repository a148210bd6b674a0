import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { StackState } from "../pulumi/stackState.ts";
import { readIfThere } from "../support/readIfThere.ts";
import { replaceFile } from "../support/replaceFile.ts";
import { UserError } from "../support/userError.ts";
import { writeWhole } from "../support/writeWhole.ts";
import type { StackRef } from "./stackRef.ts";

/** A secret to be kept among a stack's settings. */
export interface SecretSetting {
  /** With its namespace. */
  readonly key: string;
  readonly value: string;
  /** What it was when it was read: where it is something else by now, that stays. Left out, whatever is there is replaced. */
  readonly before?: string | undefined;
}

/**
 * Writes a setting, encrypted by Pulumi, into the settings that our commands write, whole or not at all: the CLI works on a copy. To be
 * called under the lock of whoever edits that file.
 *
 * @returns whether it was written
 * @throws UserError when the CLI refuses, or something else writes the file meanwhile
 */
export async function saveSecret(
  asked: Pick<StackState, "config" | "setSecretIn">,
  { files, name }: StackRef,
  { key, value, before }: SecretSetting,
): Promise<boolean> {
  const text = await readIfThere(files.kept);
  if (text === undefined)
    throw new UserError(`${files.kept} is missing, and the token has to be kept there. Put it back.`);
  if (before !== undefined && (await asked.config()).values[key] !== before) return false;
  // One name for all: what a killed command left is written over. The CLI tells YAML by the ending.
  const copy = join(dirname(files.lock), `save-${name}.yaml`);
  await writeWhole(copy, text, { mode: 0o600 });
  try {
    await asked.setSecretIn(copy, key, value);
    const saved = await readIfThere(copy);
    // An empty file would be one without settings.
    if (saved === undefined || saved.trim() === "") throw new Error("bug: the CLI left no settings");
    await replaceFile({ path: files.kept, name: files.kept, text }, saved);
  } finally {
    await rm(copy, { force: true });
  }
  return true;
}
