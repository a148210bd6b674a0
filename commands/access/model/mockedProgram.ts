import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";

import { NAMESPACE } from "../../../components/catalogue/configKeys.ts";
import { READ_STACK_OUTPUTS } from "../../../components/secrets/previousSecrets.ts";
import { runInChild } from "../../../pulumi/program/childRun.ts";
import { type LoadedProgram, loadProgram } from "../../../pulumi/program/load.ts";
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
 */
export async function declaredResources(source: ProgramSource, root: string): Promise<Registration[]> {
  const { stack } = source;
  const program = await projectProgram(root);
  const registrations: Registration[] = [];
  const mocks = recording(registrations);
  const engine = await serveMockEngine(new MockMonitor(mocks));
  const stopping = new AbortController();
  try {
    await within(
      LIMITS.program,
      run(program, mocks, engine, source, stopping.signal),
      () => new CannotTell(`stack ${stack}: the program did not end within ${duration(LIMITS.program)}.`),
      () => {
        stopping.abort();
      },
    );
  } finally {
    engine.close();
  }
  if (engine.errors.length > 0) throw refusal(stack, engine.errors.join("\n"));
  return registrations;
}

function recording(registrations: Registration[]): pulumi.runtime.Mocks {
  return {
    // Nothing is deployed as far as the mocks know; the step from what is live is checked elsewhere.
    call: ({ token }) => (token === READ_STACK_OUTPUTS ? { outputs: {} } : { tenantId: "unknown" }),
    newResource({ type, name, inputs }) {
      const given = inputs as Record<string, unknown>;
      if (type !== STACK_TYPE) registrations.push({ type, name, inputs: given });
      return { id: `${name} id`, state: given };
    },
  };
}

async function run(
  program: ProjectProgram,
  mocks: pulumi.runtime.Mocks,
  engine: MockEngine,
  { stack, values, isSecret }: ProgramSource,
  signal: AbortSignal,
): Promise<void> {
  const project = NAMESPACE.slice(0, -1);
  const secretKeys = Object.keys(values).filter(isSecret);
  // The mocks keep the engine's address. Both ways to run a program ask this process for the names: the mocks make URNs of them.
  pulumi.runtime.resetOptions(project, stack, -1, engine.address, "", false, ORGANIZATION);
  await pulumi.runtime.setMocks(mocks, project, stack, false, ORGANIZATION);
  const loaded = await loadProgram(program);
  if (loaded !== undefined) {
    pulumi.runtime.setAllConfig({ ...values }, secretKeys);
    await runHere(loaded, stack);
    return;
  }
  const output: string[] = [];
  const failure = await runInChild(program, {
    ...{ project, stack, organization: ORGANIZATION, dryRun: false, parallel: -1 },
    ...{ config: values, secretKeys, monitor: engine.address, engine: engine.address },
    signal,
    onOutput: (text) => void output.push(text),
  });
  if (failure !== undefined && engine.errors.length === 0)
    throw refusal(stack, [failure || "the program ended without a reason", ...output].join("\n"));
}

async function runHere(program: LoadedProgram, stack: string): Promise<void> {
  try {
    await program.run();
  } catch (error) {
    throw pulumi.RunError.isInstance(error) ? refusal(stack, reasonOf(error)) : error;
  } finally {
    // Waits until everything that the program began is registered.
    await pulumi.runtime.disconnect();
  }
}

function refusal(stack: string, words: string): UserError {
  return new UserError(`stack ${stack}: ${words.trimEnd()}`);
}
