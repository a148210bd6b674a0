import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { readIfThere } from "../../support/readIfThere.ts";
import { replaceFile } from "../../support/replaceFile.ts";
import { UserError } from "../../support/userError.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-replace-"));
  path = join(folder, "file.yaml");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const replace = (text: string | undefined, by: string): Promise<void> =>
  replaceFile({ path, name: "file.yaml", text }, by);

describe("replaceFile", () => {
  it("writes where the file is what was read, or still absent", async () => {
    await replace(undefined, "one");
    await replace("one", "two");
    await expect(readFile(path, "utf8")).resolves.toBe("two");
  });

  it.each([
    ["was written", "new", undefined],
    ["was changed", "new", "old"],
    ["was removed", undefined, "old"],
  ])("leaves a file alone that %s meanwhile", async (_, now, before) => {
    if (now !== undefined) await writeFile(path, now);
    await expect(replace(before, "mine")).rejects.toThrow(
      new UserError(
        "file.yaml was changed by something else in the meantime, so it was left alone. Look at it, and run the command again.",
      ),
    );
    expect(await readdir(folder)).toEqual(now === undefined ? [] : ["file.yaml"]);
    expect(await readIfThere(path)).toBe(now);
  });
});
