import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { type LocalStack, type Run, startLocalStack } from "./localStack.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const PACK = ["--policy-pack", join(ROOT, "policy")];
const MANDATORY = [...PACK, "--policy-pack-config", join(ROOT, "policy", "mandatory.json")];

/** Somebody's program without the component, that breaks every rule; ids stand for roles and permissions that no rule knows. */
const PROGRAM = `
import * as azuread from "@pulumi/azuread";
const GRAPH = "00000003-0000-0000-c000-000000000000";

new azuread.Application("whole", {
  displayName: "Made without the component",
  signInAudience: "AzureADandPersonalMicrosoftAccount",
  api: { requestedAccessTokenVersion: 2 },
  web: { implicitGrant: { accessTokenIssuanceEnabled: true, idTokenIssuanceEnabled: false } },
  password: { displayName: "without an end" },
  requiredResourceAccesses: [
    {
      resourceAppId: GRAPH,
      resourceAccesses: [
        { id: "b633e1c5-b582-4048-a93e-9f11b44c7e96", type: "Role" },
        { id: "024d486e-b451-40bb-833d-3e66d98c5c73", type: "Scope" },
      ],
    },
  ],
});
const split = new azuread.ApplicationRegistration("split", {
  displayName: "In parts",
  signInAudience: "PersonalMicrosoftAccount",
  requestedAccessTokenVersion: 2,
});
new azuread.ApplicationRedirectUris("redirects", {
  applicationId: split.id,
  type: "PublicClient",
  redirectUris: ["myapp://auth", "http://localhost"],
});
for (const label of ["one", "two", "three"]) {
  const endDate = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 19) + "Z";
  new azuread.ApplicationPassword(label, { applicationId: split.id, displayName: label, endDate });
}
`;

let own: LocalStack;
let copy: ProjectCopy;
let foreign: LocalStack;

beforeAll(async () => {
  own = await startLocalStack();
  copy = await copyProject();
  await copy.write("index.ts", PROGRAM);
  foreign = await startLocalStack(copy.root);
});

afterAll(async () => {
  await own.close();
  await foreign.close();
  await copy.close();
});

describe("the policy pack, in the real engine", () => {
  it("advises by itself: the preview of stack local names the one rule that it breaks, and goes on", async () => {
    const run = await own.run("preview", ...PACK);
    expect(run).toMatchObject({ code: 0, changes: { create: 9 } });
    expect(violations(run)).toEqual(["[advisory] personal-accounts ApplicationRegistration mail"]);
    expect(run.stderr).toContain(
      'signInAudience is "AzureADandPersonalMicrosoftAccount"; allowed: "AzureADMyOrg" or "AzureADMultipleOrgs".',
    );
  });

  it("stops an update when its rules are mandatory, before the application is made", async () => {
    const run = await own.runToFailure("up", ...MANDATORY);
    expect(run.code).toBe(1);
    expect(violations(run)).toEqual(["[mandatory] personal-accounts ApplicationRegistration mail"]);
    await expect(own.graph.applications()).resolves.toEqual([]);
  });

  it("lets an update pass that keeps all rules", async () => {
    const run = await own.run("up", ...MANDATORY, "--config", "signInAudience=AzureADMyOrg");
    expect(run).toMatchObject({ code: 0, changes: { create: 7, same: 2 } });
    expect(violations(run)).toEqual([]);
    await expect(own.graph.applications()).resolves.toHaveLength(1);
  });

  it("finds every rule broken in a program without the component", async () => {
    const run = await foreign.run("preview", ...PACK);
    expect(violations(run)).toEqual([
      "[advisory] application-permissions Application whole",
      "[advisory] audience ApplicationRegistration split",
      "[advisory] delegated-permissions Application whole",
      "[advisory] implicit-tokens Application whole",
      "[advisory] personal-accounts Application whole",
      "[advisory] personal-accounts ApplicationRegistration split",
      "[advisory] redirect-uris ApplicationRedirectUris redirects",
      "[advisory] secret-count ApplicationRegistration split",
      "[advisory] secret-lifetime Application whole",
    ]);
    expect(run.stderr).toContain("is 3 (one, three, two)");
  });
});

/** Level, policy and resource of each violation that the engine reported, sorted. */
function violations({ stderr }: Run): string[] {
  const lines = stderr.matchAll(/^ +- (\[\w+\]) +\[severity: \w+\] +(\S+) +\(azuread:index:(\w+): (\S+)\)$/gm);
  return [...lines].map(([, ...words]) => words.join(" ")).sort();
}
