import { join } from "node:path";

import { nearest } from "../components/rules/nearest.ts";
import { isThere, listIfThere } from "../support/readIfThere.ts";
import { UserError } from "../support/userError.ts";

/** The project's folder: the one with Pulumi.yaml. */
export const ROOT = join(import.meta.dirname, "..");

/** Path of the file with a stack's settings. A name may be qualified, as in `organisation/project/prod`. */
export function stackFile(stack: string, root = ROOT): string {
  return join(root, "stacks", `Pulumi.${stack.split("/").at(-1) ?? ""}.yaml`);
}

/**
 * Names of the stacks that have a file, in alphabetical order; other files are not taken for stacks, as Pulumi would refuse such names.
 *
 * @throws UserError when the folder is there and cannot be read
 */
export async function stackNames(root = ROOT): Promise<string[]> {
  const files = await listIfThere(join(root, "stacks"));
  return files.flatMap((file) => /^Pulumi\.([A-Za-z0-9_.-]{1,100})\.yaml$/.exec(file)?.[1] ?? []).sort();
}

/**
 * Files in stacks/ that our commands keep beside a stack's settings, as in `<stack>.access.yaml`, and whose stack has no file there; each
 * with the name of that stack.
 *
 * @throws UserError when the folder is there and cannot be read
 */
export async function orphanFiles(kinds: readonly string[], root = ROOT): Promise<[file: string, stack: string][]> {
  const stacks = await stackNames(root);
  return (await listIfThere(join(root, "stacks"))).sort().flatMap((file): [string, string][] => {
    const kind = kinds.find((name) => file.endsWith(`.${name}.yaml`));
    const stack = kind === undefined ? "" : file.slice(0, -`.${kind}.yaml`.length);
    // The settings of a stack that is called prod.secrets have such a name, too.
    const isSettings = stacks.some((name) => file === `Pulumi.${name}.yaml`);
    return stack === "" || isSettings || stacks.includes(stack) ? [] : [[file, stack]];
  });
}

/**
 * The stack that was asked for, as it was written.
 *
 * @throws UserError when none was named, or when it has no file in stacks/
 */
export async function requireStack(stack: string | undefined, root = ROOT): Promise<string> {
  const names = await stackNames(root);
  if (stack === undefined || stack === "")
    throw new UserError(`Which stack? Name one with --stack: ${names.join(", ")}.`);

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
