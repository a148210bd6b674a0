import { name, object, type Shape } from "../support/shape.ts";
import { UserError } from "../support/userError.ts";
import { type Answer, type Asked, busy, isBusy, jsonOf, readAs, unreadable } from "./answers.ts";

interface TokenOptions {
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
  /** Of Adobe's Identity Management Service (IMS). */
  readonly origin: string;
  readonly send: (asked: Asked, headers: Readonly<Record<string, string>>, body: string) => Promise<Answer>;
}

/** Access tokens of the technical account; kept in memory alone. */
export interface Tokens {
  /** @throws UserError where the credential is refused; CannotTell where nobody answers who may be believed */
  current(): Promise<string>;
  /** The next question asks for another one. */
  forget(): void;
}

/** What the Cloud Manager API's credential has: https://developer.adobe.com/developer-console/docs/guides/authentication/Scopes */
const SCOPES = "openid,AdobeID,read_organizations,additional_info.projectedProductContext,read_pc.dma_aem_ams";

/** Seconds before its end at which a token is not used any more. */
const MARGIN = 300;

const seconds: Shape<number> = (value, at) => {
  if (typeof value === "number" && value > 0) return value;
  return readNumber(value, at);
};

function readNumber(value: unknown, at: string): number {
  // Older answers of IMS have it as text.
  const read = Number(name(value, at));
  return Number.isFinite(read) ? read : 0;
}

const TOKEN = object({ access_token: name, expires_in: seconds });

/** OAuth 2.0 client credentials, RFC 6749 section 4.4: `POST /ims/token/v3`. */
export function createTokens({ credentials, origin, send }: TokenOptions): Tokens {
  let kept: { readonly value: string; readonly until: number } | undefined;

  async function fetched(): Promise<{ value: string; until: number }> {
    const { clientId, clientSecret } = credentials;
    const body = new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: "client_credentials",
      scope: SCOPES,
    });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await send({ method: "POST", url: `${origin}/ims/token/v3` }, headers, body.toString());
    if (answer.status !== 200) throw refused(answer, clientId);
    const token = readAs(answer, jsonOf(answer), TOKEN);
    // The machine's clock, as the sign-in's is not told; a token that is refused all the same is replaced.
    return { value: token.access_token, until: performance.now() + (token.expires_in - MARGIN) * 1000 };
  }

  return {
    async current() {
      if (kept === undefined || performance.now() >= kept.until) kept = await fetched();
      return kept.value;
    },
    forget() {
      kept = undefined;
    },
  };
}

const CONSOLE = "the Adobe Developer Console (the project, OAuth Server-to-Server)";

/** What IMS says to a credential: the code of RFC 6749 section 5.2; its description is chosen by code, never repeated. */
function refused(answer: Answer, clientId: string): Error {
  if (isBusy(answer)) return busy(answer);
  const { error } = Object(jsonOf(answer)) as { error?: unknown };
  if (typeof error !== "string" || !/^[\w.-]{1,64}$/.test(error))
    return unreadable(answer, "it is no refusal of Adobe's");
  const said = `Adobe's sign-in refused the client ${clientId} (${answer.status} ${error}). `;
  if (error === "invalid_scope") {
    return new UserError(
      `${said}Its project does not have the Cloud Manager API. Add it in ${CONSOLE}: Add to Project, API, Cloud Manager.`,
    );
  }
  return new UserError(
    `${said}ADOBE_CLIENT_ID and ADOBE_CLIENT_SECRET must be those of one credential that still exists: look into ${CONSOLE}. ` +
      "A secret is shown there after 'Retrieve client secret'; one that was deleted there is refused like this.",
  );
}
