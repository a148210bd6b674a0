import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { stackRef } from "../../stack/stackRef.ts";
import { readLastSuccess, recordLastSuccess } from "../../stack/upkeepRecord.ts";

describe("the record of the last success", () => {
  let project: string;
  beforeEach(async () => {
    project = await mkdtemp(join(tmpdir(), "upkeep-record-"));
  });
  afterEach(() => rm(project, { recursive: true, force: true }));

  it("is in the folder that git ignores, of each stack its own, and of stack local where that keeps everything", async () => {
    const [prod, dev] = ["prod", "dev"].map((name) => stackRef(name, project));
    const local = stackRef("local", project, join(project, "elsewhere"));
    for (const stack of [prod, dev, local]) {
      if (stack === undefined) throw new Error("no stack");
      await expect(readLastSuccess(stack)).resolves.toBeUndefined();
    }
    if (prod === undefined || dev === undefined) throw new Error("no stack");
    await recordLastSuccess(prod, new Date("2026-05-20T12:00:00Z"));
    await recordLastSuccess(local, new Date("2026-05-21T12:00:00Z"));
    expect(await readLastSuccess(prod)).toEqual(new Date("2026-05-20T12:00:00Z"));
    expect(await readLastSuccess(dev)).toBeUndefined();
    expect(await readLastSuccess(local)).toEqual(new Date("2026-05-21T12:00:00Z"));
    expect(await readFile(join(project, ".local", "upkeep-prod.yaml"), "utf8")).toMatch(
      /^# .*\nstack: "prod"\nlastSuccess: "2026-05-20T12:00:00.000Z"\n$/,
    );
    expect(local.files.upkeep).toBe(join(project, "elsewhere", "upkeep-local.yaml"));
  });

  it("goes on and never back, except from a time that is still to come", async () => {
    const stack = stackRef("prod", project);
    const [early, late] = [new Date("2026-05-20T12:00:00Z"), new Date("2026-05-21T12:00:00Z")];
    await recordLastSuccess(stack, late);
    await recordLastSuccess(stack, early);
    expect(await readLastSuccess(stack)).toEqual(late);
    await recordLastSuccess(stack, new Date("2999-01-01T00:00:00Z"));
    await recordLastSuccess(stack, early);
    expect(await readLastSuccess(stack)).toEqual(early);
  });

  it.each([
    "stack: dev\nlastSuccess: 2026-05-20T12:00:00Z\n",
    "stack: prod\n",
    "stack: prod\nlastSuccess: soon\n",
    "x: [",
  ])("is never taken for a success where it is spoilt, and the next success replaces it: %j", async (text) => {
    const stack = stackRef("prod", project);
    await mkdir(dirname(stack.files.upkeep), { recursive: true });
    await writeFile(stack.files.upkeep, text);
    await expect(readLastSuccess(stack)).rejects.toThrow(stack.files.upkeep);
    await recordLastSuccess(stack, new Date("2026-05-20T12:00:00Z"));
    expect(await readLastSuccess(stack)).toEqual(new Date("2026-05-20T12:00:00Z"));
  });
});
