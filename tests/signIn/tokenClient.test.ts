import { inspect } from "node:util";

import { beforeEach, describe, expect, it } from "@jest/globals";

import { type SignInHttp, signInHttp } from "../../signIn/http.ts";
import { clockWarning } from "../../signIn/safeRequest.ts";
import { tokenClient } from "../../signIn/tokenClient.ts";
import { UserError } from "../../support/userError.ts";

const ORIGIN = "https://login.microsoftonline.us";
const DOCUMENT = {
  issuer: `${ORIGIN}/{tenantid}/v2.0`,
  authorization_endpoint: `${ORIGIN}/common/oauth2/v2.0/authorize`,
  token_endpoint: `${ORIGIN}/common/oauth2/v2.0/token`,
  jwks_uri: `${ORIGIN}/common/discovery/v2.0/keys`,
  response_types_supported: ["code"],
  subject_types_supported: ["pairwise"],
  id_token_signing_alg_values_supported: ["RS256"],
};

type Reply = () => Response | Promise<Response>;
const json = (body: object, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

let asked: { url: string; body: string }[];
let replies: Record<string, Reply>;

beforeEach(() => {
  asked = [];
  replies = { "openid-configuration": () => json(DOCUMENT) };
});

function http(ahead = 0): SignInHttp {
  return {
    ahead: () => ahead,
    fetch: (url, { body }) => {
      asked.push({ url, body: body instanceof URLSearchParams ? body.toString() : "" });
      const reply = Object.entries(replies).find(([end]) => url.endsWith(end))?.[1];
      return Promise.resolve(reply === undefined ? json({}, 404) : reply());
    },
  };
}

const client = (given = http()) =>
  tokenClient({
    tokenUrl: DOCUMENT.token_endpoint,
    clientId: "the client",
    clientSecret: "the-client-secret",
    http: given,
  });

async function refreshError(): Promise<Error> {
  const made = await client();
  return made.refresh("the-refresh-token", "offline_access").then(
    () => new Error("none"),
    (error: unknown) => error as Error,
  );
}

function failing(code: string): Reply {
  const error = Object.assign(new Error(`connect ${code}`), {
    code,
    request: { body: "refresh_token=the-refresh-token" },
  });
  return () => Promise.reject(error);
}

describe("the token endpoint", () => {
  it("is found in any cloud by the stack's tokenUrl, and sent the secret in the body alone", async () => {
    replies.token = () =>
      json({ access_token: "access", token_type: "Bearer", expires_in: 3599, refresh_token: "next", scope: "a b" });
    const made = await client();
    expect(await made.refresh("the-refresh-token", "x offline_access")).toEqual({
      accessToken: "access",
      refreshToken: "next",
      scopes: ["a", "b"],
      signedIn: undefined,
    });
    expect(asked.map(({ url }) => url)).toEqual([
      `${ORIGIN}/common/v2.0/.well-known/openid-configuration`,
      DOCUMENT.token_endpoint,
    ]);
    expect(Object.fromEntries(new URLSearchParams(asked[1]?.body))).toEqual({
      client_id: "the client",
      client_secret: "the-client-secret",
      grant_type: "refresh_token",
      refresh_token: "the-refresh-token",
      scope: "x offline_access",
    });
  });

  it.each([
    ["the answer's Date", "Tue, 01 Jan 2030 12:00:00 GMT", "2030-01-01T12:00:00Z"],
    ["no clock of this machine", undefined, undefined],
    ["no Date that is none", "soon", undefined],
  ])("tells when a token was issued by %s", async (_, date, issued) => {
    const headers = { "content-type": "application/json", ...(date === undefined ? {} : { date }) };
    const body = JSON.stringify({ access_token: "access", token_type: "Bearer", expires_in: 3599, refresh_token: "r" });
    replies.token = () => new Response(body, { headers });
    const made = await client();
    const redeemed = await made.redeem({
      code: "c",
      redirectUri: "http://localhost",
      scope: "s",
      verifier: "v".repeat(43),
    });
    expect(redeemed.issued).toBe(issued);
    expect((await made.refresh("the-refresh-token", "s")).issued).toBe(issued);
  });

  it("is sent the redirect URI as it is registered, without the slash that URLs have", async () => {
    replies.token = () => json({ access_token: "access", token_type: "Bearer", expires_in: 3599 });
    const made = await client();
    const verifier = "v".repeat(43);
    await made.redeem({ code: "the code", redirectUri: "http://localhost:51234", scope: "s", verifier });
    expect(Object.fromEntries(new URLSearchParams(asked[1]?.body))).toMatchObject({
      code: "the code",
      code_verifier: verifier,
      redirect_uri: "http://localhost:51234",
    });
  });

  it.each([
    [
      "ENOTFOUND",
      "The name in login.microsoftonline.us could not be looked up: no network, or a name server that does not know it.",
    ],
    ["ECONNREFUSED", "login.microsoftonline.us takes no connections."],
    ["ETIMEDOUT", "login.microsoftonline.us did not answer in time; most often a firewall drops the packets."],
    [
      "SELF_SIGNED_CERT_IN_CHAIN",
      "login.microsoftonline.us showed a certificate that this machine does not trust (SELF_SIGNED_CERT_IN_CHAIN).",
    ],
    ["ECONNRESET", "The connection to login.microsoftonline.us was cut (ECONNRESET)."],
  ])("that cannot be reached (%s) is told with what may be in between, before anybody signs in", async (code, what) => {
    replies["openid-configuration"] = failing(code);
    const error = await client().then(
      () => new Error("none"),
      (thrown: unknown) => thrown as Error,
    );
    expect(error).toBeInstanceOf(UserError);
    expect(error.message.split("\nWhat to do: ")[0]).toBe(what);
  });

  it("where nobody listens is told the same way by the real way there", async () => {
    const tokenUrl = "https://localhost:1/common/oauth2/v2.0/token";
    const made = tokenClient({ tokenUrl, clientId: "c", clientSecret: "s", http: signInHttp(undefined) });
    await expect(made).rejects.toThrow(/^localhost:1 takes no connections\.\nWhat to do: /);
  });

  it.each<[string, Reply]>([
    ["a cut connection", failing("ECONNRESET")],
    [
      "a page of a proxy",
      () => new Response("<html>the-refresh-token</html>", { headers: { "content-type": "text/html" } }),
    ],
    [
      "a token of an unknown kind",
      () => json({ access_token: "the-access-token", token_type: "mac", refresh_token: "the-refresh-token" }),
    ],
    ["half an answer", () => json({ refresh_token: "the-refresh-token", token_type: "Bearer" })],
    [
      "an ID token that is none",
      () => json({ access_token: "the-access-token", token_type: "Bearer", id_token: "the-access-token.x.y" }),
    ],
    ["an error without words", () => json({ error: "the-error" }, 400)],
  ])("answers %s: no token is in the error, nor in anything that hangs on it", async (_, reply) => {
    replies.token = reply;
    const error = await refreshError();
    const everything = `${error.message} ${inspect(error, { depth: 10, showHidden: true })} ${JSON.stringify(error)}`;
    expect(error.message).not.toBe("none");
    expect(everything).not.toMatch(/the-(refresh|access)-token|the-client-secret/);
  });
});

describe("a clock that is off", () => {
  it.each([
    [0, undefined],
    [299, undefined],
    [-360, "This machine's clock is 6 minutes behind."],
    [3600, "This machine's clock is 60 minutes ahead."],
    [-86_400, "This machine's clock is 24 hours behind."],
  ])("by %i seconds", (ahead, words) => {
    expect(clockWarning(http(ahead))?.split(" Set it right")[0]).toBe(words);
  });
});
