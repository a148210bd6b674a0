import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { localFolder } from "../../local/folder.ts";
import { findProject, orphanFiles, requireStack, stackNames } from "../../stack/project.ts";
import { stackRef } from "../../stack/stackRef.ts";
import { UserError } from "../../support/userError.ts";
import { ROOT } from "../checkout.ts";

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

describe("the project", () => {
  beforeEach(async () => {
    await mkdir(join(root, "contoso", "stacks", "deep"), { recursive: true });
    await writeFile(join(root, "contoso", "Pulumi.yaml"), "name: contoso-mail\n");
    await writeFile(join(root, "contoso", "stacks", "Pulumi.prod.yaml"), "");
  });

  it("is the nearest Pulumi.yaml upwards of the folder that --cwd names", async () => {
    for (const cwd of ["contoso", "contoso/stacks", "contoso/stacks/deep"])
      await expect(findProject({ cwd: join(root, cwd) }, {})).resolves.toBe(join(root, "contoso"));

    await writeFile(join(root, "contoso", "stacks", "deep", "Pulumi.yaml"), "name: other\n");
    await expect(findProject({ cwd: join(root, "contoso/stacks/deep") }, {})).resolves.toBe(
      join(root, "contoso", "stacks", "deep"),
    );
  });

  it("is that of the working folder without --cwd, and npm's for whoever is outside of that", async () => {
    await expect(findProject({}, {})).resolves.toBe(ROOT);
    const manifest = join(root, "contoso", "package.json");
    const npm = { npm_lifecycle_event: "due", npm_package_json: manifest, INIT_CWD: process.cwd() };
    // `npm --prefix`: here is another project.
    await expect(findProject({}, npm)).resolves.toBe(join(root, "contoso"));
    await expect(findProject({}, { ...npm, npm_lifecycle_event: "npx" })).resolves.toBe(ROOT);
    // A script of npm's that went elsewhere, as these tests do.
    await expect(findProject({}, { ...npm, INIT_CWD: root })).resolves.toBe(ROOT);
    const nested = { ...npm, npm_package_json: join(ROOT, "..", "package.json") };
    await expect(findProject({}, nested)).resolves.toBe(ROOT);
    await expect(findProject({ cwd: ROOT }, npm)).resolves.toBe(ROOT);
  });

  it("is looked for above the real folder, where --cwd names a link", async () => {
    await writeFile(join(root, "Pulumi.yaml"), "name: mono\n");
    await symlink(join(root, "contoso", "stacks"), join(root, "link"));
    await expect(findProject({ cwd: join(root, "link") }, {})).resolves.toBe(join(root, "contoso"));
  });

  it.each([
    ["", "the name is empty"],
    ["nowhere", "no such file or directory"],
    ["contoso/Pulumi.yaml", "this is no folder"],
  ])("is never another one, where --cwd is mistyped: %j", async (name, why) => {
    await writeFile(join(root, "Pulumi.yaml"), "name: mono\n");
    const cwd = name === "" ? "" : join(root, name);
    await expect(findProject({ cwd }, {})).rejects.toThrow(`--cwd ${cwd}: ${why}. Name the folder of a project`);
    await expect(requireStack({ stack: "prod", cwd })).rejects.toThrow(UserError);
  });

  it("is missed by name, with the way out", async () => {
    const elsewhere = {
      npm_lifecycle_event: "due",
      npm_package_json: join(root, "contoso", "package.json"),
      INIT_CWD: root,
    };
    const failure = await findProject({ cwd: root }, elsewhere).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as Error).message).toBe(
      `There is no Pulumi.yaml in ${root}, nor in any folder above it, so there is no project to work on. Change into the project's folder, or ` +
        "name it with --cwd DIR.",
    );
  });

  it("gives its stacks their files, wherever the command is run", async () => {
    const stack = await requireStack({ stack: "contoso/mail/prod", cwd: join(root, "contoso", "stacks") });
    expect(stack).toMatchObject({ given: "contoso/mail/prod", name: "prod", isLocal: false });
    expect(stack.files.settings).toBe(join(root, "contoso", "stacks", "Pulumi.prod.yaml"));
    expect(stack.folder).toBe(join(root, "contoso", ".local"));
    await expect(requireStack({ stack: "dev", cwd: join(root, "contoso") })).rejects.toThrow("There are: prod.");
  });
});

describe("stack local", () => {
  it("is the one of that name alone: a qualified one is on somebody's own backend, with its files in git", () => {
    const local = stackRef("local", "/project", "/elsewhere");
    expect(local).toMatchObject({ name: "local", isLocal: true, folder: "/elsewhere" });
    expect(local.files.kept).toBe("/elsewhere/project/Pulumi.local.yaml");
    const qualified = stackRef("contoso/mail/local", "/project");
    expect(qualified).toMatchObject({ name: "local", isLocal: false });
    expect(qualified.files.kept).toBe("/project/stacks/Pulumi.local.yaml");
    expect(() => localFolder(qualified)).toThrow("is not stack local");
  });

  it("is kept in no folder without a name", async () => {
    await expect(requireStack({ stack: "local", folder: "" })).rejects.toThrow("--folder is empty.");
  });
});
