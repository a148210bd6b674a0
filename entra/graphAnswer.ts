import type { PipelineResponse } from "@azure/core-rest-pipeline";

import { Misshapen, parsed, record, type Shape } from "../support/shape.ts";
import { CannotTell, UserError } from "../support/userError.ts";

/** A refusal of Microsoft Graph, in its own words: https://learn.microsoft.com/graph/errors */
export class GraphRefusal extends UserError {
  /** HTTP status, such as 403. */
  readonly status: number;
  /** Graph's own, such as `Authorization_RequestDenied`. */
  readonly code: string;

  constructor(message: string, status: number, code: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A request, as errors name it. */
export interface Request {
  readonly method: "GET" | "POST";
  /** Whole; errors leave the query out. */
  readonly url: string;
}

type Answer = Pick<PipelineResponse, "status" | "headers" | "bodyAsText">;

/**
 * What an answer says, read by its shape.
 *
 * @throws GraphRefusal where Graph says no; CannotTell where it is busy, or where this is no answer of Graph's
 */
export function readAnswer<T>(request: Request, answer: Answer, shape: Shape<T>): T {
  if (answer.status !== 200 && answer.status !== 201) throw refusalOf(request, answer);
  const said = jsonOf(answer);
  if (said === undefined) throw unreadable(request, answer.status, `it is ${kindOf(answer)}`);
  return readAs(request, answer.status, said, shape);
}

/** Reads a part of an answer by its shape. @throws CannotTell */
export function readAs<T>(request: Request, status: number, value: unknown, shape: Shape<T>): T {
  try {
    // OData tells of an error that it meets half-way at the end of an answer that began as a good one.
    if (Object.hasOwn(record(value, ""), "error")) throw new Misshapen("it ends with an error");
    return shape(value, "");
  } catch (error) {
    if (!(error instanceof Misshapen)) throw error;
    throw unreadable(request, status, error.message);
  }
}

/** @throws as {@link readAnswer}, unless this is a 204 without a word */
export function readNoContent(request: Request, answer: Answer): void {
  if (answer.status === 204 && (answer.bodyAsText ?? "") === "") return;
  if (answer.status >= 300) throw refusalOf(request, answer);
  throw unreadable(request, answer.status, `it is ${kindOf(answer)}, where Microsoft Graph says nothing`);
}

/** What to say of an answer that is none. What it holds is not repeated: it may be anything. */
export function unreadable({ method, url }: Request, status: number, what: string): CannotTell {
  const { host, pathname } = new URL(url);
  const outcome = method === "GET" ? "It proves nothing." : "It does not show whether anything was changed.";
  return new CannotTell(
    `${host} answered ${method} ${pathname} with ${status}, but not as Microsoft Graph does: ${what}. ${outcome}\n` +
      "What to do: run the command again. If it stays so, a proxy or the sign-in page of a network answers instead: use " +
      "another network, or name the proxy in HTTPS_PROXY.",
  );
}

function refusalOf(request: Request, answer: Answer): Error {
  const { status } = answer;
  const { host, pathname } = new URL(request.url);
  const said = errorIn(jsonOf(answer));
  if (said === undefined) return unreadable(request, status, `it is ${kindOf(answer)}`);
  const words = said.message === "" ? said.code : `${said.code}: ${said.message}`;
  if (status === 408 || status === 429 || status >= 500) {
    return new CannotTell(
      `${host} could not answer ${request.method} ${pathname} (${status} ${words}). Run the command again in some minutes.`,
    );
  }
  const path = pathname.replace("/v1.0", "");
  return new GraphRefusal(`Microsoft Graph refused ${request.method} ${path}: ${status} ${words}`, status, said.code);
}

function errorIn(answer: unknown): { code: string; message: string } | undefined {
  const { code, message } = Object((Object(answer) as { error?: unknown }).error) as Record<string, unknown>;
  if (typeof code !== "string" || code === "") return undefined;
  return { code, message: typeof message === "string" ? message : "" };
}

/** The JSON of an answer that says it is JSON; undefined where it is none. */
function jsonOf({ headers, bodyAsText }: Answer): unknown {
  if (!isJson(headers.get("content-type"))) return undefined;
  return parsed(bodyAsText ?? "");
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType ?? "");
}

function kindOf({ headers, bodyAsText }: Answer): string {
  if ((bodyAsText ?? "") === "") return "empty";
  const type = headers.get("content-type") ?? "";
  if (isJson(type)) return "JSON that is cut off, or no answer of Graph's";
  // A header is as little to be trusted as what it describes.
  const said = /^[\w.+-]+\/[\w.+-]+/.exec(type)?.[0];
  return said === undefined ? "of no type" : `of type ${said}, not JSON`;
}
