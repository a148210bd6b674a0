import { randomUUID } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { isRunning } from "../../../support/isRunning.ts";
import { readIfThereSync } from "../../../support/readIfThere.ts";
import { parsed } from "../../../support/shape.ts";
import { UserError } from "../../../support/userError.ts";

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

/** Folders that this very process serves. */
const ours = new Set<string>();

/** Who serves the folder, as far as the entry tells and that process still runs. */
export function serverOf(folder: string): ServerRecord | undefined {
  const record = readRecord(folder);
  if (record === undefined) return undefined;
  // In a container the process before us had the same number as we: our own number counts only if we remember.
  const running = record.pid === process.pid ? ours.has(resolve(folder)) : isRunning(record.pid);
  return running ? record : undefined;
}

export function dropRecord(folder: string): void {
  rmSync(filesIn(folder).record, { force: true });
}

/**
 * Enters this process as the one that serves the folder, in one step, so that of two only one succeeds.
 * @throws Error when another process that still runs serves it
 */
export function claimFolder(folder: string, port: number): void {
  const { record } = filesIn(folder);
  const draft = writeDraft(folder, port);
  try {
    // A link fails where the name exists, which a rename does not.
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        linkSync(draft, record);
        ours.add(resolve(folder));
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        const other = serverOf(folder);
        if (other !== undefined) throw alreadyServed(folder, other);
        dropRecord(folder);
      }
    }
    throw new Error(`${record} can't be written: is the folder writable, and nobody else starting a tenant on it?`);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Corrects the port of this process's entry, once it is known. */
export function recordPort(folder: string, port: number): void {
  const draft = writeDraft(folder, port);
  renameSync(draft, filesIn(folder).record);
}

/** Takes the entry back, if it is this process's. */
export function releaseFolder(folder: string): void {
  if (!ours.delete(resolve(folder))) return;
  if (readRecord(folder)?.pid === process.pid) dropRecord(folder);
}

export const alreadyServed = (folder: string, { pid, port }: ServerRecord): Error =>
  new UserError(
    `Process ${pid} already serves the local tenant in ${folder} on port ${port}. Use that one, or end it first.`,
  );

function writeDraft(folder: string, port: number): string {
  const draft = `${filesIn(folder).record}.${process.pid}-${randomUUID()}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, port } satisfies ServerRecord), { mode: 0o600 });
  return draft;
}

function readRecord(folder: string): ServerRecord | undefined {
  const text = readIfThereSync(filesIn(folder).record);
  const { pid, port } = Object(text === undefined ? undefined : parsed(text)) as Record<keyof ServerRecord, unknown>;
  // Damaged says as little as absent: what is written here is a process's of the moment, and a living one is asked.
  return Number.isSafeInteger(pid) && Number.isSafeInteger(port) ? ({ pid, port } as ServerRecord) : undefined;
}
