import { randomUUID } from "node:crypto";

export interface ErrorDetail {
  code: string;
  message: string;
  target?: string;
}

/** A refusal in Microsoft Graph's words; the server puts it into Graph's envelope. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: ErrorDetail[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    details: ErrorDetail[] = [],
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
    this.headers = headers;
  }
}

/** https://learn.microsoft.com/graph/errors: `innerError.date` carries no zone and is UTC. */
export function errorBody(error: GraphError, ids: { requestId: string; clientRequestId: string }, now: Date): object {
  return {
    error: {
      code: error.code,
      message: error.message,
      ...(error.details.length > 0 ? { details: error.details } : {}),
      innerError: {
        date: now.toISOString().slice(0, 19),
        "request-id": ids.requestId,
        "client-request-id": ids.clientRequestId,
      },
    },
  };
}

/** What only this tenant says stands in double brackets, so that nobody takes it for Entra's own words. */
export function ownWords(text: string): string {
  return `((local tenant: ${text}))`;
}

export const notImplemented = (route: string): GraphError =>
  new GraphError(501, "NotImplemented", ownWords(`${route} is not implemented; its README lists the routes that are`));

export const badRequest = (message: string, details: ErrorDetail[] = []): GraphError =>
  new GraphError(400, "Request_BadRequest", message, details);

/** `why` is ours alone: Graph names the property and leaves the reason to the reader. */
export const invalidValue = (property: string, resource: string, why?: string): GraphError =>
  badRequest(
    `Invalid value specified for property '${property.split(".")[0] ?? property}' of resource '${resource}'.`,
    why === undefined ? [] : [{ code: "InvalidValue", message: ownWords(why), target: property }],
  );

export const valueRequired = (property: string, resource: string): GraphError =>
  badRequest(`A value is required for property '${property}' of resource '${resource}'.`);

export const readOnly = (property: string): GraphError =>
  badRequest(`Property '${property}' is read-only and cannot be set.`);

export const conflictingValue = (property: string): GraphError =>
  badRequest(`Another object with the same value for property ${property} already exists.`, [
    {
      code: "ObjectConflict",
      message: `Another object with the same value for property ${property} already exists.`,
      target: property,
    },
  ]);

export const notFound = (id: string): GraphError =>
  new GraphError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

export const unauthenticated = (message: string): GraphError =>
  new GraphError(401, "InvalidAuthenticationToken", message, [], {
    "www-authenticate": `Bearer realm="", error="invalid_token", error_description="${message.replaceAll('"', "'")}"`,
  });

/** A token outlives the service principal that it was given to. */
export const callerGone = (): GraphError =>
  new GraphError(
    401,
    "Authorization_IdentityNotFound",
    "The identity of the calling application could not be established.",
  );

export const forbidden = (message = "Insufficient privileges to complete the operation."): GraphError =>
  new GraphError(403, "Authorization_RequestDenied", message);

export const throttled = (retryAfterSeconds: number | undefined): GraphError =>
  new GraphError(
    429,
    "TooManyRequests",
    "Too many requests.",
    [],
    retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) },
  );

export const unsupportedQuery = (message: string): GraphError =>
  new GraphError(400, "Request_UnsupportedQuery", message);

export const newRequestId = (): string => randomUUID();
