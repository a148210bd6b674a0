import { randomBytes } from "node:crypto";
import { rm, rmdir, statfs } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { localCommand } from "../stack/commandsOf.ts";
import { LOCAL_FOLDER, PROJECT_FILE, type StackRef } from "../stack/stackRef.ts";
import { sweep } from "../support/leftovers.ts";
import { type LockFile, withLockFile } from "../support/lock.ts";
import { makeFolders } from "../support/makeFolders.ts";
import { isThere, listIfThere, readIfThere } from "../support/readIfThere.ts";
import { UserError } from "../support/userError.ts";
import { writeWhole } from "../support/writeWhole.ts";

/** Everything that stack local keeps, in one folder that git ignores. All of it can be thrown away at any time. */
export interface LocalFolder {
  readonly stack: StackRef;
  readonly root: string;
  /** The tenant's state, keys and certificates. */
  readonly tenant: string;
  /** What its mail servers keep. */
  readonly mail: string;
  /** Project and stack file that the engine works on, so that no tracked file is ever changed. */
  readonly project: string;
  /** Pulumi's file backend. */
  readonly backend: string;
  /** Pulumi's home folder for these runs, so that nobody's login or selected stack is touched. */
  readonly pulumiHome: string;
  /** Which provider plugins are stood in for. */
  readonly standIns: string;
  /** Passphrase that encrypts the stack's secrets. */
  readonly passphrase: string;
  /** Port of the tenant, once one was asked for. */
  readonly port: string;
  /** Which process works on this folder. */
  readonly lock: string;
}

/** Where stack local keeps what. */
export function localFolder(stack: StackRef): LocalFolder {
  // Those of another stack are in git: `local reset` would throw them away.
  if (!stack.isLocal) throw new Error(`stack ${stack.given} is not stack local`);
  const { folder: root, files } = stack;
  return {
    stack,
    root,
    tenant: join(root, "tenant"),
    mail: join(root, "mail"),
    project: dirname(files.kept),
    backend: join(root, "backend"),
    pulumiHome: join(root, "pulumi"),
    standIns: join(root, "stand-ins.json"),
    passphrase: join(root, "passphrase"),
    port: join(root, "port"),
    lock: join(root, "lock"),
  };
}

/**
 * Makes the folder, for its owner alone, with a passphrase of its own, and clears away what killed commands left unfinished in it.
 *
 * @throws UserError when the passphrase is there and cannot be read, or is gone from a folder with a stack
 */
export async function prepareFolder(folder: LocalFolder): Promise<void> {
  await refuseProject(folder);
  for (const path of [folder.root, folder.project, folder.backend, folder.pulumiHome]) await makeFolders(path, 0o700);

  await refuseFullDisk(folder.root);
  await sweep([folder.root, folder.tenant, folder.project, folder.mail]);
  const passphrase = await readIfThere(folder.passphrase);
  if (passphrase !== undefined && passphrase.trim() !== "") return;
  // A new one would open nothing of what the old one locked.
  if (await hasStack(folder)) {
    throw new UserError(
      `${folder.passphrase} is ${passphrase === undefined ? "missing" : "empty"}, and the stack in ${folder.backend} is encrypted with what ` +
        `was there. Put it back, or start again with \`${localCommand("local reset", folder.stack)}\`.`,
    );
  }
  await writeWhole(folder.passphrase, randomBytes(24).toString("base64url"), { mode: 0o600 });
}

/** Bytes. What an update of stack local writes, several times over. */
const NEEDED = 8 * 1024 * 1024;

/**
 * On a disk that runs full the engine moves half a state over the whole one (measured with Pulumi 3.259), so nothing is begun there.
 *
 * @throws UserError with what is free and what is needed
 */
export async function refuseFullDisk(folder: string, look: (path: string) => Promise<Free> = statfs): Promise<void> {
  const { bavail, bsize, blocks } = await look(folder);
  // Some file systems do not tell.
  if (blocks === 0 || bavail * bsize >= NEEDED) return;
  throw new UserError(
    `The disk of ${folder} is almost full: ${Math.floor((bavail * bsize) / 1024)} KiB are free, and ${NEEDED / 1024} KiB are needed. Nothing ` +
      "was changed. Free some, or name a folder on another disk with --folder.",
  );
}

/** What the system tells of a disk, in blocks. */
type Free = Readonly<Record<"bavail" | "bsize" | "blocks", number>>;

/** Whether a stack was made in the folder, as its backend has it. */
export async function hasStack(folder: LocalFolder): Promise<boolean> {
  return (await listIfThere(join(folder.backend, ".pulumi", "stacks"))).length > 0;
}

/**
 * Stack local keeps its files by names that others use as well, such as pulumi and mail, so it shares no folder with a project or a repository.
 *
 * @throws UserError naming what is there
 */
async function refuseProject({ root }: LocalFolder): Promise<void> {
  for (const name of [PROJECT_FILE, ".git"]) {
    if (await isThere(join(root, name))) {
      throw new UserError(
        `--folder ${root}: that folder has ${name}, and is no place for stack local. Name another one. Nothing was changed.`,
      );
    }
  }
}

/**
 * Removes what this program keeps in the folder, by name.
 *
 * @throws UserError where nothing shows that stack local was ever there: a `--folder` that was mistyped loses nothing
 */
export async function removeFolder(folder: LocalFolder): Promise<void> {
  const { stack, root, ...kept } = folder;
  await refuseProject(folder);
  const isOurs = (await isThere(folder.passphrase)) || (await isThere(join(folder.backend, ".pulumi")));
  if (
    !isOurs &&
    root !== join(stack.project, LOCAL_FOLDER) &&
    (await listIfThere(root)).some((name) => name !== basename(folder.lock))
  )
    throw new UserError(`--folder ${root}: stack local was never there. Nothing was removed.`);

  for (const path of [...Object.values(kept), stack.files.consents, stack.files.ends, stack.files.places])
    await rm(path, { recursive: true, force: true });

  // Left alone when somebody keeps other files in it.
  await rmdir(root).catch(() => undefined);
}

/** Milliseconds. An update of stack local takes seconds, a first one minutes: it builds the engine. */
const PATIENCE = 60_000;

/**
 * Runs `work` while no other process works on the folder, after waiting a minute for one that does. A lock whose process is gone is taken
 * over.
 *
 * @throws UserError naming the process that still holds the lock, and its command
 */
export async function withLock<T>(
  folder: LocalFolder,
  work: () => Promise<T>,
  patience: Partial<Pick<LockFile, "patience" | "silence" | "tell">> = {},
): Promise<T> {
  await makeFolders(folder.root, 0o700);
  return withLockFile({ path: folder.lock, what: folder.root, patience: PATIENCE, ...patience }, work);
}
