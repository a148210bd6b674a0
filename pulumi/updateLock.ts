import { readFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join, resolve } from "node:path";

import { isRunning } from "../support/isRunning.ts";
import { listIfThere, readIfThere } from "../support/readIfThere.ts";
import { listOf, mapOf, object, parsed, type Shape, text } from "../support/shape.ts";
import { CannotTell, reasonOf } from "../support/userError.ts";

/** Who holds an update's lock on a stack, as far as the backend tells: lockContent of pulumi/pkg/backend/diy/lock.go. */
export interface UpdateLock {
  /** Empty where the backend does not tell. */
  readonly user: string;
  /** Empty where the backend does not tell. */
  readonly host: string;
  /** 0 where the backend does not tell. */
  readonly pid: number;
  /** RFC 3339; empty where the backend does not tell. */
  readonly since: string;
}

/** A lock of which nothing is known but that it is there. */
export const UNKNOWN_HOLDER: UpdateLock = { user: "", host: "", pid: 0, since: "" };

/** Whether the process that holds it is certainly gone: it was one of this host, and no such process runs. */
export function isGone({ host, pid }: UpdateLock): boolean {
  return host !== "" && host === hostname() && pid > 0 && !isRunning(pid);
}

/** Whether the process that holds it is seen here, alive. */
export function isAlive({ host, pid }: UpdateLock): boolean {
  return host !== "" && host === hostname() && isEngine(pid);
}

/** Whether this is a live engine: the number of a process that is gone may have gone to a stranger. */
export function isEngine(pid: number): boolean {
  if (!isRunning(pid)) return false;

  try {
    // Linux: the words of the command line.
    // eslint-disable-next-line no-restricted-syntax -- what cannot be found out counts as an engine
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("pulumi");
  } catch {
    return true;
  }
}

/** The locks that Pulumi names when it refuses to change a stack; undefined where it says something else. */
export function locksIn(words: string): UpdateLock[] | undefined {
  if (/\[409\] Conflict|another update is currently in progress/i.test(words)) return [UNKNOWN_HOLDER];
  if (!/currently locked by \d+ lock/.test(words)) return undefined;
  const lines = [...words.matchAll(/: created by (.*)@(\S*) \(pid (\d+)\) at (\S+)/g)];
  const locks = lines.map(([, user = "", host = "", pid, since = ""]) => ({ user, host, pid: Number(pid), since }));
  return locks.length === 0 ? [UNKNOWN_HOLDER] : locks;
}

/**
 * The locks of a stack in the folder of a file backend.
 *
 * @param url - the backend's, `file://...`, as `pulumi whoami` has it
 * @param project - its name
 * @param cwd - what a relative folder is relative to
 * @throws CannotTell where the folder cannot be read
 */
export async function locksInFolder(url: string, project: string, stack: string, cwd: string): Promise<UpdateLock[]> {
  const locks = join(folderOf(url, cwd), ".pulumi", "locks");
  try {
    const files = await listIfThere(locks, { recursive: true });
    // Of old backends without projects, the stack's name alone.
    const folders = [`organization/${project}/${stack}`, stack];
    const ours = files.filter((file) =>
      folders.some((folder) => {
        const path = file.replaceAll("\\", "/");
        return isLockFile(path) && path.slice(0, path.lastIndexOf("/")) === folder;
      }),
    );
    const texts = await Promise.all(ours.map((file) => readIfThere(join(locks, file))));
    // One that was released since is none.
    return texts.filter((text) => text !== undefined).map(holderIn);
  } catch (error) {
    throw new CannotTell(`It is unknown whether an update holds a lock on stack ${stack}: ${reasonOf(error)}`);
  }
}

/**
 * Whether a file below a backend's folder of locks counts as one. Pulumi takes a draft of a lock for a lock, too: a process that was killed while
 * it wrote its own leaves one, as in `<id>.json.18ea31a572a176a1.tmp`.
 */
export function isLockFile(path: string): boolean {
  return /\.json(?:\.[^/]*\.tmp)?$/.test(path);
}

/** A lock that is half written is one of nobody that is known. */
function holderIn(content: string): UpdateLock {
  try {
    const { username, hostname: host, pid, timestamp } = LOCK(parsed(content), "");
    return { user: username, host, pid, since: timestamp };
  } catch {
    return UNKNOWN_HOLDER;
  }
}

const number: Shape<number> = (value) => (typeof value === "number" ? value : 0);
const LOCK = object({ pid: number, username: text, hostname: text, timestamp: text });

/** `file://~/state` and `file://./state` are Pulumi's own spellings. */
function folderOf(url: string, cwd: string): string {
  const path = decodeURIComponent(url.replace(/^file:\/\//, "").replace(/[?#].*$/, ""));
  const plain = /^\/[A-Za-z]:/.test(path) && process.platform === "win32" ? path.slice(1) : path;
  return plain === "~" || plain.startsWith("~/") ? join(homedir(), plain.slice(1)) : resolve(cwd, plain);
}

/** `pulumi whoami --json`. */
export const WHOAMI = object({ url: text });

/** `pulumi stack ls --json`; Pulumi Cloud alone tells whether an update runs. */
export const STACKS = listOf(mapOf((value) => value));

/** Whether Pulumi Cloud says that an update of this stack is running. */
export function isUpdating(stacks: readonly Readonly<Record<string, unknown>>[], stack: string): boolean {
  const short = (given: unknown): string => String(given).split("/").at(-1) ?? "";
  return stacks.some(({ name, updateInProgress }) => short(name) === stack && updateInProgress === true);
}
