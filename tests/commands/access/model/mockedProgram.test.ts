import { join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";

import { declaredResources } from "../../../../commands/access/model/mockedProgram.ts";
import { loadProgram } from "../../../../pulumi/program/load.ts";
import { projectProgram } from "../../../../pulumi/program/projectProgram.ts";
import { UserError } from "../../../../support/userError.ts";
import { copyProject, type ProjectCopy } from "../../../projectCopy.ts";
import { type SampleProject, sampleProject } from "../../../pulumi/program/sampleProject.ts";
import { topLevelProgram } from "../../../topLevelProgram.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..", "..");
const SETTINGS = { "aem-mail-oauth:displayName": "Mail of the forms", "aem-mail-oauth:refreshToken": "0.token" };
const ofOurs = {
  stack: "prod",
  values: SETTINGS,
  isSecret: (key: string) => key.endsWith("Token"),
};

function sorted(registrations: Awaited<ReturnType<typeof declaredResources>>) {
  // A secret's end is counted from the run.
  const inputsOf = (inputs: object): string => JSON.stringify(inputs).replace(/(?<="endDate":")[^"]+/, "(an end)");
  return registrations.map(({ type, name, inputs }) => `${type} ${name} ${inputsOf(inputs)}`).sort();
}

describe("this project's program at top level", () => {
  let copy: ProjectCopy;

  beforeAll(async () => {
    copy = await copyProject();
    await copy.write("index.ts", await topLevelProgram());
  });

  afterAll(() => copy.close());

  it("declares in a process of its own what the function declares in this one, which may go on", async () => {
    await expect(loadProgram(await projectProgram(copy.root))).resolves.toBeUndefined();
    const declared = sorted(await declaredResources(ofOurs, ROOT));
    expect(declared).toHaveLength(8);
    expect(declared.join("\n")).toContain("Mail of the forms");
    expect(sorted(await declaredResources(ofOurs, copy.root))).toEqual(declared);
    expect(sorted(await declaredResources(ofOurs, ROOT))).toEqual(declared);
  });

  it("refuses settings in the same words", async () => {
    const wrong = { ...ofOurs, values: { "aem-mail-oauth:protect": "perhaps" } };
    const words = await declaredResources(wrong, ROOT).catch((error: unknown) => error);
    expect(words).toBeInstanceOf(UserError);
    expect(String(words)).toContain('given:   "perhaps"');
    await expect(declaredResources(wrong, copy.root)).rejects.toEqual(words);
  });
});

describe("a program of somebody else's", () => {
  let project: SampleProject;
  const source = { stack: "dev", values: { "sample:name": "one", "sample:key": "s3cret" }, isSecret: () => false };
  const SDK = 'import * as pulumi from "@pulumi/pulumi";\n';

  beforeEach(async () => {
    project = await sampleProject();
    process.chdir(project.root);
  });

  afterEach(async () => {
    process.chdir(ROOT);
    await project.close();
  });

  it("may write what it likes, and its warnings are left to a preview", async () => {
    const written = [jest.spyOn(process.stdout, "write"), jest.spyOn(console, "warn")];
    await project.write(
      "index.ts",
      `${SDK}console.log("{}");\nvoid pulumi.log.warn("careful");\n` +
        `const { id } = new pulumi.CustomResource("a:b:C", "own-" + pulumi.getStack(), {});\nexport const made = id;\n`,
    );
    const declared = await declaredResources(source, project.root);
    expect(declared).toEqual([{ type: "a:b:C", name: "own-dev", inputs: expect.anything() }]);
    for (const spy of written) expect(spy).not.toHaveBeenCalled();
    jest.restoreAllMocks();
  });

  it("warns nobody as a function either", async () => {
    const warn = jest.spyOn(console, "warn");
    await project.write("index.ts", `${SDK}export default function () { void pulumi.log.warn("careful"); }\n`);
    await expect(loadProgram(await projectProgram(project.root))).resolves.toBeDefined();
    await expect(declaredResources(source, project.root)).resolves.toEqual([]);
    expect(warn).not.toHaveBeenCalled();
    jest.restoreAllMocks();
  });

  it("declares for each stack what it declares, where only the first run in a process would", async () => {
    await project.write(
      "module.ts",
      `${SDK}export const made = new pulumi.ComponentResource("a:b:C", "of-" + pulumi.getStack());\n`,
    );
    await project.write(
      "index.ts",
      'import { made } from "./module.ts";\nexport default function () { return { made }; }\n',
    );
    for (const stack of ["dev", "prod"]) {
      const declared = await declaredResources({ ...source, stack }, project.root);
      expect(declared.map(({ name }) => name)).toEqual([`of-${stack}`]);
    }
  });

  it("declares for each stack what a module remembers, though it is a function", async () => {
    await project.write(
      "module.ts",
      `${SDK}let made: unknown;\n` +
        'export const extra = () => (made ??= new pulumi.ComponentResource("a:b:C", "of-" + pulumi.getStack()));\n',
    );
    await project.write(
      "index.ts",
      'import { extra } from "./module.ts";\nexport default function () { return { extra: extra() }; }\n',
    );
    await expect(loadProgram(await projectProgram(project.root))).resolves.toBeDefined();
    for (const stack of ["dev", "prod"]) {
      const declared = await declaredResources({ ...source, stack }, project.root);
      expect(declared.map(({ name }) => name)).toEqual([`of-${stack}`]);
    }
  });

  it.each([
    ["a function", "export default function () {", "}"],
    ["at top level", "", "export const a = 1;"],
  ])("reads the settings of its own project: %s", async (_, before, after) => {
    const named = 'pulumi.getProject() + "-" + new pulumi.Config().require("name")';
    await project.write("index.ts", `${SDK}${before}\nnew pulumi.ComponentResource("a:b:C", ${named});\n${after}\n`);
    const declared = await declaredResources(source, project.root);
    expect(declared.map(({ name }) => name)).toEqual(["sample-one"]);
  });

  it.each([
    ["throws", 'throw new TypeError("not today");'],
    ["throws no error", 'throw "not today";'],
    ["refuses", 'throw new pulumi.RunError("not today");'],
  ])("is at fault as a function too, where it %s", async (_, line) => {
    await project.write("index.ts", `${SDK}export default function () { ${line} }\n`);
    const refused = await declaredResources(source, project.root).catch((error: unknown) => error);
    expect(refused).toEqual(new UserError("stack dev: not today"));
  });

  it("has what it declares after its run counted for no stack", async () => {
    const next = Promise.withResolvers<undefined>();
    const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
    const go = () => {
      next.resolve(undefined);
      return pause();
    };
    const ask = { next: next.promise, go };
    Object.assign(globalThis, { ask });
    const late = 'new pulumi.ComponentResource("a:b:C", "late")';
    await project.write(
      "index.ts",
      `${SDK}export default function () { void globalThis.ask.next.then(() => ${late}); }\n`,
    );
    await expect(declaredResources(source, project.root)).resolves.toEqual([]);
    await project.write("second.ts", "export default async function () { await globalThis.ask.go(); }\n");
    await project.write("Pulumi.yaml", "name: sample\nruntime: nodejs\nmain: second.ts\n");
    await expect(declaredResources(source, project.root)).resolves.toEqual([]);
  });

  it.each([
    ["an error of its own", 'throw new Error("not today");', /not today/],
    ["a message and no error", 'await pulumi.log.error("not allowed");', /^stack dev: not allowed$/],
    ["its end", "process.exit(3);", /^stack dev: the program ended with exit code 3/],
  ])("that ends with %s is refused in its words", async (_, line, words) => {
    await project.write("index.ts", `${SDK}${line}\nexport const a = 1;\n`);
    const refused = await declaredResources(source, project.root).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UserError);
    expect((refused as Error).message).toMatch(words);
    expect((refused as Error).message).not.toContain("s3cret");
  });
});
