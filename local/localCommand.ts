import { join } from "node:path";

import { shellWord } from "../support/shellWord.ts";
import type { LocalFolder } from "./folder.ts";

/** Where stack local keeps everything unless `--folder` says otherwise. */
const USUAL_FOLDER = join(import.meta.dirname, "..", ".local");

/**
 * A command on stack local, for a person to copy: it works on the same folder as the one that prints it.
 *
 * @param words - what stands behind the program's name, such as `local refresh`; written for a shell already
 */
export function localCommand(words: string, folder: Pick<LocalFolder, "root">): string {
  const place = folder.root === USUAL_FOLDER ? "" : ` --folder ${shellWord(folder.root)}`;
  return `npx aem-mail-oauth ${words}${place}`;
}
