import { describe, expect, it } from "@jest/globals";
import { ESLint, Linter } from "eslint";

import config from "../eslint.config.js";
import { FLOORS } from "../walls.config.js";

const { rules } = config.find(({ rules: own }) => own?.["no-restricted-imports"] !== undefined) ?? {};

/** Rules that the text breaks. */
function broken(text: string): string[] {
  return new Linter().verify(text, { rules: rules ?? {} }).map(({ ruleId, message }) => ruleId ?? message);
}

describe("the sources may not take a file that cannot be read for one that is absent", () => {
  it.each([
    'export const text = await readFile("a", "utf8").catch(() => undefined);',
    'export const names = await fs.readdir("a").catch(() => []);',
    'import { existsSync } from "node:fs"; existsSync("a");',
    'export function text() { try { return readFileSync("a", "utf8"); } catch { return undefined; } }',
  ])("%s", (text) => {
    expect(broken(text)).toEqual(["no-restricted-syntax"]);
  });

  it("nor write with what moves half a file over a whole one", () => {
    expect(broken('import writeFileAtomic from "write-file-atomic"; writeFileAtomic("a", "");')).toEqual([
      "no-restricted-imports",
    ]);
  });

  it.each([
    'export const text = await readFile("a").catch((error) => { throw new Error("no", { cause: error }); });',
    'export function text() { try { return readFileSync("a"); } catch (error) { throw new Error("no", { cause: error }); } }',
    "export function value(text) { try { return JSON.parse(text); } catch { return undefined; } }",
  ])("but may say so: %s", (text) => {
    expect(broken(text)).toEqual([]);
  });
});

it.each([...Object.keys(FLOORS).map((floor) => `${floor}/some.ts`), "index.ts", "commands/consent/consent.ts"])(
  "these rules hold in %s",
  async (path) => {
    const { rules: own } = (await new ESLint().calculateConfigForFile(path)) as { rules: Record<string, unknown> };
    expect(own).toMatchObject({
      "no-restricted-imports": [2, expect.anything()],
      "no-restricted-syntax": [2, ...Array.from({ length: 3 }, () => expect.anything())],
    });
  },
);
