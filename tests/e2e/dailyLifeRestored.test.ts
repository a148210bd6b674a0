import { copyFile, readFile, writeFile } from "node:fs/promises";

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
let before: { readonly state: string; readonly file: string; readonly aem: AemValues };

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
  const old = aem;
  await run("rotate", "add");
  await local.run("up");
  await enter();
  before = { state: await readFile(await stateFile(local.folder), "utf8"), file: await copy.read(FILE), aem: old };
  expect((await run("rotate", "retire")).code).toBe(0);
  await local.run("up");
});

afterAll(async () => {
  await local.close();
  await copy.close();
});

describe("something is restored from before a retire", () => {
  it("the state, which has the old secret as live", async () => {
    expect(await open(local, aem)).toEqual({ as: MAILBOX });
    expect(await open(local, before.aem)).toEqual({ refused: [7000215] });
    const live = await secrets();
    expect(live).toHaveLength(1);
    await writeFile(await stateFile(local.folder), before.state);
    const u = await upkeep("--dry-run");
    console.log(u.code, u.stdout, u.stderr);
    const v = await upkeep();
    console.log(v.code, v.stdout, v.stderr);
    expect(await secrets()).toEqual(live);
    expect(await open(local, aem)).toEqual({ as: MAILBOX });
    const w = await upkeep("--dry-run");
    console.log(w.code, w.stdout, w.stderr);
  });

  it("the stack's file, which declares the old label again", async () => {
    const after = await copy.read(FILE);
    await copy.write(FILE, before.file);
    const u = await upkeep("--dry-run");
    console.log(u.code, u.stdout, u.stderr);
    const v = await upkeep();
    console.log(v.code, v.stdout, v.stderr);
    console.log(await secrets());
    const r = await run("rotate", "retire");
    console.log(r.code, r.stdout, r.stderr);
    console.log(after === (await copy.read(FILE)));
    const w = await upkeep("--dry-run");
    console.log(w.code, w.stdout, w.stderr);
    expect(await open(local, aem)).toEqual({ as: MAILBOX });
  });

  it("the database of AEM", async () => {
    aem = before.aem;
    expect(await open(local, aem)).toEqual({ refused: [7000215] });
    const u = await upkeep("--dry-run");
    console.log(u.code, u.stdout, u.stderr);
    const d = await run("deliver", "--again");
    console.log(d.code, d.stdout, d.stderr);
    const p = await places();
    await enter("--again");
    console.log(p, await places());
    expect(await open(local, aem)).toEqual({ as: MAILBOX });
  });
});
