import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { refusal, startTestTenant, type TestTenant } from "../testTenant.ts";

let t: TestTenant;
beforeAll(async () => {
  t = await startTestTenant();
});
afterAll(() => t.close());

describe("privileges on /applications", () => {
  it("answers 403 to a client without roles, on reads and writes", async () => {
    const { id } = await t.application();
    const answers = await Promise.all([
      t.graph("GET", "/applications", { as: "unprivileged" }),
      t.graph("POST", "/applications", { as: "unprivileged", body: { displayName: "x" } }),
      t.graph("PATCH", `/applications/${id}`, { as: "unprivileged", body: { notes: "x" } }),
      t.graph("POST", `/applications/${id}/addPassword`, { as: "unprivileged", body: {} }),
    ]);
    expect(answers.map(refusal)).toEqual(
      Array(4).fill("403 Authorization_RequestDenied: Insufficient privileges to complete the operation."),
    );
  });

  it("lets OwnedBy change what the caller made and nothing else", async () => {
    const own = await t.application();
    const foreign = await t.application({ displayName: "Another's", signInAudience: "AzureADMyOrg" }, "administrator");
    const patch = (id: string) => t.graph("PATCH", `/applications/${id}`, { body: { notes: "n" } });
    expect((await patch(own.id)).status).toBe(204);
    expect((await patch(foreign.id)).status).toBe(403);
    expect((await t.graph("DELETE", `/applications/${foreign.id}`)).status).toBe(403);
    expect(
      (await t.graph("PATCH", `/applications/${own.id}`, { body: { notes: "m" }, as: "administrator" })).status,
    ).toBe(204);
  });
});
