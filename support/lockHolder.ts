import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

import { isRunning, seesProcesses } from "./isRunning.ts";

/**
 * Where a process number means something: a host, and on Linux the namespace of its numbers. Two containers that share a folder have the
 * same numbers for different processes, and neither sees the other's.
 */
export interface Place {
  readonly host: string;
  /** Such as "pid:[4026531836]"; empty where the system has no such thing. */
  readonly space: string;
}

/** Who holds a lock, as its file tells. */
export interface Holder {
  /** 0 where the file names none. */
  readonly pid: number;
  /** Command and action; empty where not told. */
  readonly command: string;
  /** Undefined in files of earlier versions, which knew of one place alone. */
  readonly place: Place | undefined;
  /** When the process began, in ticks since its machine did; empty where the system does not tell. */
  readonly start: string;
}

export function ownPlace(): Place {
  return { host: hostname(), space: spaceOf() };
}

function spaceOf(): string {
  try {
    // eslint-disable-next-line no-restricted-syntax -- no file of ours: where it cannot be read, the system does not say
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** Eight hexadecimal digits of the place, for names of files that other places may see. */
export function placeMark({ host, space }: Place = ownPlace()): string {
  return createHash("sha256").update(`${host}\n${space}`).digest("hex").slice(0, 8);
}

/** The text of a lock file of this process: no two are the same. Number and command come first, where earlier versions look for them. */
export function ownText(command: string): string {
  const { host, space } = ownPlace();
  return [process.pid, command, host, space, startOf("self"), randomBytes(6).toString("hex"), ""].join("\n");
}

export function parseHolder(text: string): Holder {
  const [pid = "", command = "", host, space = "", start = ""] = text.split("\n");
  return {
    pid: /^[1-9]\d{0,14}$/.test(pid) ? Number(pid) : 0,
    command: /^[a-z]+( [a-z]+)?$/.test(command) ? command : "",
    place: host === undefined ? undefined : { host, space },
    start,
  };
}

/** Whether a process number of the holder's is one of ours. */
export function isHere({ place }: Pick<Holder, "place">, { host, space }: Place = ownPlace()): boolean {
  return place === undefined || (place.host === host && place.space === space);
}

/**
 * Whether the holder is certainly gone: its number is free, or another process has it by now. Of another place nobody can tell. That a
 * number is this process's own, and the lock is not, is for the caller to say.
 */
export function isGone(holder: Holder): boolean {
  if (!isHere(holder)) return false;
  if (holder.pid === process.pid || !isRunning(holder.pid)) return true;
  const start = startOf(holder.pid);
  return holder.start !== "" && start !== "" && holder.start !== start;
}

/** The holder as a person knows it: "process 123, npx aem-mail-oauth local up". */
export function holderWords(holder: Holder): string {
  const { pid, command, place } = holder;
  const where = place === undefined || isHere(holder) ? "" : `, ${elsewhere(place)}`;
  return `process ${pid}${command === "" ? "" : `, npx aem-mail-oauth ${command}`}${where}`;
}

function elsewhere({ host }: Place): string {
  if (host === hostname()) return "in another container of this host";
  // Anybody may have written it: a terminal obeys nothing in it.
  return /^[\w.-]{1,253}$/.test(host) ? `in a container or on a machine called ${host}` : "on another machine";
}

/** Linux: pid (command) state ... with the time of the start in field 22. A command may have brackets and spaces in its name. */
function startOf(pid: number | "self"): string {
  if (!seesProcesses()) return "";
  try {
    // eslint-disable-next-line no-restricted-syntax -- what cannot be found out is not compared
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
