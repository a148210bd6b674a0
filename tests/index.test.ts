import { beforeEach, describe, expect, it, jest } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";

import mailProgram from "../index.ts";
import { CLIENT, record, TENANT, valueOf } from "./components/recordedProgram.ts";

type Outputs = Record<string, pulumi.Output<unknown>>;

/** Runs the program with this configuration, as often as asked. */
async function run(
  config: Record<string, string>,
  secretKeys: string[] = [],
  stack = "dev",
  lastOutputs: Record<string, unknown> = {},
) {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
  const { registrations, result } = await record(
    async () => {
      pulumi.runtime.setAllConfig(config, secretKeys);
      return (await mailProgram().catch((thrown: unknown) => thrown)) as Outputs | Error;
    },
    { stack, outputs: lastOutputs },
  );
  return { registrations, result, warnings: warn.mock.calls.map(([text]) => text) };
}

async function deployed(config: Record<string, string>, stack?: string) {
  const { registrations, result, warnings } = await run(config, [], stack);
  if (result instanceof Error) throw result;
  return { registrations, outputs: result, warnings };
}

const PINNED = { "azuread:tenantId": TENANT };

beforeEach(() => {
  jest.restoreAllMocks();
});

describe("the program", () => {
  it("declares one application called mail and exports exactly the documented outputs", async () => {
    const { registrations, outputs, warnings } = await deployed(PINNED);
    expect(Object.keys(outputs).sort()).toEqual([
      "adminConsentUrl",
      "authorizeUrl",
      "clientId",
      "clientSecret",
      "clientSecretExpires",
      "clientSecrets",
      "objectId",
      "permissions",
      "portalUrl",
      "redirectUris",
      "tenantId",
      "tokenRequest",
      "tokenUrl",
    ]);
    const components = registrations.filter(({ type }) => type === "aem-mail-oauth:index:MailApplication");
    expect(components.map(({ name }) => name)).toEqual(["mail"]);
    expect(registrations).toHaveLength(8);
    expect(warnings).toEqual([]);
    await expect(valueOf(outputs.clientId as pulumi.Output<string>)).resolves.toBe(CLIENT);
  });

  it("takes its settings from the stack's configuration", async () => {
    const { registrations, outputs } = await deployed({
      ...PINNED,
      "aem-mail-oauth:displayName": "Mail of the forms",
      "aem-mail-oauth:signInAudience": "AzureADMyOrg",
    });
    const registration = registrations.find(({ type }) => type.endsWith(":ApplicationRegistration"));
    expect(registration?.inputs).toMatchObject({ displayName: "Mail of the forms", signInAudience: "AzureADMyOrg" });
    await expect(valueOf(outputs.tokenUrl as pulumi.Output<string>)).resolves.toBe(
      `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`,
    );
  });

  it("warns when the tenant is not pinned, and goes on", async () => {
    const { registrations, warnings } = await deployed({});
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^azuread:tenantId is not set/);
    expect(registrations).toHaveLength(8);
  });

  it("refuses bad settings all at once, without a stack trace and before the first resource", async () => {
    const { registrations, result } = await run({
      ...PINNED,
      "aem-mail-oauth:permissions": '["IMAP.AccessUser.All"]',
      "aem-mail-oauth:displaynam": "x",
      "aem-mail-oauth:protect": "perhaps",
    });
    expect(pulumi.RunError.isInstance(result)).toBe(true);
    expect((result as Error).message).toBe(
      [
        "4 settings are invalid. Nothing was changed.",
        "",
        "  aem-mail-oauth:displaynam",
        '    given:   the key "displaynam"',
        '    allowed: "displayName", "preset", "signInAudience", "permissions", "redirectUris", "implicitGrant", ' +
          '"clientSecrets", "maxSecretLifetime", "owners", "protect", "mailbox", "cloud", "authority", "refreshToken", "tokenStore", "deliverTo", "deliverBetween", "otherPlaces", "rotateEvery" or "notify"',
        '    fix:     Write "displayName" instead, or remove it.',
        "",
        "  aem-mail-oauth:protect",
        '    given:   "perhaps"',
        "    allowed: true or false",
        "    fix:     Write true or false, in small letters.",
        "",
        "  aem-mail-oauth:permissions[0]",
        '    given:   "IMAP.AccessUser.All"',
        "    allowed: delegated permissions by name: Microsoft Graph's bare, Office 365 Exchange Online's as exchange/<name>",
        '    fix:     Write "IMAP.AccessAsUser.All".',
        "",
        "  aem-mail-oauth:permissions",
        "    given:   a list without offline_access",
        "    allowed: a list with offline_access",
        "    fix:     Add offline_access: without it Entra issues no refresh token, and AEM could sign in for an hour only.",
        "",
      ].join("\n"),
    );
    expect(registrations).toEqual([]);
  });

  it("sees which values are encrypted, and does not show them", async () => {
    const { registrations, result } = await run({ ...PINNED, "aem-mail-oauth:mailbox": "hunter2" }, [
      "aem-mail-oauth:mailbox",
    ]);
    expect((result as Error).message).toContain("given:   an encrypted value");
    expect((result as Error).message).not.toContain("hunter2");
    expect(registrations).toEqual([]);
  });

  it("says nothing about an encrypted refresh token", async () => {
    const { result, warnings } = await run({ ...PINNED, "aem-mail-oauth:refreshToken": "0.token" }, [
      "aem-mail-oauth:refreshToken",
    ]);
    expect(result).not.toBeInstanceOf(Error);
    expect(warnings).toEqual([]);
  });
});

describe("the program, with secrets that are live", () => {
  const live = (...labels: string[]) => ({ clientSecrets: labels.map((label) => ({ label })) });
  const secrets = (...labels: string[]) => ({
    ...PINNED,
    "aem-mail-oauth:clientSecrets": JSON.stringify(labels.map((label) => ({ label }))),
  });

  it("refuses an illegal step together with all other faults, before the first resource", async () => {
    const config = { ...secrets("c", "b"), "aem-mail-oauth:protect": "perhaps" };
    const { registrations, result } = await run(config, [], "dev", live("b", "a"));
    expect((result as Error).message).toMatch(/^2 settings are invalid\. Nothing was changed\.\n/);
    expect((result as Error).message).toContain('given:   "c", "b", after "b", "a"');
    expect(registrations).toEqual([]);
  });

  it("warns before it replaces the only one, and goes on", async () => {
    const { registrations, warnings } = await run(secrets("b"), [], "dev", live("a"));
    expect(warnings).toEqual([expect.stringMatching(/^This update revokes "a", the only client secret/)]);
    expect(registrations).toHaveLength(8);
  });

  it("does not show a secret's value that was pasted as a label", async () => {
    const { result } = await run(secrets("Q~pasted", "a"), [], "dev", live("b", "a"));
    expect((result as Error).message).toMatch(/^1 setting is invalid/);
    expect((result as Error).message).toContain("clientSecrets[0].label");
  });

  it.each([
    ["no such output", { clientId: "x" }],
    ["another shape", { clientSecrets: "initial" }],
  ])("takes outputs of %s for those of no deployment", async (_, outputs) => {
    const { registrations, warnings } = await run(secrets("b", "a"), [], "dev", outputs);
    expect(warnings).toEqual([]);
    expect(registrations).toHaveLength(9);
  });
});
