import { readIfThere } from "./readIfThere.ts";
import { reasonOf, UserError } from "./userError.ts";
import { writeWhole } from "./writeWhole.ts";

/** A file as it was read. */
interface Read {
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
  /** Undefined where there was none. */
  readonly text: string | undefined;
}

/**
 * Writes a file whole or not at all, where it still is what was read.
 *
 * @param way what to do where it cannot be written
 * @throws UserError when something else has written it in between, or it cannot be written; it is then as it was
 */
export async function replaceFile(read: Read, text: string, way?: string): Promise<void> {
  const { path, name, text: before } = read;
  if ((await readIfThere(path)) !== before) {
    throw new UserError(
      `${name} was changed by something else in the meantime, so it was left alone. Look at it, and run the command again.`,
    );
  }
  await writeWhole(path, text).catch((error: unknown) => {
    throw new UserError(
      `${name} cannot be written (${reasonOf(error)}). It is as it was.${way === undefined ? "" : ` ${way}`}`,
    );
  });
}
