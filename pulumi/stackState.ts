import { MAIL_APPLICATION, partsOf } from "../components/catalogue/resources.ts";
import {
  flag,
  listOf,
  mapOf,
  Misshapen,
  name,
  nullable,
  object,
  optional,
  parsed,
  record,
  type Shape,
  text,
} from "../support/shape.ts";
import { CannotTell, UserError } from "../support/userError.ts";
import { type PulumiOptions, runPulumi } from "./runPulumi.ts";
import type { Settings } from "./settings.ts";

/** One value of a stack: an output, or a setting. */
interface StackValue {
  readonly value: unknown;
  /** Whether Pulumi keeps it encrypted. The value itself is here in the open. */
  readonly secret: boolean;
}

/** A resource as the state knows it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
}

/** A step that an update began, and whose end the state does not have. */
export interface PendingOperation {
  /** `creating`, `updating`, `deleting`, `reading` or `importing`. */
  readonly type: string;
  readonly resource: {
    readonly urn: string;
    readonly type: string;
    /** URN of the resource that it is a child of. */
    readonly parent?: string | undefined;
    /** URN and id of its provider, as `urn::id`. */
    readonly provider?: string | undefined;
    /** What the program declared; secrets are encrypted. */
    readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  };
}

/** All that the state has, without values. */
export interface Snapshot {
  readonly resources: readonly StateResource[];
  readonly pending: readonly PendingOperation[];
}

/** A deployed stack, as its backend knows it. */
export interface StackState {
  /** Outputs by name, secrets in the open; none where nothing is deployed. */
  outputs(): Promise<Record<string, StackValue>>;
  /** Settings by key, with namespace, as strings or JSON; secrets in the open, and which they are. */
  config(): Promise<Settings>;
  /** The resources of the state, without their values. */
  resources(): Promise<StateResource[]>;
  /**
   * The resources, and the steps whose end an update that was cut off did not write down; nothing of a stack that was never deployed.
   *
   * @throws CannotTell where the backend does not give the state; UserError where it is the caller's to fix
   */
  snapshot(): Promise<Snapshot>;
  /** Value of a live client secret by its label, current or previous; undefined where the state knows none. Secret. */
  secretValue(label: string): Promise<string | undefined>;
  /** Writes a setting, encrypted, into a file that looks like the stack's: the CLI overwrites it in place, and may be killed half-way. */
  setSecretIn(file: string, key: string, value: string): Promise<void>;
}

/** What is asked of a stack and written to it through the CLI, the same for every backend. */
export function readers(stack: string, pulumi: PulumiOptions): StackState {
  const run = (args: string[], input?: string): Promise<string> =>
    runPulumi(pulumi, [...args, "--stack", stack], input).catch((error: unknown) => {
      if (error instanceof CannotTell) throw error;
      throw error instanceof UserError ? new UserError(`${error.message}${hintOn(error.message, stack)}`) : error;
    });
  const ask = async <T>(args: string[], shape: Shape<T>): Promise<T> => readJson(await run(args), args, shape);
  const exported = async (...args: string[]) => {
    const { deployment } = await ask(["stack", "export", ...args], EXPORTED);
    return { resources: deployment?.resources ?? [], pending: deployment?.pending_operations ?? [] };
  };
  const plain = ({ resources }: Awaited<ReturnType<typeof exported>>): StateResource[] =>
    resources.map(({ urn, type, id }) => ({ urn, type, ...(id === undefined ? {} : { id }) }));
  return {
    async outputs() {
      const [masked, open] = await Promise.all([
        ask(["stack", "output", "--json"], record),
        ask(["stack", "output", "--json", "--show-secrets"], record),
      ]);
      return Object.fromEntries(
        Object.entries(open).map(([name, value]) => [name, { value, secret: masked[name] === "[secret]" }]),
      );
    },
    async config() {
      const all = await ask(["config", "--json", "--show-secrets"], CONFIG);
      return {
        values: Object.fromEntries(Object.entries(all).map(([key, { value }]) => [key, value])),
        // Whatever is not said to be plain may be a secret.
        isSecret: (key) => Object.hasOwn(all, key) && all[key]?.secret !== false,
      };
    },
    async resources() {
      return plain(await exported());
    },
    async snapshot() {
      const all = await exported().catch((error: unknown) => {
        // What has no advice of its own is a backend that cannot be read.
        const isTheirs = !(error instanceof UserError) || error instanceof CannotTell || isAdvised(error.message);
        throw isTheirs ? error : new CannotTell(`It is unknown what is deployed. ${error.message}`);
      });
      return { resources: plain(all), pending: all.pending };
    },
    async secretValue(label) {
      const found = (await exported("--show-secrets")).resources.find(({ urn }) =>
        urn.endsWith(`::${partsOf(MAIL_APPLICATION).secret(label)}`),
      );
      if (found === undefined) return undefined;
      const { plaintext } = readShape(found.outputs, `the state of ${found.urn}`, SECRET_OUTPUT).value;
      return readJson(plaintext, ["stack", "export"], text);
    },
    async setSecretIn(file, key, value) {
      await run(["config", "set", "--secret", "--config-file", file, key], value);
    },
  };
}

/** `pulumi config --json`. */
const CONFIG = mapOf(object({ value: text, secret: optional(flag) }));

/** `pulumi stack export`: the whole is null for a stack that was never deployed, and an empty state has no list. */
const EXPORTED = object({
  deployment: nullable(
    object({
      resources: optional(
        listOf(object({ urn: name, type: name, id: optional(text), outputs: optional(nullable(record)) })),
      ),
      pending_operations: optional(
        nullable(
          listOf(
            object({
              type: name,
              resource: object({
                urn: name,
                type: name,
                parent: optional(text),
                provider: optional(text),
                inputs: optional(record),
              }),
            }),
          ),
        ),
      ),
    }),
  ),
});

const SECRET_OUTPUT = object({ value: object({ plaintext: text }) });

/** What the CLI says, read by its shape. The text is not in the error: it may hold secrets. */
function readJson<T>(said: string, args: readonly string[], shape: Shape<T>): T {
  const what = `what \`pulumi ${args.filter((arg) => !arg.startsWith("--")).join(" ")}\` says`;
  const value = parsed(said);
  if (value === undefined) throw unreadable(what, "it is no JSON");
  return readShape(value, what, shape);
}

function readShape<T>(value: unknown, what: string, shape: Shape<T>): T {
  try {
    return shape(value, "");
  } catch (error) {
    if (!(error instanceof Misshapen)) throw error;
    throw unreadable(what, error.message);
  }
}

function unreadable(what: string, why: string): CannotTell {
  return new CannotTell(
    `It is unknown what is deployed, because ${what} cannot be read: ${why}. Run the command again; if it stays so, is ` +
      "this the right Pulumi CLI? pulumi version",
  );
}

function isAdvised(words: string): boolean {
  return hintOn(words, "") !== "";
}

/** What to do about what Pulumi says most often of a stack that it cannot read. */
function hintOn(words: string, stack: string): string {
  if (words.includes("PULUMI_ACCESS_TOKEN must be set")) {
    return (
      "\nNobody is logged in to a Pulumi backend. Log in to the one that has the stack, or will have it: pulumi login (docs/first-deploy.md). " +
      "Where there is no command pulumi, install it first: https://www.pulumi.com/docs/install/"
    );
  }
  if (words.includes("no stack named"))
    return `\nIt is not deployed yet (pulumi stack init ${stack}, then pulumi up -s ${stack}), or you are logged in to another backend (pulumi whoami -v).`;

  if (words.includes("passphrase must be set"))
    return "\nThe stack's secrets are encrypted with a passphrase: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE.";

  return "";
}
