import { execFileSync } from "node:child_process";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";

import { connect, variablesFor } from "../../entra/connect.ts";
import { record } from "../../support/shape.ts";
import { UserError } from "../../support/userError.ts";
import { CALLER, type Scripted, type ScriptedEntra, startEntra, TENANT, tokenOf } from "./entra.ts";

const CLIENT = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
const { PATH } = process.env;

let entra: ScriptedEntra;

beforeEach(async () => {
  entra = await startEntra();
});

afterEach(async () => {
  process.env.PATH = PATH;
  await entra.close();
});

const plain = (values: Readonly<Record<string, string>>) => ({ values, isSecret: () => false });

const signIn = (variables: Readonly<Record<string, string>>, config: Readonly<Record<string, string>> = {}) =>
  connect({ config: plain(config), variables: { ...entra.variables, ARM_CLIENT_ID: CLIENT, ...variables } });

/** An `az` of ours, first on PATH. */
async function installAz(script: string): Promise<void> {
  await writeFile(join(entra.folder, "az"), `#!/bin/sh\n${script}\n`);
  await chmod(join(entra.folder, "az"), 0o755);
  process.env.PATH = `${entra.folder}:${PATH ?? ""}`;
}

/** A certificate with its key, PKCS#12 in base64. */
function newArchive(password: string): string {
  const [key, certificate] = [join(entra.folder, "client.key"), join(entra.folder, "client.pem")];
  const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=client", "-days", "36500"];
  execFileSync("openssl", [...request, "-keyout", key, "-out", certificate], { stdio: "ignore" });
  const wrap = ["pkcs12", "-export", "-inkey", key, "-in", certificate, "-passout", `pass:${password}`];
  return execFileSync("openssl", wrap).toString("base64");
}

describe("connect", () => {
  it("signs in with a client secret, and asks for a token of Microsoft Graph once", async () => {
    const { callerId, tenantId, graph } = await signIn({ ARM_CLIENT_SECRET: "hush" });
    entra.answers.push({ status: 200, body: { id: "1" } }, { status: 200, body: { id: "2" } });
    await graph.get("/applications/1", record);
    await graph.get("/applications/2", record);
    expect([callerId, tenantId, entra.forms.length]).toEqual([CALLER, TENANT, 1]);
    expect(Object.fromEntries(entra.forms[0] ?? [])).toMatchObject({
      client_id: CLIENT,
      client_secret: "hush",
      grant_type: "client_credentials",
      scope: expect.stringContaining(`${entra.url}/.default`) as unknown,
    });
    expect(entra.asked.map(({ headers }) => headers.authorization)).toEqual(
      Array(2).fill(`Bearer ${tokenOf(entra.claims)}`),
    );
  });

  it("signs in with the OIDC token that a file holds", async () => {
    const path = join(entra.folder, "token");
    await writeFile(path, "from-a-file\n");
    await signIn({ ARM_USE_OIDC: "true", ARM_OIDC_TOKEN_FILE_PATH: path });
    expect(entra.forms[0]?.get("client_assertion")).toBe("from-a-file");
  });

  it("asks GitHub for an identity token that is made out to Entra", async () => {
    // The library asks for each client assertion twice.
    entra.answers.push(...Array<Scripted>(2).fill({ status: 200, body: { count: 1, value: "from-github" } }));
    await signIn({
      ARM_USE_OIDC: "true",
      ACTIONS_ID_TOKEN_REQUEST_URL: `${entra.pipelineUrl}?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "job",
    });
    expect(entra.forms[0]?.get("client_assertion")).toBe("from-github");
    expect(entra.asked[0]).toMatchObject({
      method: "GET",
      path: "/token?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange",
      headers: { authorization: "Bearer job" },
    });
  });

  it("asks Azure DevOps for the token of a service connection", async () => {
    entra.answers.push(...Array<Scripted>(2).fill({ status: 200, body: { oidcToken: "from-devops" } }));
    await signIn({
      ARM_USE_OIDC: "true",
      SYSTEM_OIDCREQUESTURI: entra.pipelineUrl,
      SYSTEM_ACCESSTOKEN: "job",
      ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "connection",
    });
    expect(entra.forms[0]?.get("client_assertion")).toBe("from-devops");
    expect(entra.asked[0]).toMatchObject({
      method: "POST",
      path: "/token?api-version=7.1&serviceConnectionId=connection",
      headers: { authorization: "Bearer job" },
    });
  });

  it("says what a pipeline lacks that gives no identity token", async () => {
    entra.answers.push({ status: 403, body: {} });
    await expect(
      signIn({ ARM_USE_OIDC: "true", ARM_OIDC_REQUEST_URL: entra.pipelineUrl, ARM_OIDC_REQUEST_TOKEN: "job" }),
    ).rejects.toThrow(/gave no identity token \(status 403\)\. Has the job the permission "id-token: write"/);
  });

  it("signs an assertion with the certificate of a PKCS#12 archive", async () => {
    const archive = newArchive("open sesame");
    await signIn({ ARM_CLIENT_CERTIFICATE: archive, ARM_CLIENT_CERTIFICATE_PASSWORD: "open sesame" });
    const assertion = entra.forms[0]?.get("client_assertion") ?? "";
    expect(decodeJwt(assertion)).toMatchObject({ iss: CLIENT, sub: CLIENT });
  });

  it("says that an archive cannot be opened with the password given", async () => {
    const archive = newArchive("open sesame");
    await expect(signIn({ ARM_CLIENT_CERTIFICATE: archive, ARM_CLIENT_CERTIFICATE_PASSWORD: "wrong" })).rejects.toThrow(
      /^openssl cannot open the client certificate: .*ARM_CLIENT_CERTIFICATE_PASSWORD its password\?$/s,
    );
  });

  it("asks the Azure CLI for the stack's own tenant where nothing else is given", async () => {
    const answer = JSON.stringify({
      accessToken: tokenOf(entra.claims),
      expires_on: 4_102_444_800,
      tokenType: "Bearer",
    });
    await installAz(`echo "$@" > "${entra.folder}/args"; echo '${answer}'`);
    const { callerId } = await signIn({ ARM_TENANT_ID: "" }, { "azuread:tenantId": TENANT });
    expect(callerId).toBe(CALLER);
    const args = await readFile(join(entra.folder, "args"), "utf8");
    expect(args).toBe(`account get-access-token --output json --resource ${entra.url} --tenant ${TENANT}\n`);
  });

  it("says how to sign in where the Azure CLI is not signed in", async () => {
    await installAz(`echo "Please run 'az login' to setup account." >&2; exit 1`);
    await expect(signIn({})).rejects.toThrow(
      `Not signed in to tenant ${TENANT}. Sign in: az login --tenant ${TENANT} --allow-no-subscriptions\n`,
    );
  });

  it("passes on why Entra refused, without the secret", async () => {
    entra.refusal = "AADSTS7000215: Invalid client secret provided. Trace ID: 1 Correlation ID: 2";
    const refused = signIn({ ARM_CLIENT_SECRET: "hush" });
    await expect(refused).rejects.toThrow(
      new RegExp(
        `^Signing in to tenant ${TENANT} as client ${CLIENT} with a client secret failed: .*AADSTS7000215: Invalid client secret provided\\.$`,
      ),
    );
    await expect(refused).rejects.not.toThrow(/hush/);
  });

  it("refuses a sign-in that leads to another tenant than the stack's", async () => {
    entra.claims.tid = "00000000-0000-4000-8000-000000000000";
    await expect(signIn({ ARM_CLIENT_SECRET: "hush" })).rejects.toThrow(
      `Signed in with a client secret, that is in tenant ${entra.claims.tid}, but the stack belongs to tenant ${TENANT}.`,
    );
  });

  it("refuses a stack that is pinned to another tenant than it was deployed to, before it signs in", async () => {
    const config = { "azuread:tenantId": "00000000-0000-4000-8000-000000000000" };
    const variables = { ...entra.variables, ARM_CLIENT_ID: CLIENT, ARM_CLIENT_SECRET: "hush" };
    await expect(connect({ config: plain(config), variables, tenantId: TENANT })).rejects.toThrow(
      `azuread:tenantId is ${config["azuread:tenantId"]}, but what is deployed is in tenant ${TENANT}.`,
    );
    expect(entra.forms).toEqual([]);
  });

  it("says that there is nothing to sign in with where the Azure CLI is turned off", async () => {
    await expect(signIn({ ARM_USE_CLI: "false" })).rejects.toThrow(/^Nothing to sign in to Microsoft Entra with/);
  });
});

/** A value that must stand nowhere: not in a message, not in a question to anybody. */
const SEALED = "s3cr3t-value.invalid";

describe("connect with encrypted settings", () => {
  const sealing = (key: string, value = SEALED) => ({
    config: { values: { [key]: value }, isSecret: (name: string) => name === key },
    variables: { ...entra.variables, ARM_CLIENT_ID: CLIENT, ARM_CLIENT_SECRET: "hush" },
  });
  const KEYS = [
    ...["tenantId", "clientId", "environment", "metadataHost", "clientIdFilePath", "clientSecretFilePath"],
    ...["clientCertificatePath", "oidcTokenFilePath", "oidcRequestUrl", "adoPipelineServiceConnectionId"],
  ];

  it.each(KEYS)("refuses an encrypted azuread:%s before anybody is asked, and does not show it", async (name) => {
    const { config, variables } = sealing(`azuread:${name}`);
    const refused: unknown = await connect({ config, variables, tenantId: TENANT }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UserError);
    const words = inspect(refused);
    expect(words).toContain(`azuread:${name}\n    given:   an encrypted value\n`);
    expect(words).toContain(`pulumi config rm azuread:${name}, then pulumi config set azuread:${name}`);
    expect(words).not.toContain(SEALED);
    expect([entra.forms, entra.asked]).toEqual([[], []]);
  });

  it("names all of them at once", async () => {
    const values = { "azuread:tenantId": SEALED, "azuread:clientId": SEALED, "azuread:metadataHost": "" };
    const refused = connect({ config: { values, isSecret: () => true }, variables: {} });
    await expect(refused).rejects.toThrow(/^2 settings are invalid\.[^]*azuread:tenantId\n[^]*azuread:clientId\n/);
  });

  it("shows the same value where it is plain, which proves that it would have been seen", async () => {
    const { config, variables } = sealing("azuread:tenantId");
    const shown = connect({ config: { ...config, isSecret: () => false }, variables, tenantId: TENANT });
    await expect(shown).rejects.toThrow(`azuread:tenantId is ${SEALED}, but`);
  });

  it("signs in with an encrypted client secret, which is one", async () => {
    const { config, variables } = sealing("azuread:clientSecret", "sealed");
    await connect({ config, variables });
    expect(entra.forms[0]?.get("client_secret")).toBe("sealed");
  });
});

describe("variablesFor", () => {
  it("takes what a tenant on this machine gives and nothing of the person's own", () => {
    expect(variablesFor({ environment: { ARM_CLIENT_ID: CLIENT } })).toEqual({ ARM_CLIENT_ID: CLIENT });
    expect(variablesFor({ environment: {} })).toBe(process.env);
  });
});
