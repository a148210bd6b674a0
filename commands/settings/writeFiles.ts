import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";

import { UserError } from "../../local/userError.ts";

/** A file to write. */
export interface NewFile {
  readonly name: string;
  readonly text: string;
  /** Whether a secret stands in it: then it is for its owner alone. */
  readonly secret: boolean;
}

/**
 * Writes files into a folder, each whole or not at all; none if one is there already and may not be replaced.
 *
 * @throws UserError naming those that are there
 */
export async function writeFiles(folder: string, files: readonly NewFile[], force: boolean): Promise<void> {
  const there = await Promise.all(
    files.map(async ({ name }) =>
      access(join(folder, name)).then(
        () => [name],
        () => [],
      ),
    ),
  );
  if (!force && there.flat().length > 0) {
    throw new UserError(
      `In ${folder} there is already ${there.flat().join(", ")}. Nothing was written; --force replaces.`,
    );
  }
  await mkdir(folder, { recursive: true });
  for (const { name, text, secret } of files) {
    // Said in full: the mode of a file that is replaced would stay otherwise.
    await writeFileAtomic(join(folder, name), text, { mode: secret ? 0o600 : 0o644 });
  }
}
