import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { policies } from "../../policy/policies.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const read = (path: string): Promise<string> => readFile(join(ROOT, path), "utf8");

describe("the policy pack", () => {
  it("has each policy once, and says of each what it is for, how grave it is, how to fix it and where to read on", () => {
    const names = policies.map(({ name }) => name);
    expect(new Set(names).size).toBe(17);
    expect(names).toHaveLength(17);
    for (const { description, displayName, severity, remediationSteps, url } of policies) {
      expect([description, displayName, severity, remediationSteps].filter((text) => text === undefined)).toEqual([]);
      expect(url).toMatch(/^https:\/\/learn\.microsoft\.com\//);
    }
  });

  it("has a default for each setting, so that it runs without any", () => {
    const settings = policies.flatMap(({ name, configSchema }) =>
      Object.entries(configSchema?.properties ?? {}).map(([setting, schema]) => ({ name, setting, schema })),
    );
    expect(settings).toHaveLength(17);
    expect(settings.filter(({ schema }) => schema.default === undefined)).toEqual([]);
  });

  it("leaves the level to the pack, which advises, and to the person's settings", async () => {
    expect(policies.filter(({ enforcementLevel }) => enforcementLevel !== undefined)).toEqual([]);
    expect(JSON.parse(await read("policy/mandatory.json"))).toEqual({
      all: "mandatory",
      "not-judged": "advisory",
    });
  });

  it("is listed in its README, policy by policy and in order, each with its setting", async () => {
    const rows = [...(await read("policy/README.md")).matchAll(/^\| `([a-z-]+)` .*\| `(\w+)`[^|]*\|$/gm)];
    expect(rows.map(([, name, setting]) => [name, setting])).toEqual(
      policies.map(({ name, configSchema }) => [name, ...Object.keys(configSchema?.properties ?? {})]),
    );
  });

  it("has the version of the project", async () => {
    const version = async (path: string) => (JSON.parse(await read(path)) as { version: string }).version;
    expect(await version("policy/package.json")).toBe(await version("package.json"));
  });
});
