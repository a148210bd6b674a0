import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { accessSync, chownSync, constants, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

import type { Owner } from "./maildir.ts";

/** Where an installation of Dovecot has what: the program that tells its version, and those that serve a session. */
export interface DovecotPlace {
  readonly server: string;
  readonly sessions: string;
}

/** Where packages of Linux distributions, FreeBSD and Homebrew put them. */
export const DOVECOT_PLACES: readonly DovecotPlace[] = [
  { server: "/usr/sbin/dovecot", sessions: "/usr/lib/dovecot" },
  { server: "/usr/sbin/dovecot", sessions: "/usr/libexec/dovecot" },
  { server: "/usr/local/sbin/dovecot", sessions: "/usr/local/libexec/dovecot" },
  { server: "/opt/homebrew/opt/dovecot/sbin/dovecot", sessions: "/opt/homebrew/opt/dovecot/libexec/dovecot" },
];

/** Dovecot's own names of what serves one session. */
export type DovecotProgram = "imap" | "pop3";

export type Session = ChildProcessByStdio<Writable, Readable, Readable>;

export interface Dovecot {
  /** Path of the program that serves a session. */
  readonly program: string;
  readonly version: string;
}

/** Dovecot's program for a protocol and the configuration that its version reads; undefined where it is not installed. */
export function findDovecot(program: DovecotProgram, places: readonly DovecotPlace[]): Dovecot | undefined {
  const place = places.find(({ sessions }) => isExecutable(join(sessions, program)));
  if (place === undefined) return undefined;
  const { stdout } = spawnSync(place.server, ["--version"], { encoding: "utf8" });
  return { program: join(place.sessions, program), version: stdout };
}

/** The configuration of a session with its Maildir in `home`. From 2.4 on settings have other names, and versions come first. */
export function configFor(version: string, home: string): string {
  const common = "base_dir = /nonexistent\nlog_path = /dev/stderr\nprotocols = imap pop3\nssl = no\n";
  if (/^2\.[0-3]\./.test(version)) return `${common}mail_location = maildir:~/Maildir\n`;
  const value = `"${home.replace(/["\\]/g, "\\$&").replaceAll("%", "%%")}"`;
  return (
    "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n" +
    `${common}mail_home = ${value}\nmail_driver = maildir\nmail_path = ~/Maildir\nnamespace inbox {\n  inbox = yes\n}\n`
  );
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
export function startSession(
  { program, version }: Dovecot,
  mailbox: string,
  folder: string,
  owner: Owner | undefined,
): Session {
  // The user that owns nothing can't walk the path to the folder, but gets there from the folder itself.
  const home = owner === undefined ? folder : "/proc/self/cwd";
  const file = join(folder, CONFIG_FILE);
  writeFileSync(file, configFor(version, home), { mode: 0o600 });
  if (owner !== undefined) chownSync(file, owner.uid, owner.gid);
  // -k: HOME and USER are kept, which from 2.4 on would go.
  return spawn(program, ["-k", "-c", join(home, CONFIG_FILE)], {
    ...owner,
    cwd: folder,
    env: { HOME: home, USER: mailbox, PATH: process.env.PATH },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

const CONFIG_FILE = "dovecot.conf";

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
