import { parsed } from "../../../support/shape.ts";
import { badRequest, GraphError, notFound, throttled } from "../graph/errors.ts";
import type { Reply, Request } from "../http.ts";
import { PROVOCABLE, provocation } from "../signIn/provocations.ts";
import { isObject, type JsonObject, textOf } from "../state/json.ts";

const KINDS = ["throttling", "serverError", "graphError", "dropConnection", "lateConsistency", "signInError"] as const;

/** Kinds that the request itself does not meet at once. */
const LATER: readonly string[] = ["lateConsistency", "signInError"] satisfies (typeof KINDS)[number][];

/** A misbehaviour that was asked for, and how many more requests it will meet. */
interface Fault {
  kind: (typeof KINDS)[number];
  /** Requests still to be met; for lateConsistency, creations. */
  count: number;
  /** Only requests of this method. */
  method?: string;
  /** Only requests whose path holds this text. */
  path?: string;
  /** throttling: seconds for the Retry-After header, which is left out when this is. */
  retryAfter?: number;
  /** serverError: default 503; graphError: default 409. */
  status?: number;
  /** graphError: default Directory_ConcurrencyViolation and its text. */
  code?: string;
  message?: string;
  /** dropConnection: before the request takes effect (default) or after. */
  when?: "before" | "after";
  /** signInError: which AADSTS error a sign-in or a token request meets, one of those of signIn/provocations.ts. */
  aadsts?: number;
  /** signInError: only this person, by the name that is typed. */
  user?: string;
  /** signInError: only this application, by client id. */
  client?: string;
  /** lateConsistency: how many requests for the new object are answered 404, default 2. */
  reads?: number;
}

/** Whose sign-in it is. */
export interface SignInNames {
  readonly user: string;
  readonly client: string;
}

export interface FaultInjection {
  /** `/local/faults`: POST switches one on, GET lists them, DELETE ends them all. */
  admin(request: Request): Reply;
  /** @throws GraphError when the request is to fail; answers "drop" when its connection is to be cut first. */
  before(request: Request): "drop" | undefined;
  /** @throws SignInError when this person's sign-in to this application is to fail */
  signIn(request: Request, names: SignInNames, now: Date): void;
  /** To be told of every Graph answer; answers "drop" when the client must not get it. */
  after(request: Request, reply: Reply): "drop" | undefined;
}

/** FaultInjection live in memory alone and are counted, never timed, so that what depends on them is repeatable. */
export function faultInjection(): FaultInjection {
  let faults: Fault[] = [];
  /** Object id to the number of 404s still owed. */
  const hidden = new Map<string, number>();

  const take = (request: Request, fits: (fault: Fault) => boolean): Fault | undefined => {
    const fault = faults.find(
      (candidate) =>
        fits(candidate) &&
        (candidate.method === undefined || candidate.method === request.method) &&
        (candidate.path === undefined || request.url.pathname.includes(candidate.path)),
    );
    if (fault === undefined) return undefined;
    fault.count -= 1;
    faults = faults.filter(({ count }) => count > 0);
    return fault;
  };

  return {
    admin(request) {
      if (request.method === "POST") {
        faults.push(parse(request.body));
      } else if (request.method === "DELETE") {
        faults = [];
        hidden.clear();
      } else if (request.method !== "GET") {
        throw badRequest("Use POST, GET or DELETE on /local/faults.");
      }
      return { status: 200, body: { value: faults } };
    },
    before(request) {
      const id = request.segments.find((segment) => hidden.has(segment));
      if (id !== undefined) {
        const left = (hidden.get(id) ?? 0) - 1;
        if (left > 0) hidden.set(id, left);
        else hidden.delete(id);
        throw notFound(id);
      }
      const fault = take(request, ({ kind, when }) => !LATER.includes(kind) && when !== "after");
      if (fault?.kind === "throttling") throw throttled(fault.retryAfter);
      if (fault?.kind === "serverError")
        throw new GraphError(fault.status ?? 503, "ServiceUnavailable", "The service is temporarily unavailable.");

      if (fault?.kind === "graphError") throw graphError(fault);
      return fault === undefined ? undefined : "drop";
    },
    signIn(request, names, now) {
      const fault = take(
        request,
        ({ kind, user, client }) =>
          kind === "signInError" &&
          (user === undefined || user.toLowerCase() === names.user.toLowerCase()) &&
          (client === undefined || client === names.client),
      );
      if (fault !== undefined) throw provocation(fault.aadsts ?? 0, names, now);
    },
    after(request, reply) {
      if (reply.status === 201 && isObject(reply.body)) {
        const late = take(request, ({ kind }) => kind === "lateConsistency");
        if (late !== undefined) hidden.set(textOf(reply.body.id), late.reads ?? 2);
      }
      return take(request, ({ when }) => when === "after") === undefined ? undefined : "drop";
    },
  };
}

/** Any refusal of Graph's; by default the one that it gives when the directory is busy. */
function graphError({ status = 409, code = "Directory_ConcurrencyViolation", message }: Fault): GraphError {
  const busy = "Error due to concurrent requests being made to the tenant. Please wait briefly and retry.";
  return new GraphError(status, code, message ?? busy);
}

function parse(body: string): Fault {
  const given = parsed(body);
  if (!isObject(given)) throw badRequest('A fault is a JSON object: {"kind": "throttling", "count": 1}.');
  const { kind, count = 1 } = given;
  if (!KINDS.some((known) => known === kind))
    throw badRequest(`Unknown fault '${textOf(kind)}'. Allowed are ${KINDS.join(", ")}.`);

  if (typeof count !== "number" || !Number.isInteger(count) || count < 1)
    throw badRequest(`Invalid count '${textOf(count)}'. A whole number from 1 on is needed.`);

  checkMembers(given);
  if (kind === "signInError" && !PROVOCABLE.some((known) => known === given.aadsts))
    throw badRequest(`Invalid aadsts '${textOf(given.aadsts)}'. Allowed are ${PROVOCABLE.join(", ")}.`);

  return { ...given, count } as unknown as Fault;
}

function checkMembers(given: JsonObject): void {
  const types: Readonly<Record<string, string>> = {
    kind: "string",
    count: "number",
    method: "string",
    path: "string",
    retryAfter: "number",
    status: "number",
    code: "string",
    message: "string",
    when: "string",
    reads: "number",
    aadsts: "number",
    user: "string",
    client: "string",
  };
  for (const [name, value] of Object.entries(given)) {
    if (types[name] === undefined)
      throw badRequest(`Unknown member '${name}'. Allowed are ${Object.keys(types).join(", ")}.`);

    if (typeof value !== types[name])
      throw badRequest(`Invalid ${name} '${textOf(value)}': a ${types[name]} is needed.`);
  }
}
