import { join } from "node:path";

/** The file that makes a folder a project. */
export const PROJECT_FILE = "Pulumi.yaml";

/** Where the stacks' files have to be, because that is where they are judged. */
export const STACK_FOLDER = "stacks";

/** Name of the stack that runs on this machine, against the local tenant. */
export const LOCAL = "local";

/** Folder that git ignores, beside Pulumi.yaml. Stack local keeps everything there, and commands keep each other out with files there. */
export const LOCAL_FOLDER = ".local";

/** Files of a stack, each with its path. */
interface StackFiles {
  /** Its settings, as Pulumi reads them. */
  readonly settings: string;
  /** The settings that our commands write into: those of stack local are a copy, so that no tracked file is changed. */
  readonly kept: string;
  /** What it gives access to, as `access` writes it. */
  readonly access: string;
  /** Who signed in for it, as `consent` records it. */
  readonly consents: string;
  /** When its client secrets really end, as `due --live --write` records it. */
  readonly ends: string;
  /** When its upkeep last succeeded. No git keeps it. */
  readonly upkeep: string;
  /** What a person entered where in AEM, as `deliver` records it. */
  readonly places: string;
  /** Held by a command of ours that edits the files above. */
  readonly lock: string;
}

/** One stack of a project, whichever backend it lives on. */
export interface StackRef {
  /** As it was asked for; may be qualified, as in `organization/project/prod`. */
  readonly given: string;
  /** Without organization and project: what its files are called by. */
  readonly name: string;
  readonly isLocal: boolean;
  /** Folder with Pulumi.yaml. */
  readonly project: string;
  /** The folder that `--cwd` named, as it was written; undefined where the project was found from the working folder. */
  readonly cwd?: string | undefined;
  /** Where stack local keeps everything. */
  readonly folder: string;
  readonly files: StackFiles;
}

/** Where a stack's files lie in the project, with slashes, as git names them. */
export function pathsOf(
  name: string,
): Readonly<Record<"settings" | "access" | "consents" | "ends" | "places", string>> {
  return {
    settings: `${STACK_FOLDER}/Pulumi.${name}.yaml`,
    access: `${STACK_FOLDER}/${name}.access.yaml`,
    consents: `${STACK_FOLDER}/${name}.consent.yaml`,
    ends: `${STACK_FOLDER}/${name}.secrets.yaml`,
    places: `${STACK_FOLDER}/${name}.places.yaml`,
  };
}

/** Where stack local keeps what the other stacks have in git. */
function localPaths(folder: string): Pick<StackFiles, "kept" | "consents" | "ends" | "places" | "upkeep"> {
  return {
    kept: join(folder, "project", `Pulumi.${LOCAL}.yaml`),
    consents: join(folder, `${LOCAL}.consent.yaml`),
    ends: join(folder, `${LOCAL}.secrets.yaml`),
    places: join(folder, `${LOCAL}.places.yaml`),
    upkeep: join(folder, `upkeep-${LOCAL}.yaml`),
  };
}

/** What commands and texts need to know of a stack of which there may be no project here. */
export type NamedStack = Pick<StackRef, "given" | "isLocal" | "cwd">;

export function namedStack(given: string): NamedStack & Pick<StackRef, "name"> {
  // One of that name on somebody's own backend is written with its organization: `contoso/mail/local`.
  return { given, name: given.split("/").at(-1) ?? given, isLocal: given === LOCAL };
}

/** A stack by its name; nothing is looked up. `folder`: default `.local` beside Pulumi.yaml. */
export function stackRef(given: string, project: string, folder = join(project, LOCAL_FOLDER)): StackRef {
  const { name, isLocal } = namedStack(given);
  const { settings, access, consents, ends, places } = pathsOf(name);
  const tracked = {
    settings: join(project, settings),
    kept: join(project, settings),
    access: join(project, access),
    consents: join(project, consents),
    ends: join(project, ends),
    places: join(project, places),
    upkeep: join(project, LOCAL_FOLDER, `upkeep-${name}.yaml`),
    lock: join(project, LOCAL_FOLDER, `edit-${name}.lock`),
  };
  return { given, name, isLocal, project, folder, files: isLocal ? { ...tracked, ...localPaths(folder) } : tracked };
}
