import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { type LocalStack, startLocalStack } from "./localStack.ts";

let local: LocalStack;

beforeAll(async () => {
  local = await startLocalStack();
  await local.run("up");
});

afterAll(() => local.close());

describe("an application changed by hand", () => {
  it("is repaired after a refresh", async () => {
    const [before] = await local.graph.applications();
    const path = `/applications/${before?.id ?? ""}`;
    const byHand = {
      displayName: "Renamed in the portal",
      web: { redirectUris: ["https://elsewhere.contoso.com/callback"] },
      requiredResourceAccess: [],
    };
    expect((await local.graph.call("PATCH", path, byHand)).status).toBe(204);

    expect((await local.run("refresh")).changes).toEqual({ update: 2, delete: 1, same: 6 });
    expect((await local.run("up")).changes).toEqual({ update: 2, create: 1, same: 6 });
    expect(await local.graph.applications()).toEqual([before]);
    await expect(local.run("up")).resolves.toMatchObject({ changes: { same: 9 } });
  });

  it("gets its client secret anew when that was removed", async () => {
    const [before] = await local.graph.applications();
    const [secret] = before?.passwordCredentials ?? [];
    const path = `/applications/${before?.id ?? ""}/removePassword`;
    expect((await local.graph.call("POST", path, { keyId: secret?.keyId })).status).toBe(204);

    await local.run("refresh");
    await expect(local.run("up")).resolves.toMatchObject({ changes: { create: 1, same: 8 } });
    const [after] = await local.graph.applications();
    expect(after?.passwordCredentials.map(({ displayName }) => displayName)).toEqual(["initial"]);
    expect(after?.passwordCredentials[0]?.keyId).not.toBe(secret?.keyId);
  });
});

describe("an application deleted by hand", () => {
  it("is made anew after a refresh, with a new client id", async () => {
    const [before] = await local.graph.applications();
    expect((await local.graph.call("DELETE", `/applications/${before?.id ?? ""}`)).status).toBe(204);

    await local.run("refresh");
    const run = await local.run("up");
    const [after, ...others] = await local.graph.applications();
    expect(others).toEqual([]);
    expect(run.outputs.clientId).toBe(after?.appId);
    expect(after?.appId).not.toBe(before?.appId);
    await expect(local.run("up")).resolves.toMatchObject({ changes: { same: 9 } });
  });
});

describe("destroy", () => {
  it("leaves nothing live, and one entry more among the deleted items", async () => {
    const deletedBefore = (await local.graph.deleted()).length;
    await expect(local.run("destroy")).resolves.toMatchObject({ changes: { delete: 9 }, outputs: {} });
    await expect(local.graph.applications()).resolves.toEqual([]);
    expect((await local.graph.deleted()).length).toBe(deletedBefore + 1);
    const { body } = await local.graph.call("GET", "/servicePrincipals?$filter=startswith(displayName,'AEM')");
    expect((body as { value: unknown[] }).value).toEqual([]);
  });

  it("lets the next up start from nothing", async () => {
    await expect(local.run("up")).resolves.toMatchObject({ changes: { create: 9 } });
  });
});
