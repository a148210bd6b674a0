import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { orphanFiles, stackNames } from "../../stack/project.ts";
import { UserError } from "../../support/userError.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "aem-mail-oauth-project-"));
});

afterEach(() => rm(root, { recursive: true, force: true }));

describe("the stacks", () => {
  it("are none where there is no folder for them, and unknown where it cannot be listed", async () => {
    await expect(stackNames(root)).resolves.toEqual([]);
    await writeFile(join(root, "stacks"), "");
    await expect(stackNames(root)).rejects.toThrow(UserError);
    await expect(orphanFiles(["secrets"], root)).rejects.toThrow(UserError);
  });

  it("are missed by the files that are kept beside theirs, of the kinds that are asked for", async () => {
    await mkdir(join(root, "stacks"));
    const names = [
      "Pulumi.prod.yaml",
      "Pulumi.prod.secrets.yaml",
      "prod.secrets.yaml",
      "gone.secrets.yaml",
      "gone.access.yaml",
    ];
    for (const name of names) await writeFile(join(root, "stacks", name), "");
    await expect(orphanFiles(["secrets", "consent"], root)).resolves.toEqual([["gone.secrets.yaml", "gone"]]);
    await expect(orphanFiles(["access"], root)).resolves.toEqual([["gone.access.yaml", "gone"]]);
  });
});
