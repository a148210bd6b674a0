import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { ExitCode } from "../../commandLine/exitCodes.ts";
import { ROOT } from "../checkout.ts";

const page = readFileSync(join(ROOT, "docs", "review.md"), "utf8").replaceAll(/\s+/g, " ");

describe("docs/review.md", () => {
  it("gives the exit codes of access --live as they are", () => {
    const said = /Exit code (\d): the tenant is as declared; (\d): it differs; (\d): nothing differs, but/.exec(page);
    expect(said?.slice(1).map(Number)).toEqual([ExitCode.Good, ExitCode.Differs, ExitCode.CannotTell]);
  });

  it("gives those of the gate as they are", () => {
    const rows = [...page.matchAll(/\| (\d) \| ([a-z ]+)/g)].map(([, code, when = ""]) => [Number(code), when.trim()]);
    expect(rows).toEqual([
      [ExitCode.Good, "nothing grows"],
      [ExitCode.Differs, "something is known to grow"],
      [ExitCode.CannotTell, "nothing is known to grow"],
    ]);
  });
});
