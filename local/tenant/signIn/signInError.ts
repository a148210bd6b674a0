import { randomUUID } from "node:crypto";

/** A refusal of the sign-in, in the words and codes of Entra. */
export class SignInError extends Error {
  readonly code: number;
  readonly error: string;
  readonly status: number;
  /** `suberror` of the token endpoint: what a client may do about it. */
  readonly suberror: string | undefined;

  constructor(code: number, error: string, status: number, message: string, suberror?: string) {
    super(message);
    this.code = code;
    this.error = error;
    this.status = status;
    this.suberror = suberror;
  }
}

/** `AADSTS50011: ... Trace ID: ... Correlation ID: ... Timestamp: ...`, and the three by themselves. */
export function describe(error: SignInError, now: Date) {
  const timestamp = `${now.toISOString().slice(0, 19).replace("T", " ")}Z`;
  const [trace, correlation] = [randomUUID(), randomUUID()];
  const description =
    `AADSTS${error.code}: ${error.message} ` +
    `Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`;
  return { description, timestamp, trace, correlation };
}

/** RFC 6749, section 5.2, with the members that Entra adds. */
export function signInErrorBody(error: SignInError, url: string, now: Date): object {
  const { description, timestamp, trace, correlation } = describe(error, now);
  return {
    error: error.error,
    error_description: description,
    error_codes: [error.code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `${url}/error?code=${error.code}`,
    ...(error.suberror === undefined ? {} : { suberror: error.suberror }),
  };
}
