import { dirname, join } from "node:path";

import { makeFolders } from "../../support/makeFolders.ts";
import { entryIfThere } from "../../support/readIfThere.ts";
import { refuseInWorkTree } from "../../support/secretPlace.ts";
import { UserError } from "../../support/userError.ts";
import { writeWhole } from "../../support/writeWhole.ts";

/** A file to write. */
export interface NewFile {
  /** Below the folder; may have folders of its own. */
  readonly name: string;
  readonly text: string;
  /** Whether a secret stands in it: then it is for its owner alone. */
  readonly secret: boolean;
}

/**
 * Writes files into a folder, each whole or not at all; none if one is there already and may not be replaced. A folder that is made for
 * a secret is its owner's alone; one that is there stays as it is, since others may need what else is in it.
 *
 * @throws UserError naming those that are there, or that are no plain files
 */
export async function writeFiles(folder: string, files: readonly NewFile[], force: boolean): Promise<void> {
  const found = await Promise.all(
    files.map(async ({ name }) => {
      const stats = await entryIfThere(join(folder, name));
      return stats === undefined ? [] : [{ name, plain: stats.isFile() }];
    }),
  );
  const there = found.flat();
  // A link would lead a secret to a place that nobody named.
  const strange = there.filter(({ plain }) => !plain).map(({ name }) => name);
  if (strange.length > 0)
    throw new UserError(`${folder} has ${strange.join(", ")} already, which is no plain file. Nothing was written.`);

  if (!force && there.length > 0) {
    const names = there.map(({ name }) => name).join(", ");
    throw new UserError(`${folder} has ${names} already. Nothing was written; --force replaces what is there.`);
  }
  for (const { name } of files.filter(({ secret }) => secret))
    await refuseInWorkTree(`--out ${folder}`, join(folder, name));

  const mode = files.some(({ secret }) => secret) ? 0o700 : 0o777;
  for (const { name, text, secret } of files) {
    const path = join(folder, name);
    await makeFolders(dirname(path), mode);
    // Said in full: the mode of a file that is replaced would stay otherwise.
    await writeWhole(path, text, secret ? { mode: 0o600 } : {});
  }
}
