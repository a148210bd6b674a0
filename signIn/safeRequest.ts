import { AuthorizationResponseError, ClientError, ResponseBodyError } from "openid-client";

import { CannotTell, UserError } from "../support/userError.ts";
import type { SignInHttp } from "./http.ts";
import { networkCause } from "./networkCauses.ts";
import { SignInRefused } from "./refusal.ts";

/** Seconds that clocks may differ before the person is told. */
const CLOCK_TOLERANCE = 300;

/** Connections that were cut or not answered: whether it was done, and how it stands with the token, nobody knows. */
const OF_THE_MOMENT = /^(ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ESOCKETTIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENETRESET)$/;

/** Runs a request; what it throws is replaced, as the library's errors may hold tokens. */
export async function safely<T>(host: string, http: SignInHttp, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw safe(error, host, http);
  }
}

function safe(error: unknown, host: string, http: SignInHttp): Error {
  if (error instanceof SignInRefused || error instanceof UserError) return error;
  if (error instanceof ResponseBodyError || error instanceof AuthorizationResponseError)
    return new SignInRefused({ error: error.error, description: error.error_description ?? "" });

  const status = error instanceof Error && error.cause instanceof Response ? error.cause.status : 0;
  if (status >= 500 || status === 429) {
    return new CannotTell(
      `${host} does not work well at the moment, or has too much to do (${status}). Try again in some minutes.`,
    );
  }
  const codes = codesOf(error);
  if (codes.includes("OAUTH_JWT_TIMESTAMP_CHECK_FAILED")) {
    return new UserError(
      `The ID token of ${host} is not valid at this time. ${clockWarning(http) ?? "Check this machine's clock."}`,
    );
  }
  const network = codes.find((code) => /^(E[A-Z]+|CERT_\w+|\w*(SIGNED|TIMEOUT|ISSUER|LEAF|SIGNATURE)\w*)$/.test(code));
  if (network !== undefined) {
    const { what, way } = networkCause(network, host);
    const words = `${what}\nWhat to do: ${way}`;
    return OF_THE_MOMENT.test(network) ? new CannotTell(words) : new UserError(words);
  }
  return new CannotTell(
    `${host} answered something that is invalid (${error instanceof ClientError ? error.message : "unreadable answer"}). ` +
      "A proxy in between may have changed it. Run the command again from another network.",
  );
}

/** The codes of an error and of what caused it. */
function codesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const { code } = error as { code?: unknown };
  return [...(typeof code === "string" ? [code] : []), ...codesOf(error.cause, depth + 1)];
}

/** A line for who has a clock that is off, or undefined. */
export function clockWarning(http: SignInHttp): string | undefined {
  const ahead = http.ahead();
  if (Math.abs(ahead) < CLOCK_TOLERANCE) return undefined;
  const amount =
    Math.abs(ahead) < 7200
      ? `${Math.round(Math.abs(ahead) / 60)} minutes`
      : `${Math.round(Math.abs(ahead) / 3600)} hours`;
  return (
    `This machine's clock is ${amount} ${ahead > 0 ? "ahead" : "behind"}. Set it right: certificates and tokens have times in ` +
    "them. AEM's server needs the right time as well."
  );
}
