import { readFile, realpath } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import engineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import * as sdk from "@pulumi/pulumi/runtime/state.js";

import { UserError } from "../../support/userError.ts";
import { isFunctionProgram } from "./kind.ts";
import { withOutputAside } from "./outputAside.ts";
import { type ProjectProgram, sdkFile } from "./projectProgram.ts";

/** A program that was imported into this process. */
export interface LoadedProgram {
  /** How often it was run. From the second time on its modules may remember what they did before. */
  readonly runs: number;
  /** Runs it, in the surroundings of whoever asks; resolves with the outputs. */
  run(): Promise<unknown>;
}

/** The checkout that this code is of, and what its Pulumi.yaml has Node.js load first: so does the command (bin/aem-mail-oauth.js). */
const CHECKOUT = join(import.meta.dirname, "..", "..");
const LOADED_FIRST = "--import ./bin/prepareNode.js";

/** Whether the project in this folder is the checkout that runs. */
export async function isOwnCheckout(root: string): Promise<boolean> {
  return (await realpath(root)) === (await realpath(CHECKOUT));
}

const loaded = new Map<string, Promise<LoadedProgram | undefined>>();

/**
 * The program as a function of this process, imported once; undefined where each run of it needs a process of its own. That is so where
 * it does its work at top level; where one of its modules asks Pulumi for anything while it is loaded (declares a resource, reads a
 * setting or the stack's name, writes a message), because a module is evaluated once and a second run would go without; where it brings
 * its own copy of the Pulumi SDK; and where Pulumi would run it in another folder than this process is in, or with other options of Node.js.
 */
export async function loadProgram(program: ProjectProgram): Promise<LoadedProgram | undefined> {
  if (program.file === undefined || !(await isAtHome(program))) return undefined;
  const file = await realpath(program.file);
  const known = loaded.get(file) ?? load(program, file);
  loaded.set(file, known);
  return known;
}

/** Whether the program finds here what it finds under Pulumi. */
async function isAtHome({ folder, nodeArgs }: ProjectProgram): Promise<boolean> {
  if ((await realpath(folder)) !== (await realpath(process.cwd()))) return false;
  return nodeArgs.length === 0 || (nodeArgs.join(" ") === LOADED_FIRST && (await isOwnCheckout(folder)));
}

async function load(of: ProjectProgram, file: string): Promise<LoadedProgram | undefined> {
  if (!isFunctionProgram(await readFile(file, "utf8"))) return undefined;
  if (sdkFile(of) !== createRequire(import.meta.url).resolve("@pulumi/pulumi")) return undefined;
  const asked = new Set<string>();
  let exported: { readonly default?: unknown };
  try {
    exported = await globalThis.asyncLocalStorage.run(
      watched((what) => asked.add(what)),
      () => withOutputAside(() => import(pathToFileURL(file).href) as Promise<typeof exported>),
    );
  } catch {
    // The process of its own says why, in the words that Pulumi has for it.
    return undefined;
  }
  if (asked.size > 0 || !isFunction(exported.default)) return undefined;
  const program = exported.default;
  let runs = 0;
  return {
    get runs() {
      return runs;
    },
    async run() {
      runs += 1;
      const outputs: unknown = await withOutputAside(program);
      // What a module began when it was loaded and did not wait for.
      if (asked.size > 0) throw new UserError(beganAlone(file, [...asked]));
      return outputs;
    },
  };
}

function isFunction(value: unknown): value is () => unknown {
  return typeof value === "function";
}

function beganAlone(file: string, asked: readonly string[]): string {
  return (
    `${file}: a module of this program went on working after it was loaded, and asked Pulumi for ${asked.join(", ")}. The run was given ` +
    "up, because a next one in the same process would go without that. Do it in the function that the program exports."
  );
}

/** What a run knows of its stack and its engine. The SDK's types leave it out; its own Automation API uses it in this way. */
interface Store {
  readonly settings: { options: object; engine: unknown; monitor: unknown };
}
const { LocalStore } = sdk as unknown as { LocalStore: new () => Store };

/** What the SDK looks at by itself, for messages that nobody asked for. */
const UNASKED: ReadonlySet<unknown> = new Set(["engineAddr", "maximumProcessListeners"]);

/** Calls this in surroundings of its own: what it leaves behind, and asks for later, reaches no other run. */
export function inOwnSurroundings<T>(run: () => T): T {
  return globalThis.asyncLocalStorage.run(new LocalStore(), run);
}

/** A stack's surroundings that nobody deploys to, which note whatever they are asked for. */
function watched(note: (what: string) => void): Store {
  const store = new LocalStore();
  const { settings } = store;
  settings.options = new Proxy(settings.options, {
    get(options, name) {
      if (!UNASKED.has(name)) note(WORDS[String(name)] ?? String(name));
      return Reflect.get(options, name) as unknown;
    },
  });
  settings.engine = {
    log(request: InstanceType<typeof engineMessages.LogRequest>, answered: () => void) {
      if (request.getSeverity() > engineMessages.LogSeverity.DEBUG) note("a message");
      answered();
    },
  };
  // Answers, so that a resource which is declared here does not end this process with an error of its own.
  settings.monitor = new MockMonitor({
    call: () => ({}),
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as Record<string, unknown> }),
  });
  return new Proxy(store, {
    get(target, name) {
      if (name === "config") note("settings");
      return Reflect.get(target, name) as unknown;
    },
  });
}

const WORDS: Readonly<Record<string, string>> = {
  stack: "the stack's name",
  project: "the project's name",
  monitorAddr: "a resource",
};
