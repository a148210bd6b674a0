import { join } from "node:path";

import { nearest } from "../components/nearest.ts";
import { isThere, listIfThere } from "../local/readIfThere.ts";
import { UserError } from "../local/userError.ts";

/** The project's folder: the one with Pulumi.yaml. */
export const ROOT = join(import.meta.dirname, "..");

/** Path of the file with a stack's settings. A name may be qualified, as in `organisation/project/prod`. */
export function stackFile(stack: string, root = ROOT): string {
  return join(root, "stacks", `Pulumi.${stack.split("/").at(-1) ?? ""}.yaml`);
}

/** Names of the stacks that have a file, in alphabetical order; other files are not taken for stacks, as Pulumi would refuse such names. */
export async function stackNames(root = ROOT): Promise<string[]> {
  const files = await listIfThere(join(root, "stacks"));
  return files.flatMap((file) => /^Pulumi\.([A-Za-z0-9_.-]{1,100})\.yaml$/.exec(file)?.[1] ?? []).sort();
}

/**
 * The stack that was asked for, as it was written.
 *
 * @throws UserError when none was named, or when it has no file in stacks/
 */
export async function requireStack(stack: string | undefined, root = ROOT): Promise<string> {
  const names = await stackNames(root);
  if (stack === undefined || stack === "") {
    throw new UserError(`Which stack? Name one with --stack: ${names.join(", ")}.`);
  }
  if (/[\\\0]|\.\.|.{300}/s.test(stack) || !(await isThere(stackFile(stack, root)))) {
    const [close] = nearest(stack, names);
    const hint = close === undefined ? "" : ` Did you mean ${close}?`;
    throw new UserError(
      `There is no stack "${stack}": stacks/Pulumi.${stack}.yaml does not exist.${hint}\n` +
        `There are: ${names.join(", ")}. docs/first-deploy.md tells how a new environment is made.`,
    );
  }
  return stack;
}
