import { realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";

import { nearest } from "../components/rules/nearest.ts";
import { isThere, listIfThere } from "../support/readIfThere.ts";
import { reasonOf, UserError } from "../support/userError.ts";
import { PROJECT_FILE, STACK_FOLDER, type StackRef, stackRef } from "./stackRef.ts";

/** What every command takes to say what it works on. */
export interface StackWanted {
  readonly stack?: string | undefined;
  /** Where stack local keeps everything. */
  readonly folder?: string | undefined;
  /** Where Pulumi.yaml is looked for, instead of in the working folder. */
  readonly cwd?: string | undefined;
}

/**
 * The project's folder: the nearest one with Pulumi.yaml, upwards, as Pulumi itself finds it. Of a command that npm runs for a project elsewhere
 * (`npm --prefix`) it is that project's.
 *
 * @throws UserError when there is none, or when `--cwd` names no folder
 */
export async function findProject({ cwd }: StackWanted = {}, environment: Environment = process.env): Promise<string> {
  const from = await realFolder(cwd ?? ".");
  const found = (await upwardsOf(cwd === undefined ? npmsFolder(from, environment) : from)) ?? (await upwardsOf(from));
  if (found !== undefined) return found;
  throw new UserError(
    `There is no ${PROJECT_FILE} in ${from}, nor in any folder above it, so there is no project to work on. Change into the project's ` +
      "folder, or name it with --cwd DIR.",
  );
}

/** Through links, as the folders above it are those of the real one. */
async function realFolder(path: string): Promise<string> {
  const refuse = (why: string): UserError =>
    new UserError(`--cwd ${path}: ${why}. Name the folder of a project, or one below it.`);
  if (path === "") throw refuse("the name is empty");
  const entry = await stat(path).catch((error: unknown) => {
    throw refuse(reasonOf(error));
  });
  if (!entry.isDirectory()) throw refuse("this is no folder");
  return realpath(path);
}

/**
 * Where npm's script belongs, for whoever called it from outside of that project; else where they are. A script that went somewhere else
 * did so on purpose.
 */
function npmsFolder(from: string, environment: Environment): string {
  const { npm_lifecycle_event: event, npm_package_json: manifest, INIT_CWD: called } = environment;
  if (event === undefined || event === "npx" || manifest === undefined || called !== from) return from;
  const home = dirname(manifest);
  const inside = relative(home, from);
  return inside.startsWith("..") || isAbsolute(inside) ? home : from;
}

type Environment = Readonly<Record<string, string | undefined>>;

async function upwardsOf(folder: string): Promise<string | undefined> {
  if (await isThere(join(folder, PROJECT_FILE))) return folder;
  return folder === dirname(folder) ? undefined : upwardsOf(dirname(folder));
}

/**
 * A stack by its name, without looking whether it is there.
 *
 * @throws UserError when there is no project, or when `--folder` is empty
 */
export async function stackNamed(given: string, wanted: StackWanted): Promise<StackRef> {
  return stackIn(await findProject(wanted), given, wanted);
}

/** The same where the project is found. */
export function stackIn(project: string, given: string, { folder, cwd }: StackWanted): StackRef {
  if (folder === "") throw new UserError("--folder is empty. Name a folder, or leave the option out for .local.");
  const stack = stackRef(given, project, folder === undefined ? undefined : resolve(folder));
  return cwd === undefined ? stack : { ...stack, cwd };
}

/**
 * The stack that was asked for.
 *
 * @throws UserError when there is no project, when no stack was named, or when it has no file in stacks/
 */
export async function requireStack(asked: StackWanted): Promise<StackRef> {
  return requireStackIn(await findProject(asked), asked);
}

/** The same where the project is found. */
export async function requireStackIn(project: string, asked: StackWanted): Promise<StackRef> {
  const names = await stackNames(project);
  const { stack: given } = asked;
  if (given === undefined || given === "")
    throw new UserError(`Which stack? Name one with --stack: ${names.join(", ")}.`);

  const stack = stackIn(project, given, asked);
  if (/[\\\0]|\.\.|.{300}/s.test(given) || !(await isThere(stack.files.settings))) {
    const [close] = nearest(given, names);
    const hint = close === undefined ? "" : ` Did you mean ${close}?`;
    throw new UserError(
      `There is no stack "${given}": ${STACK_FOLDER}/Pulumi.${given}.yaml does not exist.${hint}\n` +
        `There are: ${names.join(", ")}. docs/first-deploy.md shows how to make a new environment.`,
    );
  }
  return stack;
}

/**
 * Names of the stacks that have a file, in alphabetical order; other files are not taken for stacks, as Pulumi would refuse such names.
 *
 * @param project its folder
 * @throws UserError when the folder of the stacks is there and cannot be read
 */
export async function stackNames(project: string): Promise<string[]> {
  const files = await listIfThere(join(project, STACK_FOLDER));
  return files.flatMap((file) => /^Pulumi\.([A-Za-z0-9_.-]{1,100})\.yaml$/.exec(file)?.[1] ?? []).sort();
}

/**
 * Files in stacks/ that our commands keep beside a stack's settings, as in `<stack>.access.yaml`, and whose stack has no file there; each
 * with the name of that stack.
 *
 * @throws UserError when the folder is there and cannot be read
 */
export async function orphanFiles(kinds: readonly string[], project: string): Promise<[file: string, stack: string][]> {
  const stacks = await stackNames(project);
  return (await listIfThere(join(project, STACK_FOLDER))).sort().flatMap((file): [string, string][] => {
    const kind = kinds.find((name) => file.endsWith(`.${name}.yaml`));
    const stack = kind === undefined ? "" : file.slice(0, -`.${kind}.yaml`.length);
    // The settings of a stack that is called prod.secrets have such a name, too.
    const isSettings = stacks.some((name) => file === `Pulumi.${name}.yaml`);
    return stack === "" || isSettings || stacks.includes(stack) ? [] : [[file, stack]];
  });
}
