import type { Schema } from "./schema.ts";
import type { Values } from "./values.ts";

/** The resource was made, but setting it up failed: the engine must remember it, so the state made so far goes with the error. */
export class InitializationError extends Error {
  readonly id: string;
  readonly state: Values;
  /** Tells which members of the state are secret. */
  readonly schema: Schema;

  constructor(id: string, state: Values, cause: unknown, schema: Schema = {}) {
    super(messageOf(cause), { cause });
    this.name = "InitializationError";
    this.id = id;
    this.state = state;
    this.schema = schema;
  }
}

/** An answer of Microsoft Graph that is no success. `code` and `message` are those of its error object. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, statusText: string, code: string, message: string) {
    super(`unexpected status ${status} (${status} ${statusText}) with error: ${code}: ${message}`);
    this.name = "GraphError";
    this.status = status;
    this.code = code;
  }
}

/** An answer that cannot be read. What was asked for may have been done all the same; it is not asked for again. */
export class UnreadableAnswer extends Error {
  override readonly name = "UnreadableAnswer";

  constructor(method: string, url: string, what: string) {
    const outcome = method === "GET" ? "" : "; what was asked for may have been done all the same";
    const { host, pathname } = new URL(url);
    super(`the answer of ${host} to ${method} ${pathname} could not be read: ${what}${outcome}`);
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof GraphError && error.status === 404;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Runs a step; its failure says what was being done. */
export async function doing<T>(what: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof InitializationError) throw error;
    throw new Error(`${what}: ${messageOf(error)}`, { cause: error });
  }
}
