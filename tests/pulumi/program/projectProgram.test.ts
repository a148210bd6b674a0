import { join } from "node:path";

import { afterEach, expect, it } from "@jest/globals";

import { projectProgram, sdkFile } from "../../../pulumi/program/projectProgram.ts";
import { type SampleProject, sampleProject } from "./sampleProject.ts";

let project: SampleProject;

afterEach(() => project.close());

const yaml = (lines = "") => `name: sample\nruntime: nodejs\n${lines}`;

it.each([
  ["a file", { "Pulumi.yaml": yaml("main: lib/go.ts\n"), "lib/go.ts": "" }, "lib", "go.ts", "lib/go.ts"],
  [
    "a folder",
    { "Pulumi.yaml": yaml("main: lib\n"), "package.json": '{"type":"module"}', "lib/index.mts": "" },
    "lib",
    ".",
    "lib/index.mts",
  ],
  ["nothing, so that package.json does", { "Pulumi.yaml": yaml(), "index.ts": "" }, "", ".", "index.ts"],
  [
    "nothing, and package.json has exports",
    { "Pulumi.yaml": yaml(), "package.json": '{"type":"module","exports":"./a.js"}', "index.ts": "" },
    "",
    ".",
    undefined,
  ],
  [
    "a file of CommonJS",
    { "Pulumi.yaml": yaml("main: index.ts\n"), "package.json": "{}", "index.ts": "" },
    "",
    "index.ts",
    undefined,
  ],
])("finds the program where Pulumi.yaml names %s", async (_, files, folder, entry, file) => {
  project = await sampleProject(files);
  const { root } = project;
  await expect(projectProgram(root)).resolves.toMatchObject({
    name: "sample",
    root,
    folder: join(root, folder),
    entry,
    file: file === undefined ? undefined : join(root, file),
  });
});

it("reads the options for Node.js as Pulumi's host takes them", async () => {
  project = await sampleProject({ "Pulumi.yaml": yaml(), "index.ts": "" });
  await expect(projectProgram(project.root)).resolves.toMatchObject({
    nodeArgs: [],
    typescript: true,
    tsconfig: undefined,
  });
  const options = "{typescript: false, tsconfig: t.json, nodeargs: '--import  ./a.js'}";
  await project.write("Pulumi.yaml", `name: sample\nruntime: {name: nodejs, options: ${options}}\n`);
  const program = await projectProgram(project.root);
  expect(program).toMatchObject({ nodeArgs: ["--import", "./a.js"], typescript: false, tsconfig: "t.json" });
});

it("says what is missing: the project, the program, the packages", async () => {
  project = await sampleProject({ "Pulumi.yaml": yaml("main: gone.ts\n") });
  await expect(projectProgram(project.root)).rejects.toThrow("names the program gone.ts (main), which does not exist");
  await expect(projectProgram(join(project.root, "elsewhere"))).rejects.toThrow("Pulumi.yaml is missing");
  await project.write("Pulumi.yaml", yaml().replace("sample", "12"));
  await expect(projectProgram(project.root)).rejects.toThrow("has to name the project. name is 12. Write");
  await project.write("Pulumi.yaml", yaml());
  const program = await projectProgram(project.root);
  expect(() => sdkFile({ ...program, folder: "/" })).toThrow("Run: npm ci");
});
