import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { DAMAGED_SHAPES, VALID_SETTINGS } from "../damagedSettings.ts";
import { type GitProject, gitProject } from "./gitProject.ts";

/** Each setting with a fourth of the shapes, each shape with a fourth of the settings: a stack for each. */
const DAMAGED = Object.keys(VALID_SETTINGS).flatMap((setting, row) =>
  DAMAGED_SHAPES.flatMap((shape, column) => ((row + column) % 4 === 0 ? [{ setting, shape }] : [])),
);

let project: GitProject;
beforeAll(async () => {
  project = await gitProject("config: {}\n");
  await Promise.all(
    DAMAGED.map(({ setting, shape }, index) =>
      project.write(`stacks/Pulumi.d${index}.yaml`, fileOf({ ...VALID_SETTINGS, [setting]: shape })),
    ),
  );
  await project.write("stacks/Pulumi.right.yaml", fileOf(VALID_SETTINGS));
});
afterAll(() => project.close());

/** A day that the rules allow for. */
const SOON = new Date(Date.now() + 100 * 86_400_000).toISOString().slice(0, 10);

/** Lists and maps as they are, all else as a text. */
function fileOf(settings: Readonly<Record<string, string>>): string {
  const lines = Object.entries(settings).map(([key, value]) => `  aem-mail-oauth:${key}: ${written(key, value)}\n`);
  return `config:\n${lines.join("")}`;
}

function written(key: string, value: string): string {
  // Ciphertext of nothing in particular.
  if (key === "refreshToken") return "{ secure: v1:abc }";
  return /^[[{].*[\]}]$/s.test(value) ? value.replace("2030-05-20", SOON) : asAscii(JSON.stringify(value));
}

function asAscii(text: string): string {
  return text.replace(/[^ -~]/g, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

describe("one stack whose settings are damaged", () => {
  it("is reached by each setting and by each shape", () => {
    expect(new Set(DAMAGED.map(({ setting }) => setting)).size).toBe(Object.keys(VALID_SETTINGS).length);
    expect(new Set(DAMAGED.map(({ shape }) => shape)).size).toBe(DAMAGED_SHAPES.length);
  });

  it("does not keep the others from being told: access", async () => {
    const { code, stdout, stderr } = await project.run("access");
    expect({ code, bug: /bug in|TypeError/.test(stderr) }).toEqual({ code: 1, bug: false });
    const wrote = (stack: string): boolean => stdout.includes(`stacks/${stack}.access.yaml: `);
    const named = (stack: string): boolean => new RegExp(`\\b${stack}\\b(?!\\d)`).test(stderr);
    expect({ right: wrote("right"), dev: wrote("dev"), named: named("right") }).toEqual({
      right: true,
      dev: true,
      named: false,
    });
    // Each is either usable or named, and none is both.
    expect(DAMAGED.filter((_, index) => wrote(`d${index}`) === named(`d${index}`))).toEqual([]);
    expect(DAMAGED.filter((_, index) => named(`d${index}`)).length).toBeGreaterThan(DAMAGED.length / 2);
  });

  it("does not keep the others from being told: access --check", async () => {
    const { code, stdout, stderr } = await project.run("access", "--check");
    expect({ code, bug: /bug in|TypeError/.test(stderr) }).toEqual({ code: 1, bug: false });
    expect(stdout).toContain("right: as declared\n");
  });

  it("does not keep the others from being told: due", async () => {
    const { code, stdout, stderr } = await project.run("due");
    // A token is kept of which no consent is recorded: that is due, and known.
    expect({ code, bug: /bug in|TypeError/.test(stderr) }).toEqual({ code: 3, bug: false });
    expect(stdout).toContain(`right: client secret "second": ends on ${SOON}`);
    expect(stderr).toMatch(/Pulumi\.d\d+\.yaml/);
  });

  it("is told of by rotate add, and left as it is", async () => {
    const before = fileOf({ ...VALID_SETTINGS, preset: "aem" });
    await project.write("stacks/Pulumi.typo.yaml", before);
    const { code, stderr } = await project.run("rotate", "add", "--stack", "typo");
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("1 setting is invalid") });
    expect(await project.read("stacks/Pulumi.typo.yaml")).toBe(before);
  });

  it("is told of by local", async () => {
    const runs = await Promise.all(
      ["preset=aem", "cloud=x", 'clientSecrets=[{"label":1}]'].map((setting) =>
        project.run(
          "local",
          "preview",
          "--port",
          "0",
          "--folder",
          `${project.root}/${setting.slice(0, 3)}`,
          "--config",
          setting,
        ),
      ),
    );
    for (const { code, stdout, stderr } of runs) {
      expect({ code, bug: /bug in|TypeError/.test(stdout + stderr) }).toEqual({ code: 1, bug: false });
      expect(stdout + stderr).toMatch(/settings? (?:is|are) invalid[^]*given: [^]*allowed: [^]*fix: /);
    }
  });
});
