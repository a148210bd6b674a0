import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { ENVIRONMENTS, PROGRAM } from "../../local/cloudManager/index.ts";
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

/** AEM Forms on JEE, as production has it and as stage does: a stack each, and a mailbox. */
let production: Neighbour;
let stage: Neighbour;
/** What production has in its database. */
let productions: AemValues;

beforeAll(async () => {
  local = await startLocalStack();
  production = await living(PRODUCTION);
  stage = await living(STAGE);
  productions = await enter(production);
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
});

describe("AEM Forms on JEE moves to AEM as a Cloud Service", () => {
  it("side by side, with a stack for each: the new one works before the old one goes, and stays when it goes", async () => {
    const cloud = await living(PRODUCTION, cloudSettings(ENVIRONMENTS.prod));
    expect((await cloud.run("deliver", "--wait", "0")).code).toBe(0);
    const both = async () => [
      await open(local, productions),
      await open(local, await inCloud(local, ENVIRONMENTS.prod)),
    ];
    expect(await both()).toEqual([{ as: PRODUCTION }, { as: PRODUCTION }]);

    const { code } = await production.copy.runWith({}, "local", "destroy", "--folder", production.local.folder.root);
    expect(code).toBe(0);
    expect(await both()).toEqual([{ refused: [700016] }, { as: PRODUCTION }]);
    expect((await cloud.run("verify")).code).toBe(0);
  });

  it("and not by another preset of the same stack: then nobody asks what JEE has, and a rotation cuts it off", async () => {
    const jee = await enter(stage, "--again");
    await stage.copy.write(FILE, `${(await stage.copy.read(FILE)).trimEnd()}\n${cloudSettings(ENVIRONMENTS.dev)}`);
    expect((await stage.run("rotate", "add")).code).toBe(0);
    await stage.up();
    // Other permissions want another consent.
    expect((await stage.run("deliver", "--wait", "0")).code).toBe(1);
    await signIn(stage.local, stage.copy.root, STAGE);
    expect((await stage.run("deliver", "--wait", "0")).code).toBe(0);
    await ready(ENVIRONMENTS.dev);
    expect(await open(local, jee)).toEqual({ as: STAGE });
    expect((await stage.run("rotate", "retire")).stdout).toContain("Every place in AEM has");
    await stage.up();
    expect(await open(local, jee)).toEqual({ refused: [7000215] });
  });
});
