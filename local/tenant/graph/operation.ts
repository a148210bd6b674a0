import type { IncomingHttpHeaders } from "node:http";

import type { Reply } from "../http.ts";
import type { JsonObject } from "../state/json.ts";
import type { State } from "../state/state.ts";
import type { Caller } from "./bearer.ts";
import type { Version } from "./views.ts";

/** One Graph request, authenticated and parsed. */
export interface Call {
  /** A draft that is kept when the operation returns, for writes; for reads not to be changed. */
  readonly state: State;
  readonly caller: Caller;
  /** What stood at `{name}` in the route's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
  readonly now: Date;
  /** `https://localhost:8443` */
  readonly url: string;
  readonly path: string;
  readonly version: Version;
}

export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Below `/v1.0` and `/beta`: `/applications/{id}/owners`. */
  readonly path: string;
  /** Permissions of which the caller must hold one; none: any valid token will do. */
  readonly needs: readonly string[];
  run(call: Call): Reply;
}

/** The value of a parameter of the route's own path. */
export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`The route has no {${name}}.`);
  return value;
}

export const noContent: Reply = { status: 204 };
