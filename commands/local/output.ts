import { localCommand } from "../../stack/commandsOf.ts";
import type { Operation, Result } from "../../stack/localStack.ts";
import { LOCAL } from "../../stack/stackRef.ts";
import { type Given, nextSteps } from "./next.ts";
import type { Consents } from "./nextAfterUp.ts";

const MASK = "[secret]";

/** One JSON object on standard output: number of resources by kind of change, and plain output values by name. */
export function printJson(result: Result, showSecrets: boolean): void {
  process.stdout.write(
    `${JSON.stringify({ stack: LOCAL, changes: result.changes, outputs: plain(result, showSecrets) })}\n`,
  );
}

/** What a person wants after the engine's own words: the outputs where it does not print them, and the next step. */
export function printResult(
  action: Operation,
  result: Result,
  showSecrets: boolean,
  given: Given,
  consents: Consents,
): void {
  if (action === "outputs" || (showSecrets && action === "up")) {
    if (Object.keys(result.outputs).length === 0)
      process.stdout.write(`Nothing is deployed yet: \`${localCommand("local", given.place)}\` does that.\n`);

    for (const [name, value] of Object.entries(plain(result, showSecrets)))
      process.stdout.write(`${name}: ${typeof value === "string" ? value : JSON.stringify(value)}\n`);
  }
  if (action === "destroy" && !result.failed && Object.keys(result.changes).length === 0)
    process.stdout.write("There was nothing to delete.\n");

  const next = result.failed ? "" : nextSteps(action, result, given, consents, new Date());
  if (next !== "") process.stdout.write(`\n${next}`);
}

function plain(result: Result, showSecrets: boolean): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(result.outputs).map(([name, { value, secret }]) => [name, secret && !showSecrets ? MASK : value]),
  );
}
