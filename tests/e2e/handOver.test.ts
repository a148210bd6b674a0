import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterEach, beforeEach, expect, it } from "@jest/globals";

import { findCli } from "../../pulumi/cli.ts";
import { copyProject, type ProjectCopy } from "../projectCopy.ts";

const OWNER = "00000000-0000-4000-8000-000000000001";
const page = await readFile(new URL("../../docs/hand-over.md", import.meta.url), "utf8");

/** The pulumi commands of a section's shell blocks, without what is said about them. */
function commandsOf(heading: string): string[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const blocks = [...section.matchAll(/^ *```sh\n(.*?)^ *```/gms)].flatMap(([, block = ""]) => block.split("\n"));
  return blocks.map((line) => line.trim().replace(/ +#.*$/, "")).filter((line) => line.startsWith("pulumi "));
}

let copy: ProjectCopy;

beforeEach(async () => {
  copy = await copyProject();
});

afterEach(async () => {
  await copy.close();
});

it("moves a stack to another backend and to another key, and makes a colleague an owner, by the page's own commands", async () => {
  const { command } = await findCli(() => undefined);
  await Promise.all(["old", "new"].map((name) => mkdir(join(copy.root, name))));
  const pulumiAt =
    (backend: string) =>
    async (line: string, secret = "a passphrase", input = "") => {
      const [, ...words] = line.replace("<object id>", OWNER).replaceAll("'", "").split(" ");
      const env = {
        ...process.env,
        NODE_OPTIONS: "",
        PULUMI_BACKEND_URL: `file://${join(copy.root, backend)}`,
        PULUMI_CONFIG_PASSPHRASE: secret,
        PULUMI_HOME: join(copy.root, "home"),
      };
      const running = promisify(execFile)(command.command, words, { cwd: copy.root, env });
      running.child.stdin?.end(input);
      return (await running).stdout.trim();
    };
  const [before, after] = [pulumiAt("old"), pulumiAt("new")];
  const readToken = "pulumi config get -s prod aem-mail-oauth:refreshToken";
  await before("pulumi stack init prod --secrets-provider passphrase");
  await before("pulumi config set --secret -s prod aem-mail-oauth:refreshToken the-token");

  const [whoami = ""] = commandsOf("The colleague proves it");
  expect(await before(whoami)).toContain(`Backend URL: file://${join(copy.root, "old")}`);
  const [leave = "", login, init = "", bring = "", look, ...rest] = commandsOf("Backend");
  expect([login, look, rest]).toEqual([
    "pulumi login 'azblob://<container>?storage_account=<account>'",
    "pulumi preview -s prod --expect-no-changes",
    [],
  ]);
  await before(leave);
  await after(init);
  await after(bring);
  expect(await after(readToken)).toBe("the-token");

  const [vault, passphrase = "", ...more] = commandsOf("Key");
  expect([vault?.startsWith("pulumi stack change-secrets-provider 'azurekeyvault://"), more]).toEqual([true, []]);
  const salt = /^encryptionsalt: .+$/m;
  const old = salt.exec(await copy.read("stacks/Pulumi.prod.yaml"))?.[0];
  await after(passphrase, "a passphrase", "another one\nanother one\n");
  expect(salt.exec(await copy.read("stacks/Pulumi.prod.yaml"))?.[0]).not.toBe(old);
  expect(await after(readToken, "another one")).toBe("the-token");

  const [addOwner = "", up] = commandsOf("Owner");
  expect(up).toBe("pulumi up -s prod");
  await after(addOwner, "another one");
  expect(await copy.read("stacks/Pulumi.prod.yaml")).toContain(`aem-mail-oauth:owners:\n    - ${OWNER}\n`);
});
