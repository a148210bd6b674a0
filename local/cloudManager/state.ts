import { randomBytes } from "node:crypto";
import { join } from "node:path";

import { readIfThere } from "../../support/readIfThere.ts";
import { parsed } from "../../support/shape.ts";
import { UserError } from "../../support/userError.ts";
import { writeWhole } from "../../support/writeWhole.ts";

export interface StoredVariable {
  name: string;
  type: "string" | "secretString";
  /** Of secrets too: this file is the place where they are kept. */
  value: string;
  /** author, publish or preview; absent for all. */
  service?: string;
}

/** A run of AEM, which reads its variables when it starts, and never again. Dates are RFC 3339, UTC. */
interface Instance {
  started: string;
  /** Set once a successor was asked for: both serve until then. */
  ended: string | null;
  variables: StoredVariable[];
}

export interface StoredEnvironment {
  id: string;
  programId: string;
  name: string;
  type: string;
  variables: StoredVariable[];
  /** Set by whoever acts as Adobe; null leaves it to the clock. */
  status: string | null;
  updatingUntil: string | null;
  instances: Instance[];
}

export interface StoredProgram {
  id: string;
  name: string;
  /** Of its one pipeline. */
  pipeline: "BUSY" | "IDLE";
}

export interface State {
  version: 1;
  organization: string;
  /** The technical account of an OAuth server-to-server credential, which somebody may have deleted in the Developer Console. */
  account: { clientId: string; clientSecret: string; profiles: string[]; revoked?: boolean };
  programs: StoredProgram[];
  environments: StoredEnvironment[];
  /** Characters of a secretString; Adobe's pages disagree on it (decisions/0058). */
  longestSecret: number;
}

export interface Store {
  /** The last state that is safely on disk. */
  readonly current: Readonly<State>;
  /** Runs `change` on a copy, alone, and keeps it once it is on disk; when `change` throws, nothing has happened. */
  mutate<T>(change: (draft: State) => T): Promise<T>;
  idle(): Promise<void>;
}

const ORGANIZATION = "5F2C0C1E6F0B4D640A495E2F@AdobeOrg";
export const PROGRAM = "40001";
export const ENVIRONMENTS = { dev: "500001", stage: "500002", prod: "500003" } as const;
const CLIENT_ID = "3f1d5b7a90c24e6f8a1b2c3d4e5f6a7b";

/** So that instances that were always there are older than any clock. */
const ALWAYS = "2020-01-01T00:00:00.000Z";

export const fileIn = (folder: string): string => join(folder, "cloudManager.json");

export function newEnvironment(id: string, programId: string, name: string, type: string): StoredEnvironment {
  const instances = [{ started: ALWAYS, ended: null, variables: [] }];
  return { id, programId, name, type, variables: [], status: null, updatingUntil: null, instances };
}

function seed(): State {
  return {
    version: 1,
    organization: ORGANIZATION,
    account: {
      clientId: CLIENT_ID,
      clientSecret: `p8e-${randomBytes(24).toString("base64url")}`,
      profiles: ["Deployment Manager"],
    },
    programs: [{ id: PROGRAM, name: "AEM Forms (local)", pipeline: "IDLE" }],
    environments: Object.entries(ENVIRONMENTS).map(([type, id]) => newEnvironment(id, PROGRAM, `forms-${type}`, type)),
    longestSecret: 2048,
  };
}

/** @throws UserError when the file is there but is not a state of this version */
export async function openStore(folder: string): Promise<Store> {
  const file = fileIn(folder);
  const write = (state: State): Promise<void> =>
    writeWhole(file, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  const existing = await readState(folder);
  let current = existing ?? seed();
  if (existing === undefined) await write(current);
  let queue: Promise<unknown> = Promise.resolve();
  return {
    get current() {
      return current;
    },
    mutate<T>(change: (draft: State) => T): Promise<T> {
      const run = async (): Promise<T> => {
        const draft = structuredClone(current);
        const result = change(draft);
        await write(draft);
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

/** Undefined where Cloud Manager was never served from that folder. */
export async function readState(folder: string): Promise<State | undefined> {
  const text = await readIfThere(fileIn(folder));
  if (text === undefined) return undefined;
  const state = Object(parsed(text)) as Partial<State>;
  const lists: readonly unknown[] = [state.programs, state.environments, state.account?.profiles];
  if (state.version === 1 && typeof state.organization === "string" && lists.every(Array.isArray))
    return state as State;
  throw new UserError(
    `${fileIn(folder)} is not a state that this version of the local Cloud Manager can read. Delete it to start again.`,
  );
}
