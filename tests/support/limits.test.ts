import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { duration, LIMITS } from "../../support/limits.ts";
import { within } from "../../support/within.ts";

const PAGE = readFileSync(join(import.meta.dirname, "..", "..", "docs", "troubleshooting.md"), "utf8");

describe("the limits", () => {
  it("are the ones that the documentation has, and all of them", () => {
    const [, section = ""] = PAGE.split("## How long anything is waited for\n");
    const [table = ""] = section.split("\n## ");
    const told = [...table.matchAll(/^\| .* \| (\d+ \w+) +\|$/gm)].map(([, limit]) => limit ?? "");
    expect(told.sort()).toEqual(Object.values(LIMITS).map(duration).sort());
  });

  it.each([
    [200, "0.2 seconds"],
    [1000, "1 second"],
    [60_000, "60 seconds"],
    [300_000, "5 minutes"],
    [3_600_000, "60 minutes"],
    [7_200_000, "2 hours"],
  ])("are told as a person reads them: %i ms", (milliseconds, words) => {
    expect(duration(milliseconds)).toBe(words);
  });
});

describe("within", () => {
  const failure = (): Error => new Error("too late");

  it("gives what comes in time, and what fails in time", async () => {
    await expect(within(60_000, Promise.resolve(1), failure)).resolves.toBe(1);
    await expect(within(60_000, Promise.reject(new Error("own")), failure)).rejects.toThrow("own");
  });

  it("gives up what does not come, with its own words and not those of what it ends", async () => {
    const { promise, reject } = Promise.withResolvers<never>();
    const end = (): void => {
      reject(new Error("aborted"));
    };
    await expect(within(1, promise, failure, end)).rejects.toThrow("too late");
  });
});
