import { parsed } from "../../support/shape.ts";
import { type FieldError, problem, validation } from "./errors.ts";
import type { State, StoredEnvironment, StoredVariable } from "./state.ts";
import { statusOf } from "./views.ts";

/** What a change costs, in milliseconds from the request on: the new AEM serves, the old one ends, the environment is ready again. */
export const RESTART = { newServes: 4 * 60_000, oldEnds: 8 * 60_000, ready: 10 * 60_000 } as const;

const NAME = /^[a-zA-Z_][a-zA-Z_0-9]*$/;
const SERVICES: readonly string[] = ["author", "publish", "preview"];
const LONGEST_VALUE = 2048;
const MOST = 200;

/** Adobe ignores these, and says nothing: "Configuring OSGi for AEM as a Cloud Service", Variable Naming. */
const IGNORED = ["INTERNAL_", "ADOBE_", "CONST_"];

/**
 * Changes an environment's variables and restarts its AEM.
 * @throws Refusal, with nothing changed
 */
export function patchVariables(state: State, environment: StoredEnvironment, body: string, now: Date): void {
  const given = parsed(body);
  if (!Array.isArray(given)) throw problem(400, "Request body is not a list of variables", "validation-exception");
  const items = given as unknown[];
  const errors = items.flatMap((item, index) => faultsOf(item, `[${index}]`, state, environment));
  if (errors.length > 0) throw validation(errors);
  const program = state.programs.find(({ id }) => id === environment.programId);
  // "The error response will indicate that the request was not successful, although it will not indicate the specific reason."
  if (statusOf(environment, now) !== "ready" || program?.pipeline === "BUSY") throw problem(400, "Bad Request");
  const changed = apply(environment.variables, items as Partial<StoredVariable>[]);
  if (changed.length > MOST) {
    throw validation([
      { field: "variables", message: `size must be between 0 and ${MOST}`, invalidValue: String(changed.length) },
    ]);
  }

  environment.variables = changed;
  restart(environment, now);
}

function faultsOf(item: unknown, at: string, state: State, environment: StoredEnvironment): FieldError[] {
  const { name, value, type = "string", service } = Object(item) as Record<string, unknown>;
  const error = (field: string, message: string, invalid: unknown): FieldError[] => [
    {
      field: `${at}.${field}`,
      message,
      invalidValue: typeof invalid === "string" ? invalid : JSON.stringify(invalid ?? null),
    },
  ];
  if (typeof name !== "string" || name.length < 2 || name.length > 100)
    return error("name", "length must be between 2 and 100", name);

  if (!NAME.test(name)) return error("name", `must match "${NAME.source.slice(1, -1)}"`, name);
  if (type !== "string" && type !== "secretString") return error("type", "must be string or secretString", type);
  if (service !== undefined && (typeof service !== "string" || !SERVICES.includes(service)))
    return error("service", `must be one of ${SERVICES.join(", ")}`, service);

  const longest = type === "secretString" ? Math.min(state.longestSecret, LONGEST_VALUE) : LONGEST_VALUE;
  if (typeof value !== "string" || value.length > longest)
    return error("value", `length must be between 0 and ${longest}`, value);

  const before = environment.variables.find((one) => one.name === name && one.service === service);
  return before !== undefined && before.type !== type && value !== ""
    ? error("type", "type of a variable cannot be changed", type)
    : [];
}

function apply(before: readonly StoredVariable[], items: readonly Partial<StoredVariable>[]): StoredVariable[] {
  const variables = [...before];
  for (const { name = "", value = "", type = "string", service } of items) {
    if (IGNORED.some((prefix) => name.startsWith(prefix))) continue;
    const at = variables.findIndex((one) => one.name === name && one.service === service);
    const variable = { name, type, value, ...(service === undefined ? {} : { service }) };
    if (value === "") variables.splice(at === -1 ? variables.length : at, 1);
    else if (at === -1) variables.push(variable);
    else variables[at] = variable;
  }
  return variables;
}

/** A new AEM starts with what is set now; the old one goes on for some minutes beside it. */
function restart(environment: StoredEnvironment, now: Date): void {
  const after = (milliseconds: number): string => new Date(now.getTime() + milliseconds).toISOString();
  const running = environment.instances.filter(({ ended }) => ended === null || Date.parse(ended) > now.getTime());
  for (const instance of running) instance.ended ??= after(RESTART.oldEnds);
  const variables = structuredClone(environment.variables);
  environment.instances = [...running, { started: after(RESTART.newServes), ended: null, variables }];
  environment.updatingUntil = after(RESTART.ready);
}
