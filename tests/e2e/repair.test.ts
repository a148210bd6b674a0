import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { type OwnStack, startOwnStack } from "./ownStack.ts";

let own: OwnStack;

beforeEach(async () => {
  own = await startOwnStack();
});

afterEach(() => own.close());

const UP = ["up", "--yes", "--skip-preview"] as const;

/** Exactly one application with one secret, which is the one in the outputs and works. */
async function expectOneWorkingSecret(): Promise<void> {
  const [application, ...others] = await own.graph.applications();
  expect(others).toEqual([]);
  expect(application?.passwordCredentials.map(({ displayName }) => displayName)).toEqual(["initial"]);
  const outputs = JSON.parse(await own.pulumi("stack", "output", "--json", "--show-secrets")) as {
    clientId: string;
    clientSecret: string;
  };
  expect(outputs.clientId).toBe(application?.appId);
  expect((await own.graph.token(outputs.clientId, outputs.clientSecret)).status).toBe(200);
}

async function expectRepaired(same: number): Promise<void> {
  const repaired = await own.command("repair", "--yes");
  expect(repaired).toMatchObject({ code: 0 });
  expect(repaired.stdout).toContain("no such process runs here any more");
  expect(repaired.stdout).toContain("Repaired.");
  await own.up();
  await expectOneWorkingSecret();
  expect(await own.up()).toEqual({ same });
  expect(await own.command("repair", "--yes")).toMatchObject({ code: 0, stdout: "Nothing to repair.\n" });
}

describe("an up of a stack of one's own that is killed", () => {
  it.each([
    ["while the application is registered", /^POST \/v1\.0\/applications 201/],
    ["while redirect URIs and permissions are written", /^PATCH \/v1\.0\/applications\/[^/]+ 204/],
    ["while the secret is made", /^POST \/v1\.0\/applications\/[^/]+\/addPassword 200/],
    ["while the service principal is made", /^POST \/v1\.0\/servicePrincipals 201/],
  ])("%s is put right by one repair", async (_, request) => {
    await own.killAt(request, ...UP);
    await expectRepaired(9);
  });
});
