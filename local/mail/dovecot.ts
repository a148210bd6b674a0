import { type ChildProcessByStdio, spawn } from "node:child_process";
import { accessSync, constants, writeFileSync, chownSync } from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

import type { Owner } from "./maildir.ts";

/** Where packages put Dovecot's programs. */
export const DOVECOT_FOLDERS: readonly string[] = [
  "/usr/lib/dovecot",
  "/usr/libexec/dovecot",
  "/usr/local/libexec/dovecot",
  "/opt/homebrew/opt/dovecot/libexec/dovecot",
];

/** Dovecot's own names of what serves one session. */
export type DovecotProgram = "imap" | "pop3";

export type Session = ChildProcessByStdio<Writable, Readable, Readable>;

/** Path of a program of Dovecot's; undefined where it is not installed. */
export function findDovecot(program: DovecotProgram, folders: readonly string[]): string | undefined {
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** Dovecot refuses to open mail as root; then its sessions run as the user that owns nothing. */
export function sessionOwner(): Owner | undefined {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;
}

/**
 * Starts a session of a user who is let in already: Dovecot's program speaks the protocol on its standard input and output, as for
 * a client that came by ssh. There is no server, port or login of Dovecot's, and the session ends with its input, however that comes about.
 *
 * @param folder the mailbox's, with its Maildir in it
 */
export function startSession(program: string, mailbox: string, folder: string, owner: Owner | undefined): Session {
  const config = join(folder, CONFIG_FILE);
  writeFileSync(config, CONFIG, { mode: 0o600 });
  if (owner !== undefined) chownSync(config, owner.uid, owner.gid);
  // The user that owns nothing can't walk the path to the folder, but gets there from the folder itself.
  const home = owner === undefined ? folder : "/proc/self/cwd";
  return spawn(program, ["-c", join(home, CONFIG_FILE)], {
    ...owner,
    cwd: folder,
    env: { HOME: home, USER: mailbox, PATH: process.env.PATH },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

const CONFIG_FILE = "dovecot.conf";
const CONFIG = `base_dir = /nonexistent
log_path = /dev/stderr
mail_location = maildir:~/Maildir
protocols = imap pop3
ssl = no
`;

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
