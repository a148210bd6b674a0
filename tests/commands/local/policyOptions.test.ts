import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { backend } from "../../../commands/backend.ts";
import { local as run } from "../../../commands/local/local.ts";
import { LOCAL } from "../../../commands/local/options.ts";

let folder: string;

/** `local` with these words, which ask for no help. */
async function local(words: readonly string[]): Promise<number> {
  const asked = LOCAL.read([...words, "--folder", folder]);
  if (asked === undefined) throw new Error("help was asked for");
  return run(asked, backend);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-policy-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("local --policy-pack", () => {
  it("says which folder has no pack, and which one has", async () => {
    await expect(local(["preview", "--policy-pack", folder])).rejects.toThrow(
      `--policy-pack ${folder}: there is no PulumiPolicy.yaml in ${folder}. This project's pack is policy.`,
    );
  });

  it("goes with up and preview alone", async () => {
    await expect(local(["destroy", "--policy-pack", "policy"])).rejects.toThrow(
      "--policy-pack goes with up and preview, not with destroy.",
    );
  });

  it.each([
    ["{", /: this is not JSON \(.+\)\. policy\/README\.md shows one\.$/],
    ["[]", /: this is no map of policies to levels or settings\./],
    [
      '{ "secret-lifetme": { "days": 90 } }',
      /there is no policy "secret-lifetme"; did you mean secret-lifetime\? There are: appl/,
    ],
    ['{ "all": "mandatry" }', /"all" has the level "mandatry"; allowed is advisory, mandatory, remediate, disabled\./],
    ['{ "secret-count": null }', /"secret-count" has the level null; allowed is/],
    [
      '{ "secret-count": { "mosst": 3 } }',
      /"secret-count" has no setting "mosst"; did you mean most\? There are: most\./,
    ],
    ['{ "audience": { "enforcementLevel": 5 } }', /"audience" has the level 5; allowed is/],
  ])("refuses the settings %s before anything runs", async (text, words) => {
    const path = join(folder, "settings.json");
    await writeFile(path, text);
    await expect(local(["up", "--policy-pack", "policy", "--policy-pack-config", path])).rejects.toThrow(words);
  });

  it("needs settings that exist, and a pack for them", async () => {
    const missing = join(folder, "none.json");
    await expect(local(["up", "--policy-pack", "policy", "--policy-pack-config", missing])).rejects.toThrow(
      `--policy-pack-config ${missing}: there is no such file. policy/README.md shows one.`,
    );
    await expect(local(["up", "--policy-pack-config", missing])).rejects.toThrow(
      `--policy-pack-config ${missing}: name the pack too, such as --policy-pack policy.`,
    );
  });
});
