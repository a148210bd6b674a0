import { join } from "node:path";

import { shellWord } from "../support/shellWord.ts";
import { LOCAL_FOLDER, type StackRef } from "./stackRef.ts";

/** Where stack local keeps everything, and the project beside which it does so by default. */
export type LocalPlace = Pick<StackRef, "folder" | "project">;

/**
 * A command on stack local, for a person to copy: it works on the same folder as the one that prints it.
 *
 * @param words - what stands behind the program's name, such as `local refresh`; written for a shell already
 */
export function localCommand(words: string, { folder, project }: LocalPlace): string {
  const place = folder === join(project, LOCAL_FOLDER) ? "" : ` --folder ${shellWord(folder)}`;
  return `npx aem-mail-oauth ${words}${place}`;
}
