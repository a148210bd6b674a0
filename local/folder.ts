import { mkdir, readFile, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";

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

/** Makes the folder, for its owner alone, with a passphrase of its own. */
export async function prepareFolder(folder: LocalFolder): Promise<void> {
  for (const path of [folder.root, folder.project, folder.backend, folder.pulumiHome]) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  }
  const passphrase = await readFile(folder.passphrase, "utf8").catch(() => "");
  if (passphrase === "") {
    await writeFileAtomic(folder.passphrase, randomBytes(24).toString("base64url"), { mode: 0o600 });
  }
}

/** Removes what this program keeps in the folder, by name: a `--folder` that was mistyped loses nothing else. */
export async function removeFolder(folder: LocalFolder): Promise<void> {
  const { root, ...kept } = folder;
  for (const path of Object.values(kept)) {
    await rm(path, { recursive: true, force: true });
  }
  // Left alone when somebody keeps other files in it.
  await rm(root, { recursive: false, force: true }).catch(() => undefined);
}
