import { access, constants, open, unlink } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { entryIfThere } from "../../support/readIfThere.ts";
import { refuseInWorkTree } from "../../support/secretPlace.ts";
import { reasonOf, UserError } from "../../support/userError.ts";
import { writeWhole } from "../../support/writeWhole.ts";

/** A file that is to hold a token, open to its owner alone. */
export interface TokenFile {
  readonly path: string;
  readonly force: boolean;
}

/**
 * Makes sure, before anybody signs in, that a token can be written to a file later.
 *
 * @throws UserError when the file is there and may not be replaced, or cannot be written
 */
export async function checkTokenFile({ path, force }: TokenFile): Promise<void> {
  if (path === "") throw new UserError("--out is empty. Name a file, such as --out ../token.txt.");
  const there = await entryIfThere(path);
  if (there !== undefined) {
    if (!there.isFile()) throw new UserError(`--out ${path}: this is no plain file.`);
    if (!force) throw new UserError(`--out ${path}: this file is there already. Add --force to replace it.`);
  }
  await refuseInWorkTree(`--out ${path}`, path);
  const folder = dirname(resolve(path));
  await access(folder, constants.W_OK | constants.X_OK).catch((error: unknown) => {
    throw new UserError(`--out ${path}: the folder ${folder} cannot be written to (${reasonOf(error)}).`);
  });
}

/**
 * Writes the token and a line break, readable for its owner alone.
 *
 * @throws Error of the file system; EEXIST when a file has come there in the meantime
 */
export async function writeTokenFile({ path, force }: TokenFile, token: string): Promise<void> {
  if (force) {
    await writeWhole(path, `${token}\n`, { mode: 0o600 });
    return;
  }
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(`${token}\n`);
    await file.sync();
  } catch (error) {
    await unlink(path).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
}
