import { generateKeyPairSync } from "node:crypto";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { decodeJwt, SignJWT } from "jose";

import { TENANT_ID } from "../../../local/tenant/index.ts";
import { textOf } from "../../../local/tenant/state/json.ts";
import { formOf, refusal } from "../tenant/testTenant.ts";
import { refusalOf, startTestVault, type TestVault } from "./testVault.ts";

let vault: TestVault;

beforeEach(async () => {
  vault = await startTestVault();
});

afterEach(async () => {
  await vault.close();
});

const PATH = "/secrets/mail-token?api-version=7.6";

async function token(scope = "https://vault.azure.net/.default"): Promise<string> {
  const { body } = await vault.host.token(formOf(vault.host.folder, "deployer", scope));
  return textOf(body.access_token);
}

const ask = (bearer: string, path = PATH) =>
  vault.host.send("GET", path, { headers: { authorization: `Bearer ${bearer}` } });

describe("who may ask the local key vault", () => {
  it("says where a token is to be had, and for what", async () => {
    const answer = await vault.host.send("GET", PATH);
    expect(refusal(answer)).toBe("401 Unauthorized: AKV10000: Request is missing a Bearer or PoP token.");
    expect(answer.headers["www-authenticate"]).toBe(
      `Bearer authorization="${vault.host.tenant.url}/${TENANT_ID}", resource="https://vault.azure.net"`,
    );
  });

  it("takes a token for Azure Key Vault by either of its names", async () => {
    const byId = await token("cfa8b339-82a2-471a-a3c9-0fc0be7a4093/.default");
    expect(decodeJwt(byId).aud).toBe("cfa8b339-82a2-471a-a3c9-0fc0be7a4093");
    for (const good of [byId, await token()]) expect((await ask(good)).status).toBe(404);
  });

  it("takes no token for Microsoft Graph, and Graph none for the vault", async () => {
    const answer = await ask(await token("https://graph.microsoft.com/.default"));
    expect(refusal(answer)).toMatch(
      /^401 Unauthorized: AKV10022: Invalid audience\. .*found: "https:\/\/graph\.microsoft\.com"\.$/,
    );
    expect(answer.headers["www-authenticate"]).toContain("Bearer authorization=");
    expect((await ask(await token(), "/v1.0/applications")).status).toBe(401);
  });

  it("takes no token that is expired", async () => {
    const good = await token();
    vault.host.clock.now = new Date(vault.host.clock.now.getTime() + 3_601_000);
    expect((await ask(good)).status).toBe(401);
  });

  it("takes no token of another signer or of another tenant's issuer", async () => {
    const claims = decodeJwt(await token());
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: "RS256" }).sign(privateKey);
    expect(refusal(await ask(forged))).toMatch(/^401 Unauthorized: AKV10046/);
    expect(await ask("none")).toMatchObject({ status: 401 });
  });

  it("gets no token for a resource that nobody knows", async () => {
    const { folder } = vault.host;
    const refused = await vault.host.token(formOf(folder, "deployer", "https://other.azure.net/.default"));
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining("AADSTS500011")]);
  });

  it("refuses what it was told to refuse, that action of that caller alone", async () => {
    await vault.client().setSecret("mail-token", "one");
    const objectId = String(decodeJwt(await token()).oid);
    vault.refuse([{ code: "ForbiddenByRbac", action: "setSecret", objectId }]);
    expect(await refusalOf(vault.client().setSecret("mail-token", "two"))).toBe("403 Forbidden ForbiddenByRbac");
    expect((await vault.client().getSecret("mail-token")).value).toBe("one");
    await vault.client("administrator").setSecret("mail-token", "three");
    vault.refuse([{ code: "ForbiddenByFirewall" }]);
    expect(await refusalOf(vault.client().getSecret("mail-token"))).toBe("403 Forbidden ForbiddenByFirewall");
    vault.refuse([]);
    expect((await vault.client().getSecret("mail-token")).value).toBe("three");
  });

  it("is throttled and cut off by the tenant's own faults", async () => {
    const fault = (body: object) => vault.host.send("POST", "/local/faults", { body });
    await fault({ kind: "throttling", count: 1, path: "/secrets/" });
    expect(await refusalOf(vault.client().getSecret("mail-token"))).toMatch(/^429 /);
    await fault({ kind: "dropConnection", count: 1, method: "PUT", path: "/secrets/" });
    await expect(vault.client().setSecret("mail-token", "one")).rejects.toThrow();
  });

  it("answers an interface that it does not know, a method and a path", async () => {
    const good = await token();
    expect((await ask(good, "/secrets/mail-token?api-version=1.0")).status).toBe(400);
    expect((await ask(good, "/secrets/mail-token")).status).toBe(400);
    const headers = { authorization: `Bearer ${good}` };
    expect((await vault.host.send("POST", PATH, { headers })).status).toBe(405);
    expect((await vault.host.send("POST", "/secrets/mail-token/backup?api-version=7.6", { headers })).status).toBe(405);
  });
});
