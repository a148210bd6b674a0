import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { type LocalStack, type Run, startLocalStack } from "./localStack.ts";

let local: LocalStack;
let first: Run;

beforeAll(async () => {
  local = await startLocalStack();
  first = await local.run("up");
});

afterAll(() => local.close());

/** The live application; fails when there is not exactly one. */
async function application() {
  const [found, ...others] = await local.graph.applications();
  if (found === undefined || others.length > 0) throw new Error("there is not exactly one application");

  return found;
}

const SIX = ["IMAP.AccessAsUser.All", "Mail.Read", "offline_access", "POP.AccessAsUser.All", "SMTP.Send", "User.Read"];
const permissions = (names: string[]) => ["--config", `permissions=${JSON.stringify(names)}`];

describe("a changed setting", () => {
  it("permission added: two updates, of that API's access and of the notes", async () => {
    const run = await local.run("up", ...permissions([...SIX, "Mail.Send"]));
    expect(run).toMatchObject({ code: 0, changes: { update: 2, same: 7 } });
    expect(updated(run)).toEqual([
      "ApplicationApiAccess mail-api-graph [scopeIds]",
      "ApplicationRegistration mail [notes]",
    ]);
    expect((await application()).requiredResourceAccess[0]?.resourceAccess).toHaveLength(7);
    expect((await application()).notes).toContain("Mail.Send");
  });

  it("permission removed: the same two updates", async () => {
    const run = await local.run("up");
    expect(run).toMatchObject({ code: 0, changes: { update: 2, same: 7 } });
    expect((await application()).requiredResourceAccess[0]?.resourceAccess).toHaveLength(6);
    expect((await application()).notes).not.toContain("Mail.Send");
  });

  it("permission of a second API: one access made, the notes updated; and back again", async () => {
    const run = await local.run("up", ...permissions([...SIX, "exchange/EWS.AccessAsUser.All"]));
    expect(run).toMatchObject({ code: 0, changes: { create: 1, update: 1, same: 8 } });
    expect((await application()).requiredResourceAccess).toHaveLength(2);
    await expect(local.run("up")).resolves.toMatchObject({ code: 0, changes: { delete: 1, update: 1, same: 8 } });
    expect((await application()).requiredResourceAccess).toHaveLength(1);
  });

  it("redirect URI: updated in place", async () => {
    const uris = ["https://mail.contoso.com/callback", "http://localhost"];
    const run = await local.run("up", "--config", `redirectUris=${JSON.stringify(uris)}`);
    // The state is made anew with the redirect URI that the consent link names.
    expect(run).toMatchObject({ code: 0, changes: { update: 1, replace: 1 } });
    expect([...(await application()).web.redirectUris].sort()).toEqual([...uris].sort());
    expect(run.outputs.authorizeUrl).toContain(encodeURIComponent(uris[0] ?? ""));
    await expect(local.run("up")).resolves.toMatchObject({ code: 0, changes: { update: 1, replace: 1 } });
  });

  it("audience: one update, not a new registration", async () => {
    const run = await local.run("up", "--config", "signInAudience=AzureADMyOrg");
    expect(run).toMatchObject({
      code: 0,
      changes: { update: 1, same: 8 },
      outputs: { clientId: first.outputs.clientId },
    });
    expect((await application()).signInAudience).toBe("AzureADMyOrg");
    expect(run.outputs.tokenUrl).toBe(`${local.tenant.url}/${String(run.outputs.tenantId)}/oauth2/v2.0/token`);
    await expect(local.run("up")).resolves.toMatchObject({ code: 0, changes: { update: 1, same: 8 } });
  });

  it("display name: one update, in the preview too", async () => {
    const renamed = ["--config", "displayName=AEM mail, renamed"];
    await expect(local.run("preview", ...renamed)).resolves.toMatchObject({ code: 0, changes: { update: 1, same: 8 } });
    expect((await application()).displayName).toBe("AEM Forms mail (local)");
    await expect(local.run("up", ...renamed)).resolves.toMatchObject({ code: 0, changes: { update: 1, same: 8 } });
    expect((await application()).displayName).toBe("AEM mail, renamed");
    await expect(local.run("up")).resolves.toMatchObject({ code: 0, changes: { update: 1, same: 8 } });
  });

  it("expires edited: nothing changes, and the real end is still shown", async () => {
    const before = await application();
    const edited = ["--config", "clientSecrets[0].label=initial", "--config", `clientSecrets[0].expires=${inDays(90)}`];
    const run = await local.run("up", ...edited);
    expect(run).toMatchObject({ code: 0, changes: { same: 9 } });
    expect(run.outputs.clientSecretExpires).toBe(first.outputs.clientSecretExpires);
    expect(run.stderr).toMatch(/warning: .*initial/);
    expect(await application()).toEqual(before);
  });

  it("settings that cannot be deployed: all faults at once, before anything changes", async () => {
    const before = await application();
    const run = await local.runToFailure("up", ...permissions(["IMAP.AccessUser.All"]), "--config", "displaynam=x");
    expect(run).toMatchObject({ code: 1, changes: {} });
    expect(run.stderr).toContain("IMAP.AccessAsUser.All");
    expect(run.stderr).toContain("offline_access");
    expect(run.stderr).toContain("displayName");
    expect(await application()).toEqual(before);
  });
});

/** A date so many days from now: what is declared must lie ahead whenever the test runs. */
function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** The resources that the engine reported as updated, with the properties it named, sorted. */
function updated({ stderr }: Run): string[] {
  const lines = stderr.matchAll(/^ ~ {2}azuread:index:(\w+) (\S+) updated \([^)]*\) (\[.*)$/gm);
  return [...lines]
    .map(
      ([, type, name, properties]) =>
        `${type ?? ""} ${name ?? ""} ${properties?.replace(/^\[diff: ~?(.*)\]$/, "[$1]") ?? ""}`,
    )
    .sort();
}
