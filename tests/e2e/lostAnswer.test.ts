import { readFile } from "node:fs/promises";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { openStack } from "../../local/engine/stack.ts";
import { findCli, INSTALLED } from "../../pulumi/cli.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const TWO = ["--config", 'clientSecrets=[{"label":"second"},{"label":"initial"}]'];

let local: LocalStack;

beforeEach(async () => {
  local = await startLocalStack();
});

afterEach(() => local.close());

async function live(): Promise<string[]> {
  const applications = await local.graph.applications();
  return applications.flatMap(({ passwordCredentials }) => passwordCredentials.map(({ displayName }) => displayName));
}

/** A stack whose second secret is revoked in the tenant, which the engine was not told. */
async function loseAnswerOfRevocation(): Promise<void> {
  await local.run("up", ...TWO);
  await local.graph.misbehave({ kind: "dropConnection", method: "POST", path: "/removePassword", when: "after" });
  const { stderr } = await local.runToFailure("up");
  expect(stderr).toContain("socket hang up");
  expect(await live()).toEqual(["initial"]);
}

describe("the lost answer to the revocation of a secret", () => {
  it("is made good by the next up, which refreshes that secret and nothing else", async () => {
    await loseAnswerOfRevocation();
    const next = await local.run("up");
    expect(next.changes).toEqual({ delete: 1, same: 9 });
    expect(next.stderr).toContain("ApplicationPassword mail-secret-second is not in the tenant any more");
    expect(await live()).toEqual(["initial"]);
    const { outputs } = await local.run("outputs", "--show-secrets");
    const { status } = await local.graph.token(String(outputs.clientId), String(outputs.clientSecret));
    expect(status).toBe(200);
    await expect(local.run("up")).resolves.toMatchObject({ changes: { same: 9 } });
  });

  it("is made good by the refresh that docs/rotate.md has for other stacks, which takes over nothing else", async () => {
    await loseAnswerOfRevocation();
    const [application] = await local.graph.applications();
    const web = { redirectUris: ["https://elsewhere.contoso.com/callback"] };
    await local.graph.call("PATCH", `/applications/${application?.id ?? ""}`, { web });

    const page = await readFile(new URL("../../docs/rotate.md", import.meta.url), "utf8");
    const [, target = ""] = /^pulumi refresh -s prod --target '(\S+)' /m.exec(page) ?? [];
    const { command } = await findCli(() => undefined, INSTALLED);
    const stack = await openStack({ folder: local.folder, command, tenant: local.tenant, config: {} });
    const refreshed = await stack.refresh({ color: "never", target: [target.replace("<label>", "second")] });
    expect(refreshed.summary.resourceChanges).toEqual({ delete: 1 });
    expect((await local.run("up")).changes).toEqual({ same: 9 });
    expect((await local.run("refresh")).changes).toEqual({ update: 1, same: 8 });
  });

  it("is made good by a destroy as well", async () => {
    await loseAnswerOfRevocation();
    expect((await local.run("destroy")).changes).toEqual({ delete: 10 });
    await expect(local.graph.applications()).resolves.toEqual([]);
  });

  it("is left to a person where something else was changed by hand; a refresh takes both over", async () => {
    await loseAnswerOfRevocation();
    const [application] = await local.graph.applications();
    const web = { redirectUris: ["https://elsewhere.contoso.com/callback"] };
    expect((await local.graph.call("PATCH", `/applications/${application?.id ?? ""}`, { web })).status).toBe(204);

    for (let run = 0; run < 2; run += 1) {
      const refused = await local.runToFailure("up");
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain(
        "so the state stays as it is:\n  ApplicationRedirectUris mail-redirects (changed)",
      );
      expect(refused.stderr).toContain(`npx aem-mail-oauth local refresh --folder ${local.folder.root}`);
    }
    expect((await local.graph.applications())[0]?.web.redirectUris).toEqual(web.redirectUris);

    expect((await local.run("refresh")).changes).toEqual({ update: 1, delete: 1, same: 8 });
    expect((await local.run("up")).changes).toEqual({ update: 1, same: 8 });
    expect((await local.graph.applications())[0]?.web.redirectUris).toEqual(application?.web.redirectUris);
  });
});

describe("the lost answer to the deletion of the application", () => {
  it("is made good within the same destroy", async () => {
    await local.run("up");
    await local.graph.misbehave({ kind: "dropConnection", method: "DELETE", path: "/applications/", when: "after" });
    const run = await local.run("destroy");
    expect(run.changes).toEqual({ delete: 9 });
    expect(run.stderr).toContain("ApplicationRegistration mail is not in the tenant any more");
    await expect(local.graph.applications()).resolves.toEqual([]);
    expect((await local.run("destroy")).changes).toEqual({});
    expect((await local.run("up")).changes).toEqual({ create: 9 });
  });
});

describe("an update that fails for another reason", () => {
  it("is not repeated, and the state keeps what is there", async () => {
    await local.run("up", ...TWO);
    await local.graph.misbehave({ kind: "graphError", method: "POST", path: "/removePassword", status: 403 });
    const { stderr } = await local.runToFailure("up");
    expect(stderr).not.toContain("not in the tenant any more");
    expect(stderr.split("403 (403 Forbidden)")).toHaveLength(2);
    expect(stderr.split("Updating (local)")).toHaveLength(2);
    expect((await live()).sort()).toEqual(["initial", "second"]);
    expect((await local.run("up")).changes).toEqual({ delete: 1, same: 9 });
  });
});
