import { CannotTell, UserError } from "../support/userError.ts";
import type { Adobe, Outcome } from "./adobeClient.ts";
import { type Answer, isBusy, jsonOf } from "./answers.ts";
import type { Environment, Variable } from "./environment.ts";
import { checked, pathOf, readAllVariables, readBusyPipelines, readState } from "./reading.ts";
import { isValidation, refusal } from "./refusals.ts";
import { isSame, type NewVariable, variableFaults } from "./variableLimits.ts";

type Patched = "done" | { readonly later: string };

/** A request whose answer is lost, and which was not done, is sent so often in all. */
const ATTEMPTS = 2;

/** Throws as CloudManager.patch does. */
export async function patchVariables(
  adobe: Adobe,
  where: Environment,
  variables: readonly NewVariable[],
): Promise<Patched> {
  refuseFaults(variableFaults(variables), checked(adobe, where));
  const { status } = await readState(adobe, where);
  const wait = notNow(status, where);
  if (wait !== undefined) return { later: wait };
  const before = await readAllVariables(adobe, where);
  refuseFaults(variableFaults(variables, before, where.service), where);
  const body = variables.map(({ name, value, secret }) => ({
    name,
    value,
    type: secret ? "secretString" : "string",
    ...(where.service === undefined ? {} : { service: where.service }),
  }));
  for (let attempt = 1; ; attempt++) {
    const outcome = await adobe.patch(pathOf(where, "/variables"), body);
    if (!isLost(outcome)) return answered(adobe, where, outcome, variables);
    const { found, status: now } = await lookedUp(adobe, where, variables, before);
    if (found === "done") return "done";
    if (found === "undone" && attempt < ATTEMPTS && now !== undefined && notNow(now, where) === undefined) continue;
    throw unknown(outcome, where, now);
  }
}

function refuseFaults(faults: readonly string[], { environment }: Environment): void {
  if (faults.length === 0) return;
  throw new UserError(
    `Nothing was sent to Cloud Manager, as it would not take these variables for environment ${environment}:\n` +
      faults.map((fault) => `- ${fault}`).join("\n"),
  );
}

/** No answer, or one that says nothing of whether it was done: a page that something in between sent with 200, as well. */
function isLost(outcome: Outcome): boolean {
  if ("lost" in outcome) return true;
  if (outcome.status < 400) return !isDone(outcome);
  return isBusy(outcome) && outcome.status !== 429;
}

/** Its description says 204; with 200 it would say what is there. */
function isDone(answer: Answer): boolean {
  return answer.status === 204 || (answer.status === 200 && jsonOf(answer) !== undefined);
}

async function answered(
  adobe: Adobe,
  where: Environment,
  outcome: Outcome,
  variables: readonly NewVariable[],
): Promise<Patched> {
  if ("lost" in outcome) throw new CannotTell(outcome.lost);
  if (isDone(outcome)) return "done";
  const error = refusal(
    outcome,
    where,
    variables.filter(({ secret }) => secret).map(({ value }) => value),
  );
  const isState = [400, 409, 412, 423].includes(outcome.status) && !isValidation(outcome);
  if (!isState || error instanceof CannotTell) throw error;
  return { later: `${error.message} ${await whyNot(adobe, where)}` };
}

/** "The error response will indicate that the request was not successful, although it will not indicate the specific reason." */
async function whyNot(adobe: Adobe, where: Environment): Promise<string> {
  const { status } = await readState(adobe, where);
  const state = notNow(status, where);
  if (state !== undefined) return state;
  const busy = await readBusyPipelines(adobe, where);
  if (busy !== undefined && busy.length > 0)
    return `A pipeline of program ${where.program} runs (${busy.join(", ")}). Try again when it has ended.`;

  return "Adobe gives no reason. Most often a pipeline runs, or AEM itself is being updated: try again in an hour.";
}

/** Why an environment in that state takes no change now; undefined where it does, or where only Cloud Manager knows. */
function notNow(status: string, { environment }: Environment): string | undefined {
  const is = `Environment ${environment} is ${status}`;
  switch (status) {
    case "deleting":
    case "deleted":
      throw new UserError(`${is}. Take it out of the list of places, or name the one that took its place.`);
    case "updating":
    case "creating":
    case "created":
    case "restoring":
    case "resetting":
      return `${is}: it takes no change until it is ready, which is a matter of minutes.`;
    case "hibernated":
      return `${is}: it takes no change until somebody wakes it in the Developer Console of the environment.`;
    case "failed":
    case "deploy_failed":
    case "restore_failed":
    case "reset_failed":
      return `${is}: it takes no change until somebody has looked at it in Cloud Manager and it is ready again.`;
    default:
      return undefined;
  }
}

/** What is there after a request whose answer is lost. Where that cannot be read either, it stays unknown. */
async function lookedUp(
  adobe: Adobe,
  where: Environment,
  variables: readonly NewVariable[],
  before: readonly Variable[],
): Promise<{ found: Found; status?: string }> {
  try {
    const found = compared(where, variables, before, await readAllVariables(adobe, where));
    return { found, status: (await readState(adobe, where)).status };
  } catch (error) {
    if (error instanceof CannotTell) return { found: "unknown" };
    throw error;
  }
}

type Found = "done" | "undone" | "unknown";

/**
 * Whether what was sent is there, by the variables that can be read. Unknown where none of them is other than before: a secret alone
 * shows no difference.
 */
export function compared(
  { service }: Pick<Environment, "service">,
  variables: readonly NewVariable[],
  before: readonly Variable[],
  after: readonly Variable[],
): Found {
  const valueIn = (list: readonly Variable[], name: string): string => {
    const found = list.find((one) => isSame(one, { name, service }));
    // A secret shows no more than that it is there.
    return found === undefined ? "absent" : found.secret ? "secret" : `value ${found.value ?? ""}`;
  };
  const wanted = ({ value, secret }: NewVariable): string =>
    value === "" ? "absent" : secret ? "secret" : `value ${value}`;
  const telling = variables.filter((variable) => valueIn(before, variable.name) !== wanted(variable));
  if (telling.length === 0) return "unknown";
  if (variables.every((variable) => valueIn(after, variable.name) === wanted(variable))) return "done";
  return telling.every(({ name }) => valueIn(after, name) === valueIn(before, name)) ? "undone" : "unknown";
}

function unknown(outcome: Outcome, { program, environment }: Environment, status: string | undefined): CannotTell {
  const why = "lost" in outcome ? outcome.lost : `Cloud Manager answered ${outcome.status}.`;
  return new CannotTell(
    `The variables of program ${program}, environment ${environment}, were sent to Cloud Manager, and whether they are there is unknown: ${why} ` +
      `${status === undefined ? "" : `The environment is ${status} now. `}Run the command again when it is ready: it looks first at what is there.`,
  );
}
