import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { openCloudManager } from "../../aem/cloudManager.ts";
import { adobeCredentials, ENVIRONMENTS, PROGRAM } from "../../local/cloudManager/index.ts";
import { localFolder } from "../../local/folder.ts";
import { localRef } from "../checkout.ts";
import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { type AemValues, inCloud, onTheSheet, open, signIn } from "./aemValues.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const ORGANIZATION = "5F2C0C1E6F0B4D640A495E2F@AdobeOrg";
const FILE = "stacks/Pulumi.local.yaml";
const PRODUCTION = "forms@forms.example";
const STAGE = "admin@forms.example";

const cloudSettings = (environment: string): string =>
  `  aem-mail-oauth:preset: aem-cloud\n  aem-mail-oauth:deliverTo:\n    - { organization: "${ORGANIZATION}", program: "${PROGRAM}", environment: "${environment}" }\n`;

/** A stack of the tenant, in a project and a folder of its own. */
interface Neighbour {
  readonly local: LocalStack;
  readonly copy: ProjectCopy;
  readonly run: ProjectCopy["run"];
  readonly up: () => Promise<void>;
}

/** Its tenant. */
let local: LocalStack;
const made: (() => Promise<unknown>)[] = [];

async function neighbour(settings: string): Promise<Neighbour> {
  const copy = await copyProject();
  const root = await mkdtemp(join(tmpdir(), "aem-mail-oauth-neighbour-"));
  made.push(copy.close, () => rm(root, { recursive: true, force: true }));
  await symlink(local.folder.tenant, join(root, "tenant"), "dir");
  await copy.write(FILE, `${(await copy.read(FILE)).trimEnd()}\n${settings}`);
  const run = (...args: string[]) => copy.run(...args, "--stack", "local", "--folder", root);
  return {
    local: { ...local, folder: localFolder(localRef(root, copy.root)) },
    copy,
    run,
    async up() {
      const { code, stderr } = await copy.runWith({}, "local", "--folder", root);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    },
  };
}

beforeAll(async () => {
  local = await startLocalStack();
});

afterAll(async () => {
  for (const close of made) await close();
  await local.close();
});

const ready = (environment: string) => local.graph.orderAdobe({ status: { environment, status: "ready" } });

/** A person reads the sheet, types it in, and says so. */
async function enter({ run }: Neighbour, ...words: string[]): Promise<AemValues> {
  const values = await onTheSheet(run);
  const { code, stderr } = await run("deliver", "--yes", ...words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return values;
}

/** Deployed, and signed in. */
async function living(mailbox: string, settings = ""): Promise<Neighbour> {
  const made = await neighbour(settings);
  await made.up();
  await signIn(made.local, made.copy.root, mailbox);
  return made;
}

describe("production is copied to stage", () => {
  it("with the database of AEM Forms on JEE: stage sends as production's mailbox, until its own values are entered again", async () => {
    const production = await living(PRODUCTION);
    const stage = await living(STAGE);
    const productions = await enter(production);
    let stages = await enter(stage);
    expect(await open(local, stages)).toEqual({ as: STAGE });

    stages = productions;
    expect(await open(local, stages)).toEqual({ as: PRODUCTION });
    // No record shows it: it is of what a person said.
    expect((await stage.run("deliver")).code).toBe(0);
    stages = await enter(stage, "--again");
    expect(await open(local, stages)).toEqual({ as: STAGE });
    expect(await open(local, productions)).toEqual({ as: PRODUCTION });
  });

  it("with the variables of Cloud Manager, the record among them: stage's delivery names the stack whose they are", async () => {
    const stage = await living(STAGE, cloudSettings(ENVIRONMENTS.stage));
    expect((await stage.run("deliver", "--wait", "0")).code).toBe(0);
    expect(await open(local, await inCloud(local, ENVIRONMENTS.stage))).toEqual({ as: STAGE });
    await ready(ENVIRONMENTS.stage);

    const { organization, ...credentials } = await adobeCredentials(local.folder.tenant);
    const adobe = await openCloudManager({
      credentials,
      organization,
      localOrigin: local.tenant.url,
      certificateAuthority: local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "",
    });
    const place = { organization, program: PROGRAM, environment: ENVIRONMENTS.stage };
    const record = (await adobe.variables(place)).find(({ name }) => name === "SMTP_OAUTH_DELIVERED")?.value ?? "";
    const copied = { name: "SMTP_OAUTH_DELIVERED", value: record.replace('"local"', '"prod"'), secret: false };
    await adobe.patch(place, [copied]);
    await ready(ENVIRONMENTS.stage);
    const { code, stderr } = await stage.run("deliver", "--wait", "0");
    expect(code).toBe(1);
    expect(stderr).toContain("has values of stack prod");
    expect((await stage.run("deliver", "--wait", "0", "--take-over")).code).toBe(0);
    expect(await open(local, await inCloud(local, ENVIRONMENTS.stage))).toEqual({ as: STAGE });
  });
});

describe("AEM Forms on JEE moves to AEM as a Cloud Service", () => {
  it("side by side, with a stack for each: the new one works before the old one goes, and stays when it goes", async () => {
    const jee = await living(PRODUCTION);
    const old = await enter(jee);
    const cloud = await living(PRODUCTION, cloudSettings(ENVIRONMENTS.prod));
    expect((await cloud.run("deliver", "--wait", "0")).code).toBe(0);
    const both = async () => [await open(local, old), await open(local, await inCloud(local, ENVIRONMENTS.prod))];
    expect(await both()).toEqual([{ as: PRODUCTION }, { as: PRODUCTION }]);

    const { code } = await jee.copy.runWith({}, "local", "destroy", "--folder", jee.local.folder.root);
    expect(code).toBe(0);
    expect(await both()).toEqual([{ refused: [700016] }, { as: PRODUCTION }]);
    expect((await cloud.run("verify")).code).toBe(0);
  });

  it("and not by another preset of the same stack: then nobody asks what JEE has, and a rotation cuts it off", async () => {
    const stack = await living(PRODUCTION);
    const jee = await enter(stack);
    await stack.copy.write(FILE, `${(await stack.copy.read(FILE)).trimEnd()}\n${cloudSettings(ENVIRONMENTS.dev)}`);
    expect((await stack.run("rotate", "add")).code).toBe(0);
    await stack.up();
    // Other permissions want another consent.
    expect((await stack.run("deliver", "--wait", "0")).code).toBe(1);
    await signIn(stack.local, stack.copy.root, PRODUCTION);
    expect((await stack.run("deliver", "--wait", "0")).code).toBe(0);
    await ready(ENVIRONMENTS.dev);
    expect(await open(local, jee)).toEqual({ as: PRODUCTION });
    expect((await stack.run("rotate", "retire")).stdout).toContain("Every place in AEM has");
    await stack.up();
    expect(await open(local, jee)).toEqual({ refused: [7000215] });
  });
});
