import { join } from "node:path";

import { readIfThereSync } from "../../support/readIfThere.ts";
import { flag, listOf, mapOf, nullable, object, parsed, type Shape, type Shaped, text } from "../../support/shape.ts";
import { reasonOf, UserError } from "../../support/userError.ts";
import { writeWhole } from "../../support/writeWhole.ts";

const seconds: Shape<number> = (value, at) => {
  if (Number.isSafeInteger(value)) return value as number;
  throw new Error(`${at} is no whole number of seconds`);
};

const VERSION = object({
  /** 32 hexadecimal digits. */
  id: text,
  value: text,
  contentType: nullable(text),
  tags: nullable(mapOf(text)),
  enabled: flag,
  /** Seconds since 1970, all of them. */
  nbf: nullable(seconds),
  exp: nullable(seconds),
  created: seconds,
  updated: seconds,
});
const SECRET = object({ name: text, versions: listOf(VERSION), deleted: nullable(seconds) });
const STATE = object({ secrets: listOf(SECRET) });

type Writable<T> = { -readonly [K in keyof T]: T[K] };
export type Version = Writable<Shaped<typeof VERSION>>;
/** The last of its versions is the latest; `deleted` says since when it can only be recovered or purged. */
export interface Secret {
  name: string;
  versions: Version[];
  deleted: number | null;
}
export interface State {
  secrets: Secret[];
}

export interface Store {
  /** What is safely on disk. */
  readonly current: Readonly<State>;
  /** Runs `change` on a copy, alone, and keeps it once it is on disk; when `change` throws, nothing has happened. */
  mutate<T>(change: (draft: State) => T): Promise<T>;
  idle(): Promise<void>;
}

/** @throws UserError where the file is there and is none of ours */
export function openStore(folder: string): Store {
  const file = join(folder, "vault.json");
  let current = read(file);
  let queue: Promise<unknown> = Promise.resolve();
  return {
    get current() {
      return current;
    },
    mutate(change) {
      const run = async (): Promise<ReturnType<typeof change>> => {
        const draft = structuredClone(current);
        const result = change(draft);
        // It is the vault: the values are in it.
        await writeWhole(file, `${JSON.stringify(draft, null, 2)}\n`, { mode: 0o600 });
        current = draft;
        return result;
      };
      const next = queue.then(run, run);
      queue = next.catch(() => undefined);
      return next;
    },
    async idle() {
      await queue;
    },
  };
}

function read(file: string): State {
  const kept = readIfThereSync(file);
  if (kept === undefined) return { secrets: [] };
  try {
    return structuredClone(STATE(parsed(kept), ""));
  } catch (error) {
    throw new UserError(
      `${file} should hold the secrets of the local key vault, and is damaged (${reasonOf(error)}). Put it back, or delete it to start ` +
        "with an empty vault.",
    );
  }
}
