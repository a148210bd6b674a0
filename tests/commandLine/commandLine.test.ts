import { describe, expect, it } from "@jest/globals";

import { commandLine, type Placed } from "../../commandLine/commandLine.ts";
import { COMMON_OPTIONS } from "../../commandLine/commonOptions.ts";
import { flag, inWords, text } from "../../commandLine/option.ts";
import { Misuse } from "../../commandLine/optionError.ts";
import { UserError } from "../../support/userError.ts";

const SAID = {
  usage: "it [options]",
  does: [],
  options: { deep: flag("deeply"), within: { ...text("DAYS", "how soon"), default: "30d" } },
};

describe("a command line", () => {
  it("reads the common options and its own, and gives the defaults", () => {
    const asked = commandLine(SAID).read(["-s", "prod", "--cwd", "..", "--deep"]);
    expect(asked).toMatchObject({ stack: "prod", cwd: "..", deep: true, within: "30d", words: [] });
    expect(asked?.folder).toBeUndefined();
  });

  it("lists the stack first and what is the same everywhere last, each once and in the words of the command", () => {
    const folder = inWords(COMMON_OPTIONS.folder, "somewhere");
    const { options } = commandLine({ ...SAID, options: { folder, ...SAID.options } });
    expect(Object.keys(options)).toEqual(["stack", "deep", "within", "folder", "cwd", "help"]);
    expect(options.folder).toEqual({ ...COMMON_OPTIONS.folder, help: "somewhere" });
  });

  it("asked for help looks at no value, but refuses an option that it does not have", () => {
    const line = commandLine(SAID, (): Placed => {
      throw new UserError("no such value");
    });
    expect(line.read(["--deep", "-h"])).toBeUndefined();
    expect(() => line.read(["--help", "--deap"])).toThrow(
      /^There is no option --deap\. Did you mean --deep or --help\?\n\nUsage/,
    );
    expect(() => line.read([])).toThrow("no such value");
  });

  it("takes as many words as it says", () => {
    expect(() => commandLine(SAID).read(["more"])).toThrow(
      /^"more" means nothing here\.\n\nUsage: npx aem-mail-oauth it /,
    );
    expect(commandLine({ ...SAID, words: 1 }).read(["one"])?.words).toEqual(["one"]);
    expect(() => commandLine({ ...SAID, words: 1 }).read(["one", "more"])).toThrow('"more" means nothing here.');
  });

  it("with actions takes one of them or none", () => {
    const line = commandLine({ ...SAID, actions: { up: "higher", down: "lower" } });
    expect(line.read([])?.words).toEqual([]);
    expect(line.read(["down"])?.words).toEqual(["down"]);
    expect(() => line.read(["dwn"])).toThrow('"dwn" is no action of it. Did you mean down? One of: up, down.');
    expect(() => line.read(["up", "down"])).toThrow('"up down" is no action of it.');
  });

  it("adds the usage to options that do not go together, and to nothing else that a check throws", () => {
    const throwing = (error: Error) =>
      commandLine(SAID, (): Placed => {
        throw error;
      });
    expect(() => throwing(new Misuse("Not both.")).read([])).toThrow(
      new UserError("Not both.\n\nUsage: npx aem-mail-oauth it [options]\n--help lists every option."),
    );
    const bug = new TypeError("undefined is no function");
    expect(() => throwing(bug).read([])).toThrow(bug);
  });

  it("tells the check which options were written, defaults not", () => {
    let written: readonly string[] = [];
    commandLine(SAID, (asked, given) => {
      written = given;
      return asked;
    }).read(["--deep", "-s", "prod"]);
    expect(written).toEqual(["deep", "stack"]);
  });
});
