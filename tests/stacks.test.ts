import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";

import { readStackConfig } from "../components/rules/stackConfig.ts";

const FOLDER = new URL("../stacks/", import.meta.url);
const STACKS = ["dev", "local", "prod", "staging"];
const textOf = (stack: string) => readFileSync(new URL(`Pulumi.${stack}.yaml`, FOLDER), "utf8");

/** The configuration of a shipped stack as the engine hands it to the program. */
function valuesOf(stack: string): Record<string, string> {
  const { config } = parse(textOf(stack)) as { config: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

const read = (stack: string) =>
  readStackConfig({ values: valuesOf(stack), isSecret: () => false, stack, now: new Date("2030-01-01T00:00:00Z") });

describe("the shipped stacks", () => {
  it("are these four", () => {
    const files = readdirSync(FOLDER).filter((name) => /^Pulumi\..*\.yaml$/.test(name));
    expect(files.sort()).toEqual(STACKS.map((stack) => `Pulumi.${stack}.yaml`));
  });

  it.each(STACKS)("%s has no fault", (stack) => {
    expect(read(stack).faults).toEqual([]);
  });

  it.each(STACKS)("%s can be read in one look and carries no date", (stack) => {
    expect(textOf(stack).split("\n").length).toBeLessThanOrEqual(16);
    expect(textOf(stack)).not.toMatch(/\d{4}-\d{2}-\d{2}/);
  });

  it.each(["dev", "staging", "prod"])("%s shows the tenant to pin it to, commented", (stack) => {
    expect(textOf(stack)).toMatch(/^ {2}# azuread:tenantId: 0{8}-/m);
    expect(read(stack).warnings).toEqual([expect.stringContaining("azuread:tenantId is not set")]);
  });

  it("protects prod alone", () => {
    expect(STACKS.filter((stack) => read(stack).protect)).toEqual(["prod"]);
  });

  it("points local at the local tenant", () => {
    expect(read("local").args).toEqual({ authority: "https://localhost:8443" });
    expect(read("local").warnings).toEqual([]);
  });
});
