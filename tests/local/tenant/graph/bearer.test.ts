import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { SignJWT } from "jose";

import { filesIn } from "../../../../local/tenant/server/folder.ts";
import { textOf } from "../../../../local/tenant/state/json.ts";
import { type SigningKey, signingKey } from "../../../../local/tenant/tokens/keys.ts";
import { formOf, refusal, startTestTenant, type TestTenant } from "../testTenant.ts";

let t: TestTenant;
let key: SigningKey;
beforeAll(async () => {
  t = await startTestTenant();
  key = await signingKey(filesIn(t.folder).signingKey);
});
afterAll(() => t.close());

const ask = async (authorization?: string): Promise<string> =>
  refusal(await t.send("GET", "/v1.0/organization", authorization === undefined ? {} : { headers: { authorization } }));

/** A token as this tenant would sign it, but for what is changed. */
async function forged(changes: Record<string, unknown>): Promise<string> {
  const now = t.clock.now.getTime() / 1000;
  const payload = {
    aud: t.tenant.url,
    exp: now + 60,
    iss: `${t.tenant.url}/5f2c0c1e-6f0b-4d64-9d5e-2f3a7c1b8e90/v2.0`,
    nbf: now,
    oid: "00000000-0000-4000-8000-000000000000",
    roles: ["Directory.Read.All"],
    tid: "5f2c0c1e-6f0b-4d64-9d5e-2f3a7c1b8e90",
    ...changes,
  };
  return `Bearer ${await new SignJWT(payload).setProtectedHeader({ alg: "RS256" }).sign(key.privateKey)}`;
}

describe("the bearer token of GET /organization", () => {
  it("has to be there, and to be a token", async () => {
    expect([await ask(), await ask("Basic eDp5"), await ask("Bearer x.y.z")]).toEqual([
      "401 InvalidAuthenticationToken: Access token is empty.",
      "401 InvalidAuthenticationToken: Access token is empty.",
      "401 InvalidAuthenticationToken: CompactToken parsing failed with error code: 80049217",
    ]);
  });

  it("is refused when its signature, audience, issuer or time is wrong", async () => {
    const token = await t.tokenOf("deployer");
    const [head = "", body = "", signature = ""] = token.split(".");
    const turned = signature.startsWith("A") ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    expect([
      await ask(`Bearer ${head}.${body}.${turned}`),
      await ask(await forged({ aud: "https://outlook.office.com" })),
      await ask(await forged({ iss: "https://sts.windows.net/" })),
      await ask(await forged({ exp: t.clock.now.getTime() / 1000 - 1 })),
      await ask(await forged({ nbf: t.clock.now.getTime() / 1000 + 1 })),
    ]).toEqual([
      "401 InvalidAuthenticationToken: Access token validation failure. Signature verification failed.",
      "401 InvalidAuthenticationToken: Access token validation failure. Invalid audience.",
      "401 InvalidAuthenticationToken: Access token validation failure. Invalid issuer.",
      "401 InvalidAuthenticationToken: Lifetime validation failed, the token is expired.",
      "401 InvalidAuthenticationToken: Lifetime validation failed, the token is not yet valid.",
    ]);
  });

  it("is refused without a signature", async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    expect(await ask(`Bearer ${part({ alg: "none" })}.${part({ aud: t.tenant.url })}.`)).toMatch(
      /^401 InvalidAuthenticationToken: /,
    );
  });

  it("works for an hour", async () => {
    const { body } = await t.token(formOf(t.folder, "deployer", `${t.tenant.url}/.default`));
    const headers = { authorization: `Bearer ${textOf(body.access_token)}` };
    const first = await t.send("GET", "/v1.0/organization", { headers });
    t.clock.now = new Date(t.clock.now.getTime() + 61 * 60 * 1000);
    const later = await t.send("GET", "/v1.0/organization", { headers });
    expect([first.status, later.status]).toEqual([200, 401]);
    expect(later.headers["www-authenticate"]).toMatch(/^Bearer realm="", error="invalid_token"/);
  });

  it("may be for any of Graph's names, and not for Exchange Online", async () => {
    const status = async (scope: string): Promise<number> => {
      const { body } = await t.token(formOf(t.folder, "deployer", scope));
      const headers = { authorization: `Bearer ${textOf(body.access_token)}` };
      return (await t.send("GET", "/v1.0/organization", { headers })).status;
    };
    expect(await status("https://graph.microsoft.com/.default")).toBe(200);
    expect(await status(`${t.tenant.url}//.default`)).toBe(200);
    expect(await status("00000003-0000-0000-c000-000000000000/.default")).toBe(200);
    expect(await status("https://outlook.office.com/.default")).toBe(401);
  });
});
