import fs from "node:fs";

import type { Calls, Meet } from "./meet.ts";
import { nameOfPath } from "./names.ts";

const { lstatSync, writeSync } = fs;
const { O_WRONLY, O_RDWR, O_CREAT } = fs.constants;

const isForWriting = (flags: unknown): boolean =>
  typeof flags === "number"
    ? (flags & (O_WRONLY | O_RDWR | O_CREAT)) !== 0
    : /[wa+]/.test(typeof flags === "string" ? flags : "r");

const isThere = (path: unknown): boolean => lstatSync(String(path), { throwIfNoEntry: false }) !== undefined;

type Name = (args: readonly unknown[]) => string | undefined;
const onPath =
  (word: string): Name =>
  ([path]) =>
    `${word} ${nameOfPath(path)}`;
const onTwo =
  (word: string): Name =>
  ([from, into]) =>
    `${word} ${nameOfPath(from)} to ${nameOfPath(into)}`;
const removal: Name = ([path]) => (isThere(path) ? `remove ${nameOfPath(path)}` : undefined);

/** What a call changes, in words; undefined where it changes nothing. */
const CHANGES: Readonly<Record<string, Name>> = {
  appendFile: onPath("append"),
  chmod: onPath("chmod"),
  chown: onPath("chown"),
  copyFile: onTwo("copy"),
  cp: onTwo("copy"),
  link: onTwo("link"),
  mkdir: ([path]) => (isThere(path) ? undefined : `mkdir ${nameOfPath(path)}`),
  mkdtemp: onPath("mkdir"),
  open: ([path, flags]) => (isForWriting(flags) ? `open ${nameOfPath(path)}` : undefined),
  rename: onTwo("rename"),
  rm: removal,
  rmdir: removal,
  symlink: onTwo("link"),
  truncate: onPath("truncate"),
  unlink: removal,
  utimes: onPath("utimes"),
  writeFile: onPath("write"),
};

/** Calls on what is open. */
const ON_HANDLES = ["write", "writev", "sync", "datasync", "chmod", "chown", "truncate", "utimes", "appendFile"];
const ON_NUMBERS = ["write", "writev", "fsync", "fdatasync", "ftruncate", "fchmod", "fchown", "futimes"];

/** Has `meet` called before each change of a file. A file that is written as a whole is written in its steps, with half of it in between. */
export async function watchFiles(meet: Meet): Promise<void> {
  const handle = await fs.promises.open("/dev/null");
  await handle.close();
  const handles = Object.getPrototypeOf(handle) as Calls;
  const promises = fs.promises as unknown as Calls;
  const paths = new WeakMap<object, string>();

  // Node's own functions call each other: what is part of another change is none of its own.
  const going = new Set<string>();
  let depth = 0;
  const announce = (
    calls: Calls,
    call: string,
    nameOf: (self: unknown, args: readonly unknown[]) => string | undefined,
  ) => {
    const original = calls[call];
    if (original === undefined) return;
    calls[call] = function (this: unknown, ...args: unknown[]) {
      const name = depth > 0 ? undefined : nameOf(this, args);
      if (name === undefined || going.has(name)) return original.apply(this as never, args);
      meet(name);
      depth += 1;
      try {
        const result = original.apply(this as never, args);
        if (result instanceof Promise) {
          going.add(name);
          result.finally(() => going.delete(name)).catch(() => undefined);
        }
        return result;
      } finally {
        depth -= 1;
      }
    };
  };

  for (const [call, nameOf] of Object.entries(CHANGES)) {
    announce(fs as unknown as Calls, call, (_, args) => nameOf(args));
    announce(fs as unknown as Calls, `${call}Sync`, (_, args) => nameOf(args));
    if (call !== "writeFile") announce(promises, call, (_, args) => nameOf(args));
  }
  for (const call of ON_HANDLES) announce(handles, call, (self) => `${call} ${paths.get(self as object) ?? "a file"}`);
  for (const call of ON_NUMBERS.flatMap((name) => [name, `${name}Sync`])) {
    // Those up to 2 are the terminal's.
    announce(fs as unknown as Calls, call, (_, [fd]) =>
      Number(fd) > 2 ? `${call.replace("Sync", "")} a file` : undefined,
    );
  }

  const open = promises.open as unknown as typeof fs.promises.open;
  const openNamed = async (...args: Parameters<typeof open>): ReturnType<typeof open> => {
    const opened = await open(...args);
    paths.set(opened, nameOfPath(args[0]));
    return opened;
  };
  promises.open = openNamed as unknown as Calls[string];

  const fill = handles.writeFile as unknown as fs.promises.FileHandle["writeFile"];
  handles.writeFile = function (this: fs.promises.FileHandle, ...args: Parameters<typeof fill>) {
    const path = paths.get(this) ?? "a file";
    meet(`write ${path}`);
    const bytes = typeof args[0] === "string" ? Buffer.from(args[0]) : Buffer.alloc(0);
    if (bytes.length > 1) meet(`half-write ${path}`, () => writeSync(this.fd, bytes, 0, bytes.length >> 1));
    return fill.apply(this, args);
  } as unknown as Calls[string];

  const writeFile = async (...[file, data, given]: Parameters<typeof fs.promises.writeFile>): Promise<void> => {
    const options = typeof given === "string" ? { encoding: given } : (given ?? {});
    if (typeof file === "object" && "fd" in file) {
      await file.writeFile(data as string, options);
      return;
    }
    const opened = await openNamed(file, options.flag ?? "w", options.mode ?? undefined);
    try {
      await opened.writeFile(data as string, options);
    } finally {
      await opened.close();
    }
  };
  promises.writeFile = writeFile as unknown as Calls[string];
}
