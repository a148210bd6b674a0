import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { COMMANDS, dashedWordsOf, OLD_NAMES } from "../../commands/commands.ts";
import { NPMS_OWN, standsIn, takenByNpm, withoutNpm } from "../../commands/npmRun.ts";

const RUN = { npm_lifecycle_event: "any" };

describe("takenByNpm", () => {
  it("finds every option of every command that npm does not have itself, whether npm tells its value or not", async () => {
    const lines = [...Object.keys(COMMANDS), ...Object.keys(OLD_NAMES)];
    for (const command of new Set(lines.map((name) => name.split(" ")[0] ?? ""))) {
      const options = await dashedWordsOf(command);
      const names = Object.keys(options).filter((name) => !NPMS_OWN.has(name.replace(/^no-/, "")));
      expect(names.length).toBeGreaterThan(3);
      for (const name of names) {
        const key = `npm_config_${name.replace(/^no-/, "").replaceAll("-", "_")}`;
        const environment = { ...RUN, [key]: name.startsWith("no-") ? "" : "true" };
        const written = options[name]?.type === "string" ? `--${name} <value>` : `--${name}`;
        expect({ command, taken: takenByNpm(options, environment) }).toEqual({ command, taken: [written] });
      }
    }
  });

  it("finds nothing without npm, and nothing that npm has a setting of", async () => {
    const options = await dashedWordsOf("consent");
    expect(takenByNpm(options, { npm_config_stack: "true" })).toEqual([]);
    expect(takenByNpm(options, { ...RUN, npm_config_json: "true", npm_config_save: "", npm_config_yes: "" })).toEqual(
      [],
    );
    expect(takenByNpm(options, { ...RUN, npm_config_verify: "true" })).toEqual([]);
  });

  it("finds a --dry-run, though npm has one of its own: without it the command would change something", async () => {
    const asked = await dashedWordsOf("deliver");
    expect(takenByNpm(asked, { ...RUN, npm_config_dry_run: "true" })).toEqual(["--dry-run"]);
    expect(takenByNpm(asked, { ...RUN, npm_config_dry_run: "" })).toEqual([]);
  });

  it("finds those of a command under its old name too", async () => {
    for (const [old, name] of Object.entries(OLD_NAMES)) {
      const [[word = ""], [command = ""]] = [old.split(" "), name.split(" ")];
      expect(await dashedWordsOf(word)).toMatchObject(await dashedWordsOf(command));
    }
    expect(takenByNpm(await dashedWordsOf("rotate"), { ...RUN, npm_config_within: "45d" })).toEqual(["--within 45d"]);
  });

  it("holds npm's own list against ours", async () => {
    const npm = process.env.npm_execpath ?? "";
    const definitions = join(dirname(npm), "..", "node_modules", "@npmcli", "config");
    const known = existsSync(definitions)
      ? Object.keys(
          (createRequire(npm)(join(definitions, "lib", "definitions")) as { definitions: object }).definitions,
        )
      : [...NPMS_OWN];
    const tables = await Promise.all(Object.values(COMMANDS).map(({ line }) => line()));
    const ours = tables.flatMap(({ options, actions }) => [...Object.keys(options), ...actions]);
    const shared = ours.map((name) => name.replace(/^no-/, "")).filter((name) => known.includes(name));
    expect(shared).toContain("json");
    expect(shared.filter((name) => !NPMS_OWN.has(name))).toEqual([]);
  });
});

describe("withoutNpm", () => {
  it("gives the whole command where npm told everything", () => {
    expect(withoutNpm(["local", "preview"], ["--show-secrets", "--folder /a"])).toBe(
      "npm took --show-secrets, --folder for itself, so nothing was done. " +
        "Write: npx aem-mail-oauth local preview --show-secrets --folder /a",
    );
  });

  it("leaves a value out that npm made an argument", () => {
    expect(withoutNpm(["local", "9000"], ["--port <value>"])).toBe(
      "npm took --port for itself, so nothing was done. Write: npx aem-mail-oauth local --port <value> ...",
    );
  });
});

describe("standsIn", () => {
  const npm = {
    npm_lifecycle_event: "sheet",
    npm_package_json: "/project/package.json",
    INIT_CWD: "/project/below",
  };

  it("is the person's folder where npm started the command in the project's", () => {
    expect(standsIn(npm, "/project")).toBe("/project/below");
  });

  it.each([
    ["without npm", {}, "/project"],
    ["where a script went somewhere else", npm, "/elsewhere"],
    ["where the person stands in the project's folder", { ...npm, INIT_CWD: "/project" }, "/project"],
    ["where npm does not tell", { ...npm, INIT_CWD: "" }, "/project"],
  ])("is nothing to put right %s", (_, environment, cwd) => {
    expect(standsIn(environment, cwd)).toBeUndefined();
  });
});
