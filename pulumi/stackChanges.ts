import { spawn } from "node:child_process";
import { once } from "node:events";

import { LIMITS } from "../support/limits.ts";
import { Misshapen, parsed, type Shape } from "../support/shape.ts";
import { CannotTell, UserError } from "../support/userError.ts";
import { type PulumiOptions, runPulumi } from "./runPulumi.ts";
import { isUpdating, locksIn, locksInFolder, STACKS, UNKNOWN_HOLDER, type UpdateLock, WHOAMI } from "./updateLock.ts";

/** A resource that is there and that the state does not have. */
export interface PartToImport {
  readonly type: string;
  /** Its logical name. */
  readonly name: string;
  /** The provider's id of it, as `/applications/{object id}`. */
  readonly id: string;
  /** URN of the component that it is a child of. */
  readonly parent: string;
  /** URN of its provider; undefined for the default one. */
  readonly provider?: string | undefined;
}

/** Pulumi refused, because somebody holds the lock on the stack. */
export class Locked extends UserError {
  override readonly name = "Locked";
  readonly locks: readonly UpdateLock[];

  constructor(message: string, locks: readonly UpdateLock[]) {
    super(message);
    this.locks = locks;
  }
}

/** What is done to a stack's state without running the program. Each throws {@link Locked} where somebody else changes the stack. */
export interface StackChanges {
  /**
   * Who holds the lock on the stack; undefined where the backend says so to nobody but whoever changes something.
   *
   * @throws CannotTell where the backend does not answer
   */
  locks(): Promise<readonly UpdateLock[] | undefined>;
  /** Finds out who holds the lock by changing nothing: a refresh of the stack's own entry, which no provider is asked about. */
  touch(stackUrn: string): Promise<void>;
  /** Takes every lock on the stack away. */
  cancel(): Promise<void>;
  /** Takes something that is there over into the state, unprotected: the next update protects what the program says. */
  importPart(part: PartToImport): Promise<void>;
  /** Drops all pending operations and reads these resources anew; at least one has to be named, or all are read. */
  settle(urns: readonly string[]): Promise<void>;
  /** Shows what an update would do, on standard output or on standard error, and resolves with Pulumi's exit code. */
  preview(stream: "stdout" | "stderr"): Promise<number>;
}

/** The words behind `pulumi import`, for the CLI and for the screen. */
export function importWords({ type, name, id, parent, provider }: PartToImport): string[] {
  const providers = provider === undefined ? [] : ["--provider", `provider=${provider}`];
  return [type, name, id, "--parent", `component=${parent}`, ...providers, "--protect=false", "--generate-code=false"];
}

/** The words behind `pulumi refresh` of what drops pending operations. */
export function settleWords(urns: readonly string[]): string[] {
  return ["--clear-pending-creates", ...urns.flatMap((urn) => ["--target", urn])];
}

/** Where it is done. */
interface Place {
  readonly stack: string;
  /** The project's name, which its file says. */
  readonly project: () => Promise<string>;
  readonly pulumi: PulumiOptions;
}

/** Changes by the person's own CLI on the person's own backend. */
export function stackChanges({ stack, project, pulumi }: Place): StackChanges {
  const run = (args: readonly string[], options = pulumi): Promise<string> => runPulumi(options, args);
  const ask = async <T>(args: readonly string[], shape: Shape<T>): Promise<T> => {
    try {
      return shape(parsed(await run(args)), "");
    } catch (error) {
      if (!(error instanceof Misshapen || error instanceof UserError) || error instanceof CannotTell) throw error;
      throw new CannotTell(`It is unknown whether an update holds a lock on stack ${stack}: ${error.message}`);
    }
  };
  const change = async (...args: string[]): Promise<void> => {
    try {
      await run([...args, "--stack", stack], { ...pulumi, timeout: LIMITS.stateChange });
    } catch (error) {
      const locks = error instanceof UserError ? locksIn(error.message) : undefined;
      throw locks === undefined ? error : new Locked((error as Error).message, locks);
    }
  };
  const now = ["--yes", "--skip-preview", "--suppress-outputs"];
  return {
    async locks() {
      const { url } = await ask(["whoami", "--json"], WHOAMI);
      const name = stack.split("/").at(-1) ?? stack;
      if (url.startsWith("file:")) return locksInFolder(url, await project(), name, pulumi.cwd);
      if (!/^https?:/.test(url)) return undefined;
      return isUpdating(await ask(["stack", "ls", "--json"], STACKS), name) ? [UNKNOWN_HOLDER] : [];
    },
    touch: (stackUrn) => change("refresh", "--target", stackUrn, ...now),
    cancel: () => change("cancel", "--yes"),
    importPart: (part) => change("import", ...importWords(part), ...now),
    settle: (urns) => change("refresh", ...settleWords(urns), ...now),
    async preview(stream) {
      const child = spawn(pulumi.command, ["preview", "--diff", "--stack", stack], {
        cwd: pulumi.cwd,
        env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", ...pulumi.env },
        stdio: ["ignore", stream === "stdout" ? "inherit" : 2, "inherit"],
      });
      const [code] = (await once(child, "close")) as [number | null];
      return code ?? 1;
    },
  };
}
