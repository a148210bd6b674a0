import * as pulumi from "@pulumi/pulumi";

import { NAMESPACE } from "../../../components/rules/stackConfig.ts";
import { READ_STACK_OUTPUTS } from "../../../components/secrets/previousSecrets.ts";
import { reasonOf, UserError } from "../../../support/userError.ts";

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

let runs = 0;

/**
 * Runs the real program, index.ts, for one stack and returns what it declares. There is no engine behind it and nothing is asked of
 * anybody: each resource is answered by a mock that knows no more than its inputs. One at a time: the SDK keeps one set of mocks.
 *
 * @throws UserError with the program's own words when it refuses the settings
 */
export async function declaredResources({ stack, values, isSecret }: ProgramSource): Promise<Registration[]> {
  const registrations: Registration[] = [];
  const project = NAMESPACE.slice(0, -1);
  await pulumi.runtime.setMocks(
    {
      // Nothing is deployed as far as the mocks know; the step from what is live is checked elsewhere.
      call: ({ token }) => (token === READ_STACK_OUTPUTS ? { outputs: {} } : { tenantId: "unknown" }),
      newResource({ type, name, inputs }) {
        const given = inputs as Record<string, unknown>;
        registrations.push({ type, name, inputs: given });
        return { id: `${name} id`, state: given };
      },
    },
    project,
    stack,
    false,
    "organization",
  );
  pulumi.runtime.setAllConfig({ ...values }, Object.keys(values).filter(isSecret));
  const { warn } = console;
  // Without an engine the SDK prints the program's warnings; a preview is the place for them.
  console.warn = () => undefined;
  try {
    runs += 1;
    // An ES module is evaluated once for each address.
    await import(`../../../index.ts?access=${runs}`);
    // Waits until everything that the program began is registered.
    await pulumi.runtime.disconnect();
  } catch (error) {
    throw pulumi.RunError.isInstance(error) ? new UserError(`stack ${stack}: ${reasonOf(error).trimEnd()}`) : error;
  } finally {
    console.warn = warn;
  }
  return registrations;
}
