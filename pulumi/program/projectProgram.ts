import { stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";

import { isMap } from "yaml";

import { entryIfThere, isAbsent, readIfThere } from "../../support/readIfThere.ts";
import { parsed } from "../../support/shape.ts";
import { UserError } from "../../support/userError.ts";
import { parsePulumiYaml } from "../pulumiYaml.ts";
import { isPlainObject } from "../settings.ts";

/** The program of a project, as its Pulumi.yaml names it. */
export interface ProjectProgram {
  /** The project's name, before its settings' keys and in its resources' URNs. */
  readonly name: string;
  /** Folder of Pulumi.yaml. */
  readonly root: string;
  /** Folder in which the program runs. */
  readonly folder: string;
  /** What Pulumi's Node.js host is told to run there: a file, or "." where package.json decides. */
  readonly entry: string;
  /** The file that is evaluated, where it is an ES module; undefined where only Pulumi's host can tell, and for CommonJS. */
  readonly file: string | undefined;
  /** `runtime.options` for Node.js, as Pulumi's host takes them. */
  readonly nodeArgs: readonly string[];
  readonly typescript: boolean;
  readonly tsconfig: string | undefined;
}

/**
 * Finds the program of the project in `root`.
 *
 * @throws UserError where Pulumi.yaml is missing, cannot be read, or has no name
 */
export async function projectProgram(root: string): Promise<ProjectProgram> {
  const path = join(root, "Pulumi.yaml");
  const text = await readIfThere(path);
  if (text === undefined) throw new UserError(`${path} is missing, and it says which program to run. Put it back.`);
  const document = parsePulumiYaml(text, path);
  const project = (isMap(document.contents) ? document.toJS() : {}) as Record<"name" | "main" | "runtime", unknown>;
  const { name } = project;
  if (typeof name !== "string" || name === "") {
    const given = name === undefined || name === "" ? "" : ` name is ${JSON.stringify(name)}.`;
    throw new UserError(`${path} has to name the project.${given} Write name: and a text.`);
  }
  const options = optionsIn(project.runtime);
  const main = typeof project.main === "string" ? resolve(root, project.main) : root;
  const kind = await kindOf(main);
  if (kind === undefined) {
    throw new UserError(
      `${path} names the program ${String(project.main)} (main), which does not exist. Put it back, or name another.`,
    );
  }
  const isFile = kind === "file";
  const folder = isFile ? dirname(main) : main;
  return {
    name,
    root,
    folder,
    entry: isFile ? basename(main) : ".",
    file: await moduleAt(folder, isFile ? main : undefined),
    nodeArgs: typeof options.nodeargs === "string" ? options.nodeargs.split(/\s+/).filter((word) => word !== "") : [],
    typescript: options.typescript !== false,
    tsconfig: typeof options.tsconfig === "string" ? options.tsconfig : undefined,
  };
}

/** Of a link, what it leads to. */
async function kindOf(path: string): Promise<"file" | "folder" | undefined> {
  if ((await entryIfThere(path)) === undefined) return undefined;
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function optionsIn(runtime: unknown): Readonly<Record<string, unknown>> {
  return isPlainObject(runtime) && isPlainObject(runtime.options) ? runtime.options : {};
}

/** What Pulumi's host imports: it looks for the nearest package.json, and takes what lies there for CommonJS unless that says "module". */
async function moduleAt(folder: string, main: string | undefined): Promise<string | undefined> {
  const manifest = await manifestAbove(folder);
  if (manifest?.type !== "module") return undefined;
  if (main !== undefined) return main;
  if (manifest.exports !== undefined) return undefined;
  const named = typeof manifest.main === "string" ? [join(manifest.folder, manifest.main)] : [];
  for (const file of [...named, ...INDEXES.map((name) => join(folder, name))])
    if ((await kindOf(file)) === "file") return file;

  return undefined;
}

const INDEXES = ["index.js", "index.mjs", "index.ts", "index.mts"];

interface Manifest {
  readonly folder: string;
  readonly type?: unknown;
  readonly exports?: unknown;
  readonly main?: unknown;
}

async function manifestAbove(folder: string): Promise<Manifest | undefined> {
  const text = await readIfThere(join(folder, "package.json"));
  if (text !== undefined) return { ...(parsed(text) as object), folder };
  return dirname(folder) === folder ? undefined : manifestAbove(dirname(folder));
}

/**
 * Path of a file of the Pulumi SDK that the program itself imports.
 *
 * @throws UserError where it has none
 */
export function sdkFile({ folder }: ProjectProgram, name = "@pulumi/pulumi"): string {
  try {
    return createRequire(join(folder, "index.js")).resolve(name);
  } catch {
    throw new UserError(`${folder}: the program's packages are not installed (@pulumi/pulumi is missing). Run: npm ci`);
  }
}
