import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterEach, beforeEach, expect, it } from "@jest/globals";

import { findCli } from "../../pulumi/cli.ts";
import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const page = await readFile(new URL("../../docs/decommission.md", import.meta.url), "utf8");

/** The commands of the page's shell blocks that begin with a word, without what is said about them. */
function commandsOf(word: string): string[] {
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = ""]) => block.trimEnd().split("\n"));
  return blocks.filter((line) => line.startsWith(`${word} `)).map((line) => line.replace(/ +#.*$/, ""));
}

/** Method and path of each request to Graph that the page makes with `az rest`, in order. */
const requests = commandsOf("az rest").map((line) => {
  const [, method = "", path = ""] =
    /--method (\w+) --url "?https:\/\/graph\.microsoft\.com\/v1\.0(\/(?:<[^>]+>|[^"\s<])*)/.exec(line) ?? [];
  return { method, path };
});

let local: LocalStack;
let copy: ProjectCopy;

beforeEach(async () => {
  local = await startLocalStack();
  copy = await copyProject();
});

afterEach(async () => {
  await local.close();
  await copy.close();
});

it("takes a protected application away in the order of the page, brings it back, and deletes it for good", async () => {
  const { outputs } = await local.run("up", "--config", "protect=true");
  const objectId = String(outputs.objectId);
  const call = async (index: number, id = ""): Promise<{ status: number; body: unknown }> => {
    const { method = "", path = "" } = requests[index] ?? {};
    return local.graph.call(method, path.replace("aem@contoso.com", "forms@forms.example").replace(/<[^>]+>/, id));
  };
  expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /users/aem@contoso.com/revokeSignInSessions",
    "DELETE /oauth2PermissionGrants/<id>",
    "GET /directory/deletedItems/microsoft.graph.application",
    "DELETE /directory/deletedItems/<object id>",
    "POST /directory/deletedItems/<object id>/restore",
  ]);
  // Whoever deploys may not end a person's sessions, which is why the page names the role.
  expect((await call(0)).status).toBe(403);
  const principal = (appId: string) => local.graph.call("GET", `/servicePrincipals(appId='${appId}')`);
  const idOf = async (appId: string): Promise<string> => ((await principal(appId)).body as { id: string }).id;
  const grant = await local.graph.call("POST", "/oauth2PermissionGrants", {
    clientId: await idOf(String(outputs.clientId)),
    consentType: "AllPrincipals",
    resourceId: await idOf("00000003-0000-0000-c000-000000000000"),
    scope: "SMTP.Send",
  });
  expect(grant.status).toBe(201);
  expect((await call(1, (grant.body as { id: string }).id)).status).toBe(204);

  const stopped = await local.runToFailure("destroy", "--config", "protect=true");
  expect(stopped.stderr).toContain("Stack local is protected, so nothing was deleted.");
  expect(stopped.stderr).not.toContain("Destroying");
  expect(await local.graph.applications()).toHaveLength(1);
  const { outputs: kept } = await local.run("outputs", "--show-secrets");
  expect((await local.graph.token(String(kept.clientId), String(kept.clientSecret))).status).toBe(200);
  expect((await local.run("up", "--config", "protect=false")).changes).toEqual({ same: 9 });
  await local.run("destroy");
  expect(await local.graph.applications()).toEqual([]);

  const listed = async (): Promise<string[]> =>
    ((await call(2)).body as { value: { id: string }[] }).value.map(({ id }) => id);
  expect(await listed()).toEqual([objectId]);
  expect((await call(4, objectId)).status).toBe(200);
  expect((await local.graph.applications()).map(({ id, appId }) => [id, appId])).toEqual([
    [objectId, outputs.clientId],
  ]);
  await local.graph.call("DELETE", `/applications/${objectId}`);
  expect((await call(3, objectId)).status).toBe(204);
  expect(await listed()).toEqual([]);
});

it("turns the protection off and removes the stack with its file, by the page's own commands", async () => {
  const { command } = await findCli(() => undefined);
  const backend = join(copy.root, "backend");
  await mkdir(backend);
  const env = {
    ...process.env,
    NODE_OPTIONS: "",
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "a passphrase",
    PULUMI_HOME: join(copy.root, "home"),
  };
  const pulumi = async (line: string, ...more: string[]): Promise<string> => {
    const [, ...words] = line.split(" ");
    return (await promisify(execFile)(command.command, [...words, ...more], { cwd: copy.root, env })).stdout;
  };
  await pulumi("pulumi stack init prod");
  const [turnOff = "", up, objectId, destroy, remove = "", ...others] = commandsOf("pulumi");
  expect([up, objectId, destroy, others]).toEqual([
    "pulumi up -s prod",
    "pulumi stack output -s prod objectId",
    "pulumi destroy -s prod",
    [],
  ]);
  expect(await copy.read("stacks/Pulumi.prod.yaml")).toContain('aem-mail-oauth:protect: "true"');
  await pulumi(turnOff);
  expect(await copy.read("stacks/Pulumi.prod.yaml")).toContain('aem-mail-oauth:protect: "false"');
  const access = await copy.run(...accessWords("npx aem-mail-oauth access --stack prod"));
  expect(access.code).toBe(0);
  expect(await copy.read("stacks/prod.access.yaml")).toContain("deletion protection: off\n");
  await pulumi(remove, "--yes");
  await expect(copy.read("stacks/Pulumi.prod.yaml")).rejects.toThrow("ENOENT");
  await expect(copy.read("stacks/Pulumi.staging.yaml")).resolves.toContain("config:");
});

/** The words behind `npx aem-mail-oauth`, as the command gets them; the page must have the command. */
function accessWords(command: string): string[] {
  expect(commandsOf("npx aem-mail-oauth access")).toContain(command);
  return command.replace("npx aem-mail-oauth ", "").split(" ");
}
