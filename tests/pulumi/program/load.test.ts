import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, expect, it, jest } from "@jest/globals";

import { loadProgram } from "../../../pulumi/program/load.ts";
import { projectProgram } from "../../../pulumi/program/projectProgram.ts";
import { type SampleProject, sampleProject } from "./sampleProject.ts";

let project: SampleProject;

const HERE = process.cwd();

afterEach(async () => {
  process.chdir(HERE);
  await project.close();
});

const SDK = 'import * as pulumi from "@pulumi/pulumi";\n';
const WITH_MODULE = `import { of } from "./module.ts";\nexport default function () { return { of }; }\n`;

async function loadOf(files: Readonly<Record<string, string>>) {
  project = await sampleProject(files);
  process.chdir(project.root);
  return loadProgram(await projectProgram(project.root));
}

it("imports a function once, and runs it as often as asked", async () => {
  project = await sampleProject({
    "index.ts":
      'import { count } from "./module.ts";\nexport default async function () { return { count: count() }; }\n',
    "module.ts": `${SDK}let counted = 0;\nexport const count = () => ++counted;\nexport class Unused extends pulumi.ComponentResource {}\n`,
  });
  process.chdir(project.root);
  const program = await projectProgram(project.root);
  const loaded = await loadProgram(program);
  expect(loaded?.runs).toBe(0);
  await expect(loaded?.run()).resolves.toEqual({ count: 1 });
  await expect(loaded?.run()).resolves.toEqual({ count: 2 });
  expect(loaded?.runs).toBe(2);
  expect(await loadProgram(program)).toBe(loaded);
});

it.each([
  ["does its work at top level", { "index.ts": "export const a = 1;\n" }],
  ["declares in a module", { "module.ts": `${SDK}export const of = new pulumi.ComponentResource("a:b:C", "c");\n` }],
  ["reads a setting in a module", { "module.ts": `${SDK}export const of = new pulumi.Config("a").get("b");\n` }],
  ["reads the stack's name in a module", { "module.ts": `${SDK}export const of = pulumi.getStack();\n` }],
  ["warns in a module", { "module.ts": `${SDK}export const of = 1;\nvoid pulumi.log.warn("careful");\n` }],
  ["asks in a module", { "module.ts": `${SDK}export const of = await pulumi.runtime.invoke("a:b:c", {});\n` }],
  ["fails in a module", { "module.ts": 'export const of = 1;\nthrow new Error("not today");\n' }],
  ["is CommonJS", { "package.json": "{}\n", "module.ts": "export const of = 1;\n" }],
])("takes no program into this process that %s", async (_, files) => {
  await expect(loadOf({ "index.ts": WITH_MODULE, ...files })).resolves.toBeUndefined();
});

it("takes the same program without that", async () => {
  const loaded = await loadOf({ "index.ts": WITH_MODULE, "module.ts": `${SDK}export const of = pulumi.secret(1);\n` });
  expect(loaded).toBeDefined();
});

it("takes no program into this process that has its own copy of the SDK", async () => {
  project = await sampleProject({ "index.ts": "export default function () {}\n" });
  await rm(join(project.root, "node_modules"));
  await mkdir(join(project.root, "node_modules", "@pulumi", "pulumi"), { recursive: true });
  await writeFile(join(project.root, "node_modules", "@pulumi", "pulumi", "index.js"), "");
  process.chdir(project.root);
  await expect(loadProgram(await projectProgram(project.root))).resolves.toBeUndefined();
});

it("takes no program into this process that finds another folder, or other options of Node.js, under Pulumi", async () => {
  await expect(loadOf({ "index.ts": "export default function () {}\n" })).resolves.toBeDefined();
  const program = await projectProgram(project.root);
  // The words of our own Pulumi.yaml, for a file that is not ours.
  for (const nodeArgs of [["--import", "./bin/prepareNode.js"], ["--conditions=development"]])
    await expect(loadProgram({ ...program, nodeArgs })).resolves.toBeUndefined();
  process.chdir(HERE);
  await expect(loadProgram(program)).resolves.toBeUndefined();
  await expect(loadProgram(await projectProgram(HERE))).resolves.toBeDefined();
});

it("keeps what a program writes apart from what the command writes at the same time", async () => {
  const written = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  const aside = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  const wait = "await new Promise((resolve) => setTimeout(resolve, 20));";
  const loaded = await loadOf({
    "index.ts": `import { of } from "./module.ts";\nexport default async function () { ${wait} process.stdout.write("its own"); return of; }\n`,
    "module.ts": 'process.stdout.write("its module\'s");\nexport const of = 1;\n',
  });
  const running = loaded?.run();
  process.stdout.write("the command's");
  await running;
  process.stdout.write("afterwards");
  const words = [written, aside].map((spy) => spy.mock.calls.map(([text]) => text));
  jest.restoreAllMocks();
  expect(words).toEqual([
    ["the command's", "afterwards"],
    ["its module's", "its own"],
  ]);
});

it("gives a run up where a module went on by itself, so that nothing goes missing in the next", async () => {
  const module = `${SDK}export const of = 1;
void new Promise((resolve) => setTimeout(resolve, 20)).then(() => new pulumi.ComponentResource("a:b:C", "late"));\n`;
  const waiting =
    "export default async function () { await new Promise((resolve) => setTimeout(resolve, 200)); return { of }; }\n";
  const loaded = await loadOf({ "index.ts": `import { of } from "./module.ts";\n${waiting}`, "module.ts": module });
  await expect(loaded?.run()).rejects.toThrow("a module of this program went on working after it was loaded");
});
