import { randomBytes } from "node:crypto";
import { rm, statfs } from "node:fs/promises";
import { join } from "node:path";

import { sweep } from "../support/leftovers.ts";
import { makeFolders } from "../support/makeFolders.ts";
import { listIfThere, readIfThere } from "../support/readIfThere.ts";
import { UserError } from "../support/userError.ts";
import { writeWhole } from "../support/writeWhole.ts";

/** Everything that stack local keeps, in one folder that git ignores. All of it can be thrown away at any time. */
export interface LocalFolder {
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
  /** Who consented, as `consent` records it. */
  readonly consents: string;
  /** When its client secrets really end, as `rotate due --live --write` records it. */
  readonly secretEnds: string;
  /** Which process works on this folder. */
  readonly lock: string;
}

export function localFolder(root: string): LocalFolder {
  return {
    root,
    tenant: join(root, "tenant"),
    mail: join(root, "mail"),
    project: join(root, "project"),
    backend: join(root, "backend"),
    pulumiHome: join(root, "pulumi"),
    standIns: join(root, "stand-ins.json"),
    passphrase: join(root, "passphrase"),
    port: join(root, "port"),
    consents: join(root, "local.consent.yaml"),
    secretEnds: join(root, "local.secrets.yaml"),
    lock: join(root, "lock"),
  };
}

/**
 * Makes the folder, for its owner alone, with a passphrase of its own, and clears away what killed commands left unfinished in it.
 *
 * @throws UserError when the passphrase is there and cannot be read, or is gone from a folder with a stack
 */
export async function prepareFolder(folder: LocalFolder): Promise<void> {
  for (const path of [folder.root, folder.project, folder.backend, folder.pulumiHome]) await makeFolders(path, 0o700);

  await refuseFullDisk(folder.root);
  await sweep([folder.root, folder.tenant, folder.project, folder.mail]);
  const passphrase = await readIfThere(folder.passphrase);
  if (passphrase !== undefined && passphrase.trim() !== "") return;
  // A new one would open nothing of what the old one locked.
  if (await hasStack(folder)) {
    throw new UserError(
      `${folder.passphrase} is ${passphrase === undefined ? "missing" : "empty"}, and the stack in ${folder.backend} is encrypted with what ` +
        "stood there. Put it back, or start anew with `npx aem-mail-oauth local reset`.",
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

/** Removes what this program keeps in the folder, by name: a `--folder` that was mistyped loses nothing else. */
export async function removeFolder(folder: LocalFolder): Promise<void> {
  const { root, ...kept } = folder;
  for (const path of Object.values(kept)) await rm(path, { recursive: true, force: true });

  // Left alone when somebody keeps other files in it.
  await rm(root, { recursive: false, force: true }).catch(() => undefined);
}
