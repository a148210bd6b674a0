import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { filesIn } from "../../../../local/tenant/server/folder.ts";
import { refusal, startTestTenant, type TestTenant } from "../testTenant.ts";

let t: TestTenant;
beforeAll(async () => {
  t = await startTestTenant();
});
afterAll(() => t.close());

describe("/applications/{id} with keyCredentials", () => {
  it("PATCH adds a certificate, keeps one that is named by its keyId, and an empty list takes all away", async () => {
    const { id } = await t.application();
    const { raw, validToDate } = new X509Certificate(readFileSync(filesIn(t.folder).authority));
    const given = { displayName: "by hand", key: raw.toString("base64"), type: "AsymmetricX509Cert", usage: "Verify" };
    const added = await t.graph("PATCH", `/applications/${id}`, { body: { keyCredentials: [given] } });
    const [shown, ...others] = (await t.graph("GET", `/applications/${id}`)).body.keyCredentials as { keyId: string }[];
    expect([added.status, others]).toEqual([204, []]);
    expect(shown).toMatchObject({
      displayName: "by hand",
      endDateTime: validToDate.toISOString().replace(".000Z", "Z"),
      key: null,
    });
    await t.graph("PATCH", `/applications/${id}`, { body: { keyCredentials: [{ keyId: shown?.keyId ?? "" }, given] } });
    const two = (await t.graph("GET", `/applications/${id}`)).body.keyCredentials as unknown[];
    expect([two.length, two[0]]).toEqual([2, shown]);
    await t.graph("PATCH", `/applications/${id}`, { body: { keyCredentials: [] } });
    expect((await t.graph("GET", `/applications/${id}`)).body.keyCredentials).toEqual([]);
  });

  it("PATCH refuses what is no certificate, and changes nothing", async () => {
    const { id } = await t.application();
    const body = { displayName: "Changed", keyCredentials: [{ key: "bm8=" }] };
    expect(refusal(await t.graph("PATCH", `/applications/${id}`, { body }))).toBe(
      "400 Request_BadRequest: Invalid value specified for property 'keyCredentials' of resource 'Application'.",
    );
    expect((await t.graph("GET", `/applications/${id}`)).body.displayName).toBe("Forms mail");
  });
});
