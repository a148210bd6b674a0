import { afterEach, expect, it } from "@jest/globals";

import { declaredResources } from "../../../../commands/access/model/mockedProgram.ts";
import { CannotTell, UserError } from "../../../../support/userError.ts";
import { type SampleProject, sampleProject } from "../../../pulumi/program/sampleProject.ts";

// In a file of its own: what is left behind counts for the whole process.
const HERE = process.cwd();
let project: SampleProject;

afterEach(async () => {
  process.chdir(HERE);
  await project.close();
});

const SLOW = "await new Promise((resolve) => setTimeout(resolve, 2000));\n";
const source = (stack: string) => ({ stack, values: {}, isSecret: () => false });
const failure = (stack: string, limit?: number) =>
  declaredResources(source(stack), project.root, limit).catch((error: unknown) => error);

it("ends a process of its own that takes too long, and goes on", async () => {
  project = await sampleProject({ "index.ts": `${SLOW}export const a = 1;\n` });
  process.chdir(project.root);
  expect(await failure("dev", 100)).toBeInstanceOf(CannotTell);
  await project.write("index.ts", "export const a = 1;\n");
  expect(await failure("prod")).toEqual([]);
});

it("runs nothing any more beside a function that takes too long", async () => {
  project = await sampleProject({ "index.ts": `export default async function () {\n${SLOW}}\n` });
  process.chdir(project.root);
  expect(await failure("dev", 100)).toBeInstanceOf(CannotTell);
  const refused = await failure("prod");
  expect(refused).toBeInstanceOf(UserError);
  expect(refused).not.toBeInstanceOf(CannotTell);
  expect(String(refused)).toContain("stack prod: not tried. The program's run for stack dev did not end in time");
});
