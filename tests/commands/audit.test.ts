import { readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, beforeAll, describe, expect, it } from "@jest/globals";

import { AUDIT } from "../../commandLine/commonOptions.ts";
import { COMMANDS } from "../../commands/commands.ts";
import { fileOf, STACKS, useRotateProject } from "./rotate/rotateProject.ts";

/** Commands that change nothing that lasts, so that there is nothing to write a line about. */
const CHANGE_NOTHING = ["sheet", "verify"];

const { copy, shipped, rotate, due, declare } = useRotateProject();

type Line = Readonly<Record<string, unknown>>;

let file: string;
beforeAll(() => {
  file = join(copy.root, "audit.jsonl");
});
afterEach(async () => {
  await rm(file, { force: true });
  for (const stack of STACKS) await copy.write(fileOf(stack), shipped.get(stack) ?? "");
});

const lines = async (): Promise<Line[]> =>
  (await readFile(file, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

it("every command that changes something takes --audit, in one form", async () => {
  for (const [name, { line }] of Object.entries(COMMANDS)) {
    const { audit } = (await line()).options;
    const { type, value } = audit?.type === "string" ? audit : { type: undefined, value: undefined };
    expect({ name, type, value }).toEqual(
      CHANGE_NOTHING.includes(name)
        ? { name, type: undefined, value: undefined }
        : { name, type: AUDIT.type, value: AUDIT.value },
    );
  }
});

describe("the line of --audit", () => {
  it("names the secret that rotate added, retired or revoked, and the stack", async () => {
    await declare("prod", { label: "initial", expires: "2999-01-01" });
    expect((await rotate("add", "-s", "prod", "--label", "next", "--audit", file)).code).toBe(0);
    expect((await rotate("retire", "-s", "prod", "--yes", "--audit", file)).code).toBe(5);
    expect((await rotate("retire", "-s", "prod", "--yes", "--unchecked", "--audit", file)).code).toBe(0);
    await declare("prod", { label: "only", expires: "2999-01-01" });
    expect((await rotate("revoke", "only", "-s", "prod", "--label", "other", "--audit", file)).code).toBe(0);
    expect(await lines()).toMatchObject([
      {
        command: "rotate add",
        stacks: ["prod"],
        result: "done",
        code: 0,
        changed: true,
        secrets: [{ change: "added", label: "next" }],
        who: { user: expect.any(String), host: expect.any(String) },
        run: null,
      },
      // Whether the new one is deployed is unknown here.
      { command: "rotate retire", stacks: ["prod"], result: "refused", code: 5, changed: false, secrets: [] },
      { command: "rotate retire", result: "done", changed: true, secrets: [{ change: "removed", label: "initial" }] },
      {
        command: "rotate revoke",
        result: "done",
        changed: true,
        secrets: [
          { change: "removed", label: "only" },
          { change: "added", label: "other" },
        ],
      },
    ]);
  });

  it("says failed where the file was changed, and what came after it went wrong", async () => {
    await declare("prod", { label: "initial", expires: "2999-01-01" });
    const { code } = await rotate("add", "-s", "prod", "--label", "next", "--up", "--audit", file);
    expect(code).toBe(1);
    expect(await lines()).toMatchObject([{ result: "failed", code: 1, changed: true, secrets: [{ label: "next" }] }]);
  });

  it("is without a secret that somebody pasted where a name belongs", async () => {
    const pasted = "Xy78Q~AbCdEfGhIjKlMnOpQrStUvWxYz01234567";
    expect((await rotate("revoke", pasted, "-s", "prod", "--audit", file)).code).toBe(1);
    expect((await rotate("add", "-s", pasted, "--audit", file)).stderr).toContain(pasted);
    expect(await lines()).toMatchObject([{ result: "refused" }, { result: "refused", stacks: ["(left out)"] }]);
    expect(await readFile(file, "utf8")).not.toContain(pasted.slice(5));
  });

  it("names the access files that were written, and none that was not", async () => {
    await writeFile(join(copy.root, "stacks", "prod.access.yaml"), "");
    expect((await copy.run("access", "--audit", file)).code).toBe(0);
    expect((await copy.run("access", "--audit", file)).code).toBe(0);
    expect(await lines()).toMatchObject([
      { command: "access", stacks: ["prod"], changed: true, places: ["stacks/prod.access.yaml"] },
      { command: "access", stacks: [], changed: false, places: [] },
    ]);
  });

  it("goes into no file that could not take it: nothing is changed then", async () => {
    const before = await declare("prod", { label: "initial", expires: "2999-01-01" });
    await symlink("README.md", file);
    for (const [path, words] of [
      [file, /^--audit \S+: this file cannot be written \(it is a link, and none is followed\)\. Name a plain file/],
      [join(copy.root, "none", "audit"), /\(no such file or directory\)/],
      [join(copy.root, "stacks"), /directory\)/],
      ["", /^--audit is empty\./],
    ] as const) {
      const { code, stdout, stderr } = await rotate("add", "-s", "prod", "--audit", path);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(words);
      expect(await copy.read(fileOf("prod"))).toBe(before);
    }
    await rm(file);
    expect((await rotate("add", "-s", "prod", "--audit", file)).code).toBe(0);
    expect(await copy.read(fileOf("prod"))).not.toBe(before);
  });

  it.each([
    ["due", ["due"], "--audit goes with what changes something: --live --write."],
    ["access --check", ["access", "--check"], "--audit means nothing with --check"],
    [
      "local preview",
      ["local", "preview"],
      "--audit goes with what changes something: up, refresh, destroy, reset. preview does not.",
    ],
  ])("is refused for what changes nothing: %s", async (_, words, refusal) => {
    const { code, stderr } = await copy.run(...words, "--audit", file);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(refusal) });
    await expect(readFile(file)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("is not written where none is asked for", async () => {
    await due();
    await rotate("add", "-s", "prod");
    await expect(readFile(file)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
