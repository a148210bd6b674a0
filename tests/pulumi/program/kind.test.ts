import { readFile } from "node:fs/promises";

import { describe, expect, it } from "@jest/globals";

import { isFunctionProgram } from "../../../pulumi/program/kind.ts";

const FUNCTION = "export default async function program() { return {}; }\n";

describe("a program is a function", () => {
  it.each([
    ["by itself", FUNCTION],
    ["without a name, and not async", "export default function () {}"],
    [
      "with types",
      'import type { A } from "a";\nexport default function program(a: A): Record<string, unknown> { return { a }; }',
    ],
    [
      "with imports, other functions, types and constants",
      `import "./other.ts";
import * as pulumi from "@pulumi/pulumi";
export type Named = string;
interface Outputs { readonly name: Named }
const NAME = "mail", COUNT = 1, TEXT = \`plain\`, named = (): Named => NAME;
function outputs(): Outputs { return { name: named() }; }
${FUNCTION}`,
    ],
    // A word in a comment or in a text is none in the program.
    ["with other words in texts", `// export const a = new Resource();\nconst A = "export const b = 1";\n${FUNCTION}`],
  ])("%s", (_, text) => {
    expect(isFunctionProgram(text)).toBe(true);
  });

  it("such as this project's", async () => {
    expect(isFunctionProgram(await readFile(new URL("../../../index.ts", import.meta.url), "utf8"))).toBe(true);
  });
});

describe("a program gets a process for each run", () => {
  it.each([
    ["that exports values", "export const a = new Resource();"],
    ["that exports nothing", 'new Resource("a");'],
    ["that is empty", ""],
    ["that cannot be parsed", `${FUNCTION} export default {`],
    ["of CommonJS", "module.exports = async () => ({});"],
    ["whose function is made elsewhere", 'import { program } from "./program.ts";\nexport default program;'],
    ["whose function is exported from elsewhere", 'export { default } from "./program.ts";'],
    ["whose function is wrapped", "export default wrapped(async () => ({}));"],
    ["whose export is no function", "export default { a: 1 };"],
    ["that only writes of a function", `/* ${FUNCTION} */ export const a = "export default function () {}";`],
    ["that exports more than a function", `${FUNCTION} export const a = 1;`],
    ["that declares beside its function", `const a = new Resource("a");\n${FUNCTION}`],
    ["that calls beside its function", `start();\n${FUNCTION}`],
    ["that waits beside its function", `const a = await ask();\n${FUNCTION}`],
    ["that decides beside its function", `if (process.env.A) new Resource("a");\n${FUNCTION}`],
    ["that keeps a count", `let count = 0;\n${FUNCTION}`],
    ["that keeps a list", `const made = [];\n${FUNCTION}`],
    ["that reads the stack's name into a text", `const name = \`mail-\${getStack()}\`;\n${FUNCTION}`],
    ["with a class, whose body may run", `class A { static a = new Resource("a"); }\n${FUNCTION}`],
  ])("%s", (_, text) => {
    expect(isFunctionProgram(text)).toBe(false);
  });
});
