import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { findPermission } from "../../components/catalogue/permissions.ts";
import { readClientSecrets } from "../../local/tenant/server/environment.ts";
import { CLIENTS } from "../../local/tenant/state/seed.ts";
import { runCommand } from "./command.ts";
import { type Graph, type GraphApplication, graphOf } from "./graph.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const MAIL_SEND = "b633e1c5-b582-4048-a93e-9f11b44c7e96";

let local: LocalStack;

beforeEach(async () => {
  local = await startLocalStack();
});

afterEach(() => local.close());

const command = (...args: string[]) => runCommand([...args, "--stack", "local", "--folder", local.folder.root]);

async function application(): Promise<GraphApplication> {
  const [found] = await local.graph.applications();
  if (found === undefined) throw new Error("The tenant has no application.");
  return found;
}

async function idOf(path: string): Promise<string> {
  return ((await local.graph.call("GET", path)).body as { id: string }).id;
}

/** The colleague with every right, who changes things in the portal. */
function administrator(): Promise<Graph> {
  const environment = {
    ...local.tenant.environment,
    ARM_CLIENT_ID: CLIENTS.administrator.appId,
    ARM_CLIENT_SECRET: readClientSecrets(local.folder.tenant).administrator,
  };
  return graphOf({ ...local.tenant, environment });
}

/** Changes the deployed application behind Pulumi's back, in every way that widens or breaks access. */
async function changeByHand(): Promise<void> {
  const { id, appId, requiredResourceAccess } = await application();
  const principal = await idOf(`/servicePrincipals(appId='${appId}')`);
  const graphApi = "00000003-0000-0000-c000-000000000000";
  const graphPrincipal = await idOf(`/servicePrincipals(appId='${graphApi}')`);
  const admin = await idOf("/users/admin@forms.example");
  const { raw } = new X509Certificate(readFileSync(join(local.folder.tenant, "authority.pem")));
  const asked = requiredResourceAccess[0]?.resourceAccess.slice(1) ?? [];
  const patch = {
    displayName: "Renamed",
    signInAudience: "AzureADMultipleOrgs",
    isFallbackPublicClient: true,
    isDeviceOnlyAuthSupported: true,
    nativeAuthenticationApisEnabled: "all",
    groupMembershipClaims: "All",
    api: { acceptMappedClaims: true, knownClientApplications: [CLIENTS.administrator.appId] },
    identifierUris: [`api://${appId}`],
    web: {
      redirectUris: ["http://localhost", "https://elsewhere.example/"],
      implicitGrantSettings: { enableAccessTokenIssuance: false },
    },
    spa: { redirectUris: ["https://spa.example/"] },
    publicClient: { redirectUris: ["http://localhost/native"] },
    requiredResourceAccess: [
      {
        resourceAppId: graphApi,
        resourceAccess: [
          ...asked,
          { id: findPermission("Mail.ReadWrite")?.id, type: "Scope" },
          { id: MAIL_SEND, type: "Role" },
        ],
      },
      { resourceAppId: CLIENTS.deployer.appId, resourceAccess: [{ id: MAIL_SEND, type: "Scope" }] },
    ],
    keyCredentials: [{ displayName: "by hand", key: raw.toString("base64") }],
  };
  const federated = {
    name: "pipeline",
    issuer: "https://token.actions.githubusercontent.com",
    subject: "repo:contoso/mail:ref:refs/heads/main",
    audiences: ["api://AzureADTokenExchange"],
  };
  const statuses = [
    await local.graph.call("PATCH", `/applications/${id}`, patch),
    await local.graph.call("POST", `/applications/${id}/addPassword`, { passwordCredential: { displayName: "spare" } }),
    await local.graph.call("POST", `/applications/${id}/federatedIdentityCredentials`, federated),
    await local.graph.call("POST", `/applications/${id}/owners/$ref`, {
      "@odata.id": `${local.tenant.url}/v1.0/directoryObjects/${admin}`,
    }),
    await local.graph.call("PATCH", `/servicePrincipals/${principal}`, { appRoleAssignmentRequired: true }),
    await local.graph.call("POST", "/oauth2PermissionGrants", {
      clientId: principal,
      consentType: "AllPrincipals",
      resourceId: graphPrincipal,
      scope: "User.Read Calendars.Read",
    }),
    await (
      await administrator()
    ).call("POST", `/servicePrincipals/${principal}/appRoleAssignments`, {
      principalId: principal,
      resourceId: graphPrincipal,
      appRoleId: MAIL_SEND,
    }),
  ].map(({ status }) => status);
  expect(statuses).toEqual([204, 200, 201, 204, 204, 201, 201]);
}

interface LiveJson {
  readonly asDeclared: boolean;
  readonly differences: readonly { change: string; kind: string; name: string }[];
  readonly consents: readonly unknown[];
  readonly unread: readonly unknown[];
}

describe("access --live", () => {
  it("says that what was just deployed is as declared, then names everything that a hand changed, and writes nothing", async () => {
    const before = await command("access", "--live");
    expect(before).toMatchObject({ code: 1, stdout: "" });
    expect(before.stderr).toBe("Nothing of stack local is deployed, so there is nothing live to compare.\n");

    await local.run("up");
    const clean = await command("access", "--live");
    expect(clean.stdout).toContain("\nThe tenant has what stack local declares.\n\nNobody has consented yet.\n");
    expect(clean.code).toBe(0);

    await changeByHand();
    local.requests.length = 0;
    const { code, stdout } = await command("access", "--live", "--json");
    const report = JSON.parse(stdout) as LiveJson;
    expect(report.differences.map(({ change, kind, name }) => `${change} ${kind} ${name}`)).toEqual([
      "changed application Renamed",
      "changed accounts AzureADMultipleOrgs",
      "added permission Mail.ReadWrite",
      "added application permission Mail.Send",
      `added permission ${MAIL_SEND}`,
      expect.stringMatching(/^missing permission /),
      "added consent Calendars.Read",
      "added granted application permission Mail.Send",
      "added redirect URI https://elsewhere.example/",
      "missing redirect URI https://login.microsoftonline.com/common/oauth2/nativeclient",
      "added SPA redirect URI https://spa.example/",
      "added public-client redirect URI http://localhost/native",
      "added public client flows allowed",
      "changed access tokens from the sign-in page not allowed",
      "added client secret spare",
      "added certificate by hand",
      "added federated credential pipeline",
      "added device sign-in allowed",
      "added native authentication all",
      `added known client application ${CLIENTS.administrator.appId}`,
      "added mapped claims accepted",
      "added groups in tokens All",
      "added owner admin@forms.example",
      "changed assignment required",
      `added identifier URI api://${(await application()).appId}`,
    ]);
    expect(report.consents).toEqual([
      expect.objectContaining({ user: null, api: "Microsoft Graph", scopes: ["User.Read", "Calendars.Read"] }),
    ]);
    expect([code, report.asDeclared, report.unread]).toEqual([4, false, []]);
    const written = local.requests.filter((line) => !line.startsWith("GET ") && !line.includes("/oauth2/v2.0/token "));
    expect(written).toEqual([]);
  });
});

describe("rotate repair", () => {
  it("after an update that was killed removes exactly the secret that it left, and never one that the state knows", async () => {
    await local.runAndKillAt(/^POST \/v1\.0\/applications\/[^/]+\/addPassword 200/, "up");
    const [left] = (await application()).passwordCredentials;
    const named = await command("rotate", "repair");
    expect(named.code).toBe(4);
    expect(named.stdout).toContain(`"initial", begins with `);
    expect(named.stdout).toContain(`npx aem-mail-oauth rotate repair --stack local --yes ${left?.keyId ?? ""}\n`);
    expect((await application()).passwordCredentials).toHaveLength(1);
    expect((await command("rotate", "repair", "--yes", left?.keyId ?? "")).code).toBe(0);
    expect((await application()).passwordCredentials).toEqual([]);

    await local.run("up");
    const { outputs } = await local.run("outputs", "--show-secrets");
    const { id, appId } = await application();
    const [known] = (await application()).passwordCredentials;
    await local.graph.call("POST", `/applications/${id}/addPassword`, {
      passwordCredential: { displayName: "initial" },
    });
    const refused = await command("rotate", "repair", "--yes", known?.keyId ?? "");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("is known to the stack's state, so it is not removed here.");
    expect((await application()).passwordCredentials).toHaveLength(2);
    expect((await command("rotate", "repair", "--yes", "initial")).code).toBe(0);
    expect((await application()).passwordCredentials).toEqual([known]);
    expect((await local.graph.token(appId, String(outputs.clientSecret))).status).toBe(200);
  });
});

describe("repair", () => {
  it("of stack local removes what a killed update left in the tenant, and leaves the state to stack local itself", async () => {
    await local.runAndKillAt(/^POST \/v1\.0\/applications\/[^/]+\/addPassword 200/, "up");
    const shown = await command("repair");
    expect(shown).toMatchObject({ code: 4, stderr: "" });
    expect(shown.stdout).toContain("\nStack local puts that right by itself, with the next npx aem-mail-oauth local\n");
    expect((await application()).passwordCredentials).toHaveLength(1);
    const removed = await command("repair", "--yes");
    expect(removed.code).toBe(4);
    expect(removed.stdout).not.toContain("pulumi ");
    expect((await application()).passwordCredentials).toEqual([]);

    await local.run("up");
    expect(await command("repair")).toEqual({ code: 0, stdout: "Nothing to repair.\n", stderr: "" });
  });
});
