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
const CLOUD = `  aem-mail-oauth:preset: aem-cloud\n  aem-mail-oauth:deliverTo:\n    - { organization: "${ORGANIZATION}", program: "${PROGRAM}", environment: "${ENVIRONMENTS.prod}" }\n`;

/** A stack of the tenant, in a project and a folder of its own. */
interface Neighbour {
  readonly local: LocalStack;
  readonly copy: ProjectCopy;
  run(...args: string[]): ReturnType<ProjectCopy["run"]>;
  up(): Promise<void>;
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
    local: { ...local, folder: localFolder(localRef(root), copy.root) },
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

describe("a copy", () => {
  it("works", async () => {
    const jee = await neighbour("");
    await jee.up();
    await signIn(jee.local, jee.copy.root, "forms@forms.example");
    const aem: AemValues = await onTheSheet(jee.run);
    expect(await open(local, aem)).toEqual({ as: "forms@forms.example" });
    const cloud = await neighbour(CLOUD);
    await cloud.up();
    await signIn(cloud.local, cloud.copy.root, "forms@forms.example");
    const r = await cloud.run("deliver", "--wait", "0");
    console.log(r);
    expect(await open(local, await inCloud(local, ENVIRONMENTS.prod))).toEqual({ as: "forms@forms.example" });
    console.log((await local.graph.applications()).map(({ displayName }) => displayName));
  });
});
