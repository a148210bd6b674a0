import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { type LocalStack, type Run, startLocalStack } from "./localStack.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const PACK = ["--policy-pack", join(ROOT, "policy")];
const MANDATORY = [...PACK, "--policy-pack-config", join(ROOT, "policy", "mandatory.json")];

/** An application that no stack declares. */
const NOBODYS = "bbbbbbbb-1111-4111-8111-bbbbbbbbbbbb";

/** Somebody's program without the component, that breaks every rule; ids stand for roles and permissions that no rule knows. */
const PROGRAM = `
import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
const GRAPH = "00000003-0000-0000-c000-000000000000";

new azuread.Application("whole", {
  displayName: "Made without the component",
  signInAudience: "AzureADandPersonalMicrosoftAccount",
  api: { requestedAccessTokenVersion: 2 },
  web: { implicitGrant: { accessTokenIssuanceEnabled: true, idTokenIssuanceEnabled: false } },
  password: { displayName: "without an end" },
  fallbackPublicClientEnabled: true,
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
const endDate = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 19) + "Z";
for (const label of ["one", "two", "three"]) {
  new azuread.ApplicationPassword(label, { applicationId: split.id, displayName: label, endDate });
}

// Exchange Online's Mail.Send is on the list, Microsoft Graph's is not.
const client = new azuread.ServicePrincipal("client", { clientId: split.clientId });
for (const [api, clientId] of [["graph", GRAPH], ["exchange", "00000002-0000-0ff1-ce00-000000000000"]]) {
  const resource = new azuread.ServicePrincipal(api, { clientId, useExisting: true });
  new azuread.ServicePrincipalDelegatedPermissionGrant("consent-" + api, {
    servicePrincipalObjectId: client.objectId,
    resourceServicePrincipalObjectId: resource.objectId,
    claimValues: ["Mail.Send"],
  });
}
new azuread.ApplicationPassword("planted", { applicationId: "/applications/${NOBODYS}", displayName: "planted", endDate });
const adopted = new azuread.ServicePrincipal("adopted", { clientId: "${NOBODYS}", useExisting: true });
new azuread.ServicePrincipalDelegatedPermissionGrant("consent-adopted", {
  servicePrincipalObjectId: adopted.objectId,
  resourceServicePrincipalObjectId: adopted.objectId,
  claimValues: ["offline_access"],
});
const { objectId } = azuread.getClientConfigOutput();
new azuread.ApplicationOwner("owner", { applicationId: split.id, ownerObjectId: objectId });
new pulumi.ComponentResource("msgraph:index/resource:Resource", "elsewhere");
`;

/**
 * What only an update can tell: three secrets of one application, spelt differently and beside decoys, and consents to APIs by their ids; and a
 * secret of an application, named by its object id, that somebody else made and that the program only reads.
 */
const disguisedProgram = (victim: string): string => `
import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
const endDate = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 19) + "Z";
const hidden = new azuread.ApplicationRegistration("hidden", { displayName: "Hidden", signInAudience: "AzureADMyOrg" });
for (const [index, label] of ["first", "second", "third"].entries()) {
  const decoy = new azuread.ApplicationRegistration("decoy-" + label, { displayName: label, signInAudience: "AzureADMyOrg" });
  const spelt = (id: string) => (index === 0 ? id : "/applications/" + id.slice("/applications/".length).toUpperCase());
  const applicationId = pulumi.all([decoy.id, hidden.id]).apply(([, id]) => spelt(id));
  new azuread.ApplicationPassword(label, { applicationId, displayName: label, endDate });
}
const victim = azuread.ApplicationRegistration.get("victim", "/applications/${victim}");
new azuread.ApplicationPassword("planted", { applicationId: victim.id, displayName: "planted", endDate });
const beside = pulumi.all([hidden.id, victim.id]).apply(([, id]) => id);
new azuread.ApplicationPassword("beside", { applicationId: beside, displayName: "beside", endDate });
const client = new azuread.ServicePrincipal("client", { clientId: hidden.clientId });
for (const [api, clientId] of [["graph", "00000003-0000-0000-c000-000000000000"], ["exchange", "00000002-0000-0ff1-ce00-000000000000"]]) {
  const found = azuread.getServicePrincipalOutput({ clientId });
  const resource = azuread.ServicePrincipal.get(api, found.objectId.apply((id) => "/servicePrincipals/" + id));
  new azuread.ServicePrincipalDelegatedPermissionGrant("consent-" + api, {
    servicePrincipalObjectId: client.objectId,
    resourceServicePrincipalObjectId: resource.objectId,
    claimValues: ["Mail.Send"],
  });
}
`;

let own: LocalStack;
let copy: ProjectCopy;
let foreign: LocalStack;
let disguisedCopy: ProjectCopy;
let disguised: LocalStack;

beforeAll(async () => {
  own = await startLocalStack();
  copy = await copyProject();
  await copy.write("index.ts", PROGRAM);
  foreign = await startLocalStack(copy.root);
  disguisedCopy = await copyProject();
  disguised = await startLocalStack(disguisedCopy.root);
  const made = await disguised.graph.call("POST", "/applications", {
    displayName: "Somebody else's",
    signInAudience: "AzureADMyOrg",
  });
  await disguisedCopy.write("index.ts", disguisedProgram((made.body as { id: string }).id));
});

afterAll(async () => {
  await own.close();
  await foreign.close();
  await copy.close();
  await disguised.close();
  await disguisedCopy.close();
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
      "[advisory] delegated-permissions ServicePrincipalDelegatedPermissionGrant consent-adopted",
      "[advisory] delegated-permissions ServicePrincipalDelegatedPermissionGrant consent-graph",
      "[advisory] delegated-permissions Stack aem-mail-oauth-local",
      "[advisory] foreign-applications ApplicationPassword planted",
      "[advisory] foreign-applications ServicePrincipalDelegatedPermissionGrant consent-adopted",
      "[advisory] implicit-tokens Application whole",
      "[advisory] not-judged Resource elsewhere",
      "[advisory] owners ApplicationOwner owner",
      "[advisory] personal-accounts Application whole",
      "[advisory] personal-accounts ApplicationRegistration split",
      "[advisory] public-clients Application whole",
      "[advisory] public-clients ApplicationRedirectUris redirects",
      "[advisory] redirect-uris ApplicationRedirectUris redirects",
      "[advisory] secret-count ApplicationRegistration split",
      "[advisory] secret-lifetime Application whole",
    ]);
    expect(run.stderr).toContain("is 3 (one, three, two)");
    expect(run.stderr).toContain("not judged: msgraph:index/resource:Resource");
    expect(run.stderr).toContain("string value at .resourceServicePrincipalObjectId can't be known during preview");
  });

  it("says in a preview what it cannot count yet, and counts at the update, whatever the spelling and what else an id is made of", async () => {
    const told = [
      "delegated-permissions ServicePrincipalDelegatedPermissionGrant consent-exchange",
      "delegated-permissions ServicePrincipalDelegatedPermissionGrant consent-graph",
    ];
    const preview = await disguised.run("preview", ...PACK);
    expect(violations(preview)).toEqual([...told, PLANTED, "secret-count Stack aem-mail-oauth-local"].map(advised));
    expect(preview.stderr).toContain("string value at .applicationId can't be known during preview");
    const update = await disguised.run("up", ...PACK);
    expect(violations(update)).toEqual(
      [
        ...told,
        "foreign-applications ApplicationPassword beside",
        PLANTED,
        "secret-count ApplicationRegistration hidden",
      ].map(advised),
    );
    expect(update.stderr).toContain("is 3 (first, second, third)");
    const again = await disguised.runToFailure("up", ...MANDATORY);
    expect(again.code).toBe(1);
    expect(violations(again)).toContain("[mandatory] secret-count ApplicationRegistration hidden");
    expect(violations(again)).toContain(`[mandatory] ${PLANTED}`);
  });
});

const PLANTED = "foreign-applications ApplicationPassword planted";
const advised = (violation: string): string => `[advisory] ${violation}`;

/** Level, policy and resource of each violation that the engine reported, sorted. */
function violations({ stderr }: Run): string[] {
  const lines = stderr.matchAll(
    /^ +- (\[\w+\]) +\[severity: \w+\] +(\S+) +\((?:azuread|msgraph|pulumi):\w+:(\w+): (\S+)\)$/gm,
  );
  return [...lines].map(([, ...words]) => words.join(" ")).sort();
}
