// Changes variables in a process of its own, whose log is looked at: the client's options, the place and the variables as JSON on standard input.
import { text } from "node:stream/consumers";

import { type CloudManagerOptions, type Environment, openCloudManager } from "../../aem/cloudManager.ts";
import type { NewVariable } from "../../aem/variableLimits.ts";

interface Call {
  readonly options: CloudManagerOptions;
  readonly where: Environment;
  readonly variables: readonly NewVariable[];
}

const { options, where, variables } = JSON.parse(await text(process.stdin)) as Call;
const manager = await openCloudManager(options);
const outcome = await manager.patch(where, variables).catch((error: unknown) => ({ later: String(error) }));
process.stdout.write(`outcome: ${JSON.stringify(outcome)}\n`);
