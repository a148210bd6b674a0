import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";

import { READ_STACK_OUTPUTS } from "../../../components/secrets/previousSecrets.ts";
import { runInChild } from "../../../pulumi/program/childRun.ts";
import { inOwnSurroundings, isOwnCheckout, type LoadedProgram, loadProgram } from "../../../pulumi/program/load.ts";
import { type ProjectProgram, projectProgram } from "../../../pulumi/program/projectProgram.ts";
import { duration, LIMITS } from "../../../support/limits.ts";
import { CannotTell, reasonOf, UserError } from "../../../support/userError.ts";
import { within } from "../../../support/within.ts";
import { type MockEngine, serveMockEngine } from "./mockEngine.ts";

/** One resource that the program declares. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What a stack's file hands to the program. */
export interface ProgramSource {
  readonly stack: string;
  readonly values: Readonly<Record<string, string>>;
  readonly isSecret: (key: string) => boolean;
}

/** What the engine registers before it runs a program, and no program declares. */
const STACK_TYPE = "pulumi:pulumi:Stack";

const ORGANIZATION = "organization";

/**
 * Runs the real program of the project for one stack and returns what it declares. There is no engine behind it and nothing is asked of
 * anybody: each resource is answered by a mock that knows no more than its inputs. One at a time: the SDK keeps one set of mocks.
 *
 * @throws UserError with the program's own words when it refuses the settings; CannotTell when it does not end in time
 * @param root - folder of Pulumi.yaml
 * @param limit - milliseconds
 */
export async function declaredResources(
  source: ProgramSource,
  root: string,
  limit: number = LIMITS.program,
): Promise<Registration[]> {
  const { stack } = source;
  if (neverEnded !== undefined) throw new UserError(stillRunning(stack, neverEnded));
  const program = await projectProgram(root);
  const ended = new AbortController();
  const registrations: Registration[] = [];
  const mocks = recording(registrations, ended.signal);
  const engine = await serveMockEngine(new MockMonitor(mocks));
  const run: Run = { program, mocks, engine, source, ended: ended.signal, isHere: false };
  try {
    await within(
      limit,
      start(run),
      () => new CannotTell(`stack ${stack}: the program did not end within ${duration(limit)}.`),
      () => {
        if (run.isHere) neverEnded = stack;
      },
    );
  } finally {
    ended.abort();
    engine.close();
  }
  if (engine.errors.length > 0) throw refusal(stack, engine.errors.join("\n"));
  return registrations;
}

/** The stack whose run in this process was given up. Nothing stops a function, and what it does later may be about any stack. */
let neverEnded: string | undefined;

function stillRunning(stack: string, before: string): string {
  return (
    `stack ${stack}: not tried. The program's run for stack ${before} did not end in time and still goes on in this process, where it ` +
    `could falsify this one. Fix what it waits for, or see what stack ${stack} declares in a command of its own.`
  );
}

/** One run of a program. */
interface Run {
  readonly program: ProjectProgram;
  readonly mocks: pulumi.runtime.Mocks;
  readonly engine: MockEngine;
  readonly source: ProgramSource;
  readonly ended: AbortSignal;
  /** Whether it is in this process, as far as that is decided. */
  isHere: boolean;
}

/** Writes down what a run registers, until it is over. */
function recording(registrations: Registration[], ended: AbortSignal): pulumi.runtime.Mocks {
  return {
    // Nothing is deployed as far as the mocks know; the step from what is live is checked elsewhere.
    call: ({ token }) => (token === READ_STACK_OUTPUTS ? { outputs: {} } : { tenantId: "unknown" }),
    newResource({ type, name, inputs }) {
      const given = inputs as Record<string, unknown>;
      if (type !== STACK_TYPE && !ended.aborted) registrations.push({ type, name, inputs: given });
      return { id: `${name} id`, state: given };
    },
  };
}

/**
 * In this process where that shows the same. From the second run on a function's modules may remember what they declared and not declare
 * it again; of our own checkout we know that they do not (decisions/0049).
 */
async function start(run: Run): Promise<void> {
  // A module that never ends while it is loaded would do so here.
  run.isHere = true;
  const loaded = await loadProgram(run.program);
  run.isHere = loaded !== undefined && (loaded.runs === 0 || (await isOwnCheckout(run.program.root)));
  await (loaded !== undefined && run.isHere ? runHere(run, loaded) : runElsewhere(run));
}

async function runHere(run: Run, program: LoadedProgram): Promise<void> {
  const { stack, values } = run.source;
  // What it left undone may go on after this run: it is to find the mocks of its own stack then.
  await inOwnSurroundings(async () => {
    await setMocks(run);
    pulumi.runtime.setAllConfig({ ...values }, secretKeysOf(run.source));
    try {
      // Waits until everything that the program began is registered.
      await program.run().finally(() => pulumi.runtime.disconnect());
    } catch (error) {
      throw refusal(stack, reasonOf(error));
    }
  });
}

async function runElsewhere(run: Run): Promise<void> {
  const { program, engine, source, ended } = run;
  await setMocks(run);
  const output: string[] = [];
  const failure = await runInChild(program, {
    ...{ project: program.name, stack: source.stack, organization: ORGANIZATION, dryRun: false, parallel: -1 },
    ...{ config: source.values, secretKeys: secretKeysOf(source), monitor: engine.address, engine: engine.address },
    ...{ signal: ended, endsWithUs: true },
    onOutput: (text) => void output.push(text),
  });
  if (failure !== undefined && engine.errors.length === 0)
    throw refusal(source.stack, [failure || "the program ended without a reason", ...output].join("\n"));
}

/** The mocks keep the engine's address. Both ways to run a program ask this process for the names: the mocks make URNs of them. */
async function setMocks({ program, mocks, engine, source: { stack } }: Run): Promise<void> {
  pulumi.runtime.resetOptions(program.name, stack, -1, engine.address, "", false, ORGANIZATION);
  await pulumi.runtime.setMocks(mocks, program.name, stack, false, ORGANIZATION);
}

function secretKeysOf({ values, isSecret }: ProgramSource): string[] {
  return Object.keys(values).filter(isSecret);
}

function refusal(stack: string, words: string): UserError {
  return new UserError(`stack ${stack}: ${words.trimEnd()}`);
}
