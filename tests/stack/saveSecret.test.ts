import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { saveSecret } from "../../stack/saveSecret.ts";
import { stackRef } from "../../stack/stackRef.ts";
import { makeFolders } from "../../support/makeFolders.ts";

const KEY = "aem-mail-oauth:refreshToken";
const BEFORE = "config:\n  aem-mail-oauth:preset: aem-cloud\n";

let project: string;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "save-secret-"));
  await makeFolders(join(project, "stacks"), 0o755);
  await makeFolders(join(project, ".local"), 0o700);
  await writeFile(ref().files.kept, BEFORE);
});

afterEach(() => rm(project, { recursive: true, force: true }));

const ref = () => stackRef("prod", project);

/** A CLI that has `kept`, and writes into the file that it is given. */
const cli = (kept: string | undefined, write: (file: string) => Promise<void>) => ({
  config: () => Promise.resolve({ values: kept === undefined ? {} : { [KEY]: kept }, isSecret: () => true }),
  setSecretIn: (file: string) => write(file),
});

const append = async (file: string): Promise<void> =>
  writeFile(file, `${await readFile(file, "utf8")}  ${KEY}: "secure"\n`);

const leftOvers = async (): Promise<string[]> => readdir(dirname(ref().files.lock));

describe("a secret among the settings", () => {
  it("is written by the CLI into a copy, which then takes the file's place", async () => {
    expect(await saveSecret(cli("old", append), ref(), { key: KEY, value: "new", before: "old" })).toBe(true);
    expect(await readFile(ref().files.kept, "utf8")).toBe(`${BEFORE}  ${KEY}: "secure"\n`);
    expect(await leftOvers()).toEqual([]);
  });

  it("stays what it is where another one came meanwhile", async () => {
    expect(await saveSecret(cli("other", append), ref(), { key: KEY, value: "new", before: "old" })).toBe(false);
    expect(await readFile(ref().files.kept, "utf8")).toBe(BEFORE);
  });

  it("leaves the file as it was where the CLI fails half-way, or leaves nothing", async () => {
    const breaks = cli(undefined, async (file) => {
      await writeFile(file, "conf");
      throw new Error("killed");
    });
    await expect(saveSecret(breaks, ref(), { key: KEY, value: "new" })).rejects.toThrow("killed");
    const empties = cli(undefined, (file) => writeFile(file, ""));
    await expect(saveSecret(empties, ref(), { key: KEY, value: "new" })).rejects.toThrow("the CLI left no settings");
    expect(await readFile(ref().files.kept, "utf8")).toBe(BEFORE);
    expect(await leftOvers()).toEqual([]);
  });

  it("leaves an edit alone that somebody makes meanwhile", async () => {
    const meddled = cli(undefined, async (file) => {
      await append(file);
      await writeFile(ref().files.kept, "# by hand\n");
    });
    await expect(saveSecret(meddled, ref(), { key: KEY, value: "new" })).rejects.toThrow(
      /was changed by something else/,
    );
    expect(await readFile(ref().files.kept, "utf8")).toBe("# by hand\n");
  });

  it("says that the file is gone", async () => {
    await rm(ref().files.kept);
    await expect(saveSecret(cli(undefined, append), ref(), { key: KEY, value: "new" })).rejects.toThrow(/is missing/);
  });
});
