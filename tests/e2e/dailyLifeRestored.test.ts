import { readFile, writeFile } from "node:fs/promises";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { stateFile } from "../../local/engine/stack.ts";
import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { type AemValues, onTheSheet, open, signIn } from "./aemValues.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const MAILBOX = "forms@forms.example";
const FILE = "stacks/Pulumi.local.yaml";

let copy: ProjectCopy;
let local: LocalStack;
/** What an administrator of AEM Forms on JEE typed in: its database. */
let aem: AemValues;
/** From before the retire. */
let before: { readonly state: string; readonly file: string; readonly first: string; readonly aem: AemValues };

const run = (...args: string[]) => copy.run(...args, "--stack", "local", "--folder", local.folder.root);
/** Runs as a process of its own: it may deploy. */
const upkeep = (...args: string[]) =>
  copy.runWith({}, "upkeep", "--stack", "local", "--folder", local.folder.root, ...args);
const secrets = async () =>
  ((await local.graph.applications())[0]?.passwordCredentials ?? []).map(({ keyId }) => keyId);
const places = () => readFile(local.folder.stack.files.places, "utf8");

async function enter(...words: string[]): Promise<void> {
  aem = await onTheSheet(run);
  const { code, stderr } = await run("deliver", "--yes", ...words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
}

beforeAll(async () => {
  copy = await copyProject();
  local = await startLocalStack(copy.root);
  await local.run("up");
  await signIn(local, copy.root, MAILBOX);
  await enter();
  const [old, first] = [aem, await copy.read(FILE)];
  await run("rotate", "add");
  await local.run("up");
  await enter();
  const state = await readFile(await stateFile(local.folder), "utf8");
  before = { state, file: await copy.read(FILE), first, aem: old };
  expect((await run("rotate", "retire")).code).toBe(0);
  await local.run("up");
});

afterAll(async () => {
  await local.close();
  await copy.close();
});

describe("something is restored from before a retire", () => {
  it("the state, which has the old secret as live: the next deployment forgets it, and changes nothing else", async () => {
    expect(await open(local, aem)).toEqual({ as: MAILBOX });
    expect(await open(local, before.aem)).toEqual({ refused: [7000215] });
    const live = await secrets();
    expect(live).toHaveLength(1);
    await writeFile(await stateFile(local.folder), before.state);
    const { code, stdout } = await upkeep();
    expect(code).toBe(0);
    expect(stdout).toContain('declares "s-');
    expect(stdout).toContain("mail-secret-initial is not in the tenant any more");
    expect(await secrets()).toEqual(live);
    expect(await open(local, aem)).toEqual({ as: MAILBOX });
    expect((await upkeep("--dry-run")).stdout).toContain("nothing is due");
  });

  it("the stack's file, which declares the old label again: refused, and retire takes it out", async () => {
    const [after, live] = [await copy.read(FILE), await secrets()];
    await copy.write(FILE, before.file);
    const { code, stdout, stderr } = await upkeep();
    expect(code).toBe(1);
    expect(`${stdout}${stderr}`).toContain("Nothing was changed.");
    expect(await secrets()).toEqual(live);
    expect((await run("rotate", "retire")).code).toBe(0);
    expect(await copy.read(FILE)).toBe(after);
    expect((await upkeep("--dry-run")).stdout).toContain("nothing is due");
  });

  it("the stack's file of before the whole rotation: that would cut AEM off, so it is left to a person", async () => {
    const [after, live] = [await copy.read(FILE), await secrets()];
    await copy.write(FILE, before.first);
    const { code, stdout } = await upkeep();
    expect(code).toBe(3);
    expect(stdout).toMatch(/takes "s-[\d-]+" from AEM before AEM has another one/);
    expect(stdout).toContain("put back the present one from git");
    expect(await secrets()).toEqual(live);
    expect(await open(local, aem)).toEqual({ as: MAILBOX });
    await copy.write(FILE, after);
    expect((await upkeep("--dry-run")).stdout).toContain("nothing is due");
  });

  it("the database of AEM, which no record shows: deliver --again asks about every place", async () => {
    aem = before.aem;
    expect(await open(local, aem)).toEqual({ refused: [7000215] });
    expect((await upkeep("--dry-run")).stdout).toContain("nothing is due");
    expect((await run("deliver")).code).toBe(0);
    const asked = await run("deliver", "--again");
    expect(asked.code).toBe(3);
    expect(asked.stdout).toContain("Email Service is to have the client secret and refresh token again");
    const written = await places();
    await enter("--again");
    expect(await places()).not.toBe(written);
    expect(await open(local, aem)).toEqual({ as: MAILBOX });
  });
});
