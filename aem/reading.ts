import { listOf, name, object, oneOf, optional, text } from "../support/shape.ts";
import { UserError } from "../support/userError.ts";
import type { Adobe } from "./adobeClient.ts";
import { type Answer, jsonOf, readAs, unreadable } from "./answers.ts";
import type { Environment, Variable } from "./environment.ts";
import { refusal } from "./refusals.ts";

const VARIABLE = object({
  name,
  type: optional(oneOf("string", "secretString")),
  value: optional(text),
  service: optional(text),
});

const VARIABLES = object({ _embedded: optional(object({ variables: optional(listOf(VARIABLE)) })) });

const COUNTED = object({
  _totalNumberOfItems: optional((value, at) => (typeof value === "number" ? value : Number(text(value, at)))),
});

/** `/api/program/12345/environment/67890` */
export function pathOf(where: Environment, below = ""): string {
  return `/api/program/${encodeURIComponent(where.program)}/environment/${encodeURIComponent(where.environment)}${below}`;
}

/** All variables, or those of `where.service`. Throws as CloudManager.variables does. */
export async function readVariables(adobe: Adobe, where: Environment): Promise<Variable[]> {
  const all = await readAllVariables(adobe, where);
  return where.service === undefined ? all : all.filter(({ service }) => service === where.service);
}

/** Those of every service, which the limits are counted by. */
export async function readAllVariables(adobe: Adobe, where: Environment): Promise<Variable[]> {
  const answer = await asked(adobe, where, "/variables");
  const said = jsonOf(answer);
  const listed = readAs(answer, said, VARIABLES)._embedded?.variables ?? [];
  const total = readAs(answer, said, COUNTED)._totalNumberOfItems;
  // A part of the list would make what is there look absent.
  if (total !== undefined && total !== listed.length)
    throw unreadable(answer, `it holds ${listed.length} variables and counts ${total}`);

  return listed.map(({ name, type, value, service }) => {
    const secret = type === "secretString";
    return {
      name,
      secret,
      ...(secret || value === undefined ? {} : { value }),
      ...(service === undefined || service === "" ? {} : { service }),
    };
  });
}

const STATE = object({ id: name, status: name, name });

/** Throws as CloudManager.state does. */
export async function readState(adobe: Adobe, where: Environment): Promise<{ status: string; name: string }> {
  const answer = await asked(adobe, where);
  const { id, ...state } = readAs(answer, jsonOf(answer), STATE);
  if (id !== where.environment) throw unreadable(answer, "it is the answer to another question");
  return state;
}

const PIPELINES = object({
  _embedded: optional(
    object({ pipelines: optional(listOf(object({ name: optional(text), status: optional(text) }))) }),
  ),
});

/** Names of the program's pipelines that run; undefined where they are not told, which a read is not worth failing for. */
export async function readBusyPipelines(adobe: Adobe, where: Environment): Promise<string[] | undefined> {
  try {
    const answer = await adobe.get(`/api/program/${encodeURIComponent(where.program)}/pipelines`);
    if (answer.status !== 200) return undefined;
    const { _embedded } = readAs(answer, jsonOf(answer), PIPELINES);
    const busy = (_embedded?.pipelines ?? []).filter(({ status }) => status !== undefined && status !== "IDLE");
    return busy.map((pipeline) => pipeline.name ?? "one without a name");
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

async function asked(adobe: Adobe, where: Environment, below?: string): Promise<Answer> {
  const answer = await adobe.get(pathOf(checked(adobe, where), below));
  if (answer.status !== 200) throw refusal(answer, where);
  return answer;
}

const ID = /^\d+$/;

/** @throws UserError where the ids cannot be those of an environment, or it belongs to another organization than was opened */
export function checked(adobe: Adobe, where: Environment): Environment {
  for (const [what, id] of [
    ["program", where.program],
    ["environment", where.environment],
  ] as const) {
    if (!ID.test(id)) {
      throw new UserError(
        `The ${what} '${id}' is no id: it is the number in Cloud Manager's address, /program/12345/environment/67890.`,
      );
    }
  }
  if (where.organization !== adobe.organization) {
    throw new UserError(
      `Environment ${where.environment} is named in organization ${where.organization}, and Cloud Manager was opened for ${adobe.organization}.`,
    );
  }
  return where;
}
