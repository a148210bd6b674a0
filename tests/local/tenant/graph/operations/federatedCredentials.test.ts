import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { textOf } from "../../../../../local/tenant/state/json.ts";
import { refusal, startTestTenant, type TestTenant } from "../../testTenant.ts";

const CREDENTIAL = {
  name: "pipeline",
  issuer: "https://token.actions.githubusercontent.com",
  subject: "repo:contoso/mail:environment:prod",
  audiences: ["api://AzureADTokenExchange"],
};

let t: TestTenant;
beforeAll(async () => {
  t = await startTestTenant();
});
afterAll(() => t.close());

describe("/applications/{id}/federatedIdentityCredentials", () => {
  it("POST adds, GET lists and reads by id and by name, DELETE takes away, and a restart remembers", async () => {
    const path = `/applications/${(await t.application()).id}/federatedIdentityCredentials`;
    const before = await t.graph("GET", path);
    const created = await t.graph("POST", path, { body: CREDENTIAL });
    const id = textOf(created.body.id);
    expect([before.value, created.status]).toEqual([[], 201]);
    await t.restart();
    const expected = { id, description: null, ...CREDENTIAL };
    expect((await t.graph("GET", path)).value).toEqual([expected]);
    expect((await t.graph("GET", `${path}/${id}`)).body).toMatchObject(expected);
    expect((await t.graph("GET", `${path}/pipeline`)).body).toMatchObject(expected);
    expect((await t.graph("DELETE", `${path}/${id}`)).status).toBe(204);
    expect((await t.graph("GET", path)).value).toEqual([]);
    expect((await t.graph("DELETE", `${path}/${id}`)).status).toBe(404);
  });

  it("POST refuses what lacks a part, a name that is taken, and a twenty-first one", async () => {
    const path = `/applications/${(await t.application()).id}/federatedIdentityCredentials`;
    const { name, issuer, audiences } = CREDENTIAL;
    expect(refusal(await t.graph("POST", path, { body: { name, issuer, audiences } }))).toBe(
      "400 Request_BadRequest: A value is required for property 'subject' of resource 'FederatedIdentityCredential'.",
    );
    expect(refusal(await t.graph("POST", path, { body: { ...CREDENTIAL, audiences: [] } }))).toBe(
      "400 Request_BadRequest: A value is required for property 'audiences' of resource 'FederatedIdentityCredential'.",
    );
    for (let count = 0; count < 20; count++)
      await t.graph("POST", path, { body: { ...CREDENTIAL, name: `n${count}` } });

    expect(refusal(await t.graph("POST", path, { body: { ...CREDENTIAL, name: "n3" } }))).toContain("already exists");
    expect(refusal(await t.graph("POST", path, { body: CREDENTIAL }))).toContain(
      "has 20 federated identity credentials",
    );
    expect((await t.graph("GET", path)).value).toHaveLength(20);
  });

  it("POST is refused to a client that neither made nor owns the application", async () => {
    const { id } = await t.application({ displayName: "Theirs", signInAudience: "AzureADMyOrg" }, "administrator");
    const answer = await t.graph("POST", `/applications/${id}/federatedIdentityCredentials`, { body: CREDENTIAL });
    expect(answer.status).toBe(403);
  });
});
