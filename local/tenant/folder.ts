import { randomUUID } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where a tenant keeps what it needs; everything lies directly in the one folder. */
export function filesIn(folder: string) {
  return {
    authority: join(folder, "authority.pem"),
    bundle: join(folder, "trusted.pem"),
    certificate: join(folder, "server.pem"),
    clients: join(folder, "clients.json"),
    key: join(folder, "server.key.pem"),
    record: join(folder, "server.json"),
    signingKey: join(folder, "signing.key.json"),
    state: join(folder, "state.json"),
  };
}

/** Who serves a folder. */
export interface ServerRecord {
  readonly pid: number;
  readonly port: number;
}

/** Makes the folder, open to its owner alone. */
export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

/** Who serves the folder, if that process still runs. */
export function serverOf(folder: string): ServerRecord | undefined {
  const record = readRecord(folder);
  return record !== undefined && isRunning(record.pid) ? record : undefined;
}

/**
 * Enters this process as the one that serves the folder, in one step, so that of two only one succeeds.
 * @throws Error when another process that still runs serves it
 */
export function claimFolder(folder: string, port: number): void {
  const { record } = filesIn(folder);
  const draft = `${record}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, port } satisfies ServerRecord), { mode: 0o600 });
  try {
    // A link fails where the name exists, which a rename does not.
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        linkSync(draft, record);
        return;
      } catch {
        const other = serverOf(folder);
        if (other !== undefined) throw alreadyServed(folder, other);
        rmSync(record, { force: true });
      }
    }
    throw new Error(`${record} can't be written: is the folder writable, and nobody else starting a tenant on it?`);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Takes the entry back, if it is this process's. */
export function releaseFolder(folder: string): void {
  if (readRecord(folder)?.pid === process.pid) rmSync(filesIn(folder).record, { force: true });
}

const alreadyServed = (folder: string, { pid, port }: ServerRecord): Error =>
  new Error(
    `Process ${pid} already serves the local tenant in ${folder} on port ${port}. Use that one, or end it first.`,
  );

function readRecord(folder: string): ServerRecord | undefined {
  try {
    return JSON.parse(readFileSync(filesIn(folder).record, "utf8")) as ServerRecord;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
