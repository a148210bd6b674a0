import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { type Api, runScript, startApi } from "./scripts.ts";

let folder: string;
let api: Api | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-azure-"));
});

afterEach(async () => {
  await api?.close();
  await rm(folder, { recursive: true, force: true });
});

const SHOW = `
  const { statSync, readFileSync } = require("node:fs");
  const { AZURE_FEDERATED_TOKEN_FILE: file, ARM_USE_OIDC, ARM_CLIENT_ID, ARM_TENANT_ID } = process.env;
  const mode = (statSync(file).mode & 0o777).toString(8);
  console.log(JSON.stringify({ ARM_USE_OIDC, ARM_CLIENT_ID, ARM_TENANT_ID, mode, token: readFileSync(file, "utf8") }));
  process.exit(5);
`;

const environment = (url: string) => ({
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
  ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?version=1`,
  AZURE_CLIENT_ID: "client",
  AZURE_TENANT_ID: "tenant",
  RUNNER_TEMP: folder,
});

describe("with-azure.sh", () => {
  it("gives a command the job's token in a file of its own, ends as it does, and leaves nothing behind", async () => {
    const line = "GET /token?version=1&audience=api%3A%2F%2FAzureADTokenExchange";
    api = await startApi({ [line]: { count: 1, value: "federated-token" } });
    const { code, stdout, stderr } = await runScript(["with-azure.sh", "node", "-e", SHOW], {
      cwd: folder,
      env: environment(api.url),
    });
    expect(stderr).toBe("");
    expect(code).toBe(5);
    expect(JSON.parse(stdout)).toEqual({
      ARM_USE_OIDC: "true",
      ARM_CLIENT_ID: "client",
      ARM_TENANT_ID: "tenant",
      mode: "600",
      token: "federated-token",
    });
    expect(api.requests).toEqual([{ line, authorization: "Bearer request-token", body: undefined }]);
    await expect(readdir(folder)).resolves.toEqual([]);
  });

  it("does not run the command when there is no token", async () => {
    api = await startApi({});
    const { code, stdout } = await runScript(["with-azure.sh", "echo", "ran"], {
      cwd: folder,
      env: environment(api.url),
    });
    expect(code).not.toBe(0);
    expect(stdout).toBe("");
    await expect(readdir(folder)).resolves.toEqual([]);
  });

  it.each(["AZURE_CLIENT_ID", "AZURE_TENANT_ID", "ACTIONS_ID_TOKEN_REQUEST_URL"])(
    "names %s when it is empty",
    async (name) => {
      const env = { ...environment("http://127.0.0.1:1"), [name]: "" };
      const { code, stderr } = await runScript(["with-azure.sh", "echo", "ran"], { cwd: folder, env });
      expect(code).not.toBe(0);
      expect(stderr).toContain(`${name}: is not set`);
    },
  );
});
