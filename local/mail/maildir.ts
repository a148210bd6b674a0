import { randomUUID } from "node:crypto";
import { chownSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A process and its files belong to them; undefined for whoever runs this program. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Folder of a mailbox below that of all mail, made where it is missing. */
export function mailboxFolder(folder: string, mailbox: string, owner: Owner | undefined): string {
  const path = join(folder, folderName(mailbox));
  for (const made of [path, ...["", "tmp", "new", "cur"].map((name) => join(path, "Maildir", name))]) {
    mkdirSync(made, { recursive: true, mode: 0o700 });
    if (owner !== undefined) chownSync(made, owner.uid, owner.gid);
  }
  return path;
}

/**
 * Delivers a message into a mailbox: written to `tmp`, then moved to `new`, so that no reader ever sees half of it.
 * https://cr.yp.to/proto/maildir.html
 */
export function deliver(folder: string, mailbox: string, message: Buffer, owner: Owner | undefined): void {
  const maildir = join(mailboxFolder(folder, mailbox, owner), "Maildir");
  const name = `${Date.now()}.${randomUUID()}.localhost`;
  const draft = join(maildir, "tmp", name);
  writeFileSync(draft, message, { mode: 0o600 });
  if (owner !== undefined) chownSync(draft, owner.uid, owner.gid);
  renameSync(draft, join(maildir, "new", name));
}

/** An address may hold what no file name may, a slash or a dot at its start. */
const folderName = (mailbox: string): string =>
  encodeURIComponent(mailbox).replaceAll("%40", "@").replace(/^\./, "%2E").slice(0, 200);
