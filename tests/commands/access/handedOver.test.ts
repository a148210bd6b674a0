import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { useGitProject } from "../gitProject.ts";

const PROD = "stacks/Pulumi.prod.yaml";
const SETTINGS = "config:\n  aem-mail-oauth:permissions: [offline_access, SMTP.Send]\n";

/** What git hands over to a deployment may be something else than the files that are judged. */
const project = useGitProject(SETTINGS);
const NARROWED = `${SETTINGS}  "aem-mail-oauth:signInAudience": AzureADMyOrg\n`;

const git = (...args: string[]): string => project.git(...args);

function gate(range: string, ...args: string[]) {
  return project.run("access", "--diff", range, "--fail-on", "widening", ...args);
}

/** Commits these files as they are given, whatever the attributes among them make of them here. */
async function commitAsGiven(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await project.write(`.staged/${path}`, text);
    const id = git("hash-object", "-w", "--no-filters", `.staged/${path}`);
    git("update-index", "--add", "--cacheinfo", `100644,${id},${path}`);
  }
  await rm(join(project.root, ".staged"), { recursive: true });
  git("commit", "--quiet", "--message", "as given");
}

describe("access, of files that git hands over otherwise than they are committed,", () => {
  it("passes what narrows access where git changes nothing but line ends", async () => {
    await project.write(PROD, NARROWED);
    await project.run("access");
    const access = await project.read("stacks/prod.access.yaml");
    await commitAsGiven({ [PROD]: NARROWED, "stacks/prod.access.yaml": access });
    expect(await gate("start..main")).toMatchObject({ code: 0, stderr: "" });
    await commitAsGiven({ "stacks/.gitattributes": "*.yaml text eol=crlf linguist-generated -filter -merge\n" });
    const { code, stdout } = await gate("main~1..main", "--accept-code", git("rev-parse", "main"));
    expect(stdout).toContain("## Access: no change in access; the code behind it changed, and was accepted\n");
    expect(code).toBe(0);
  });

  it.each([
    ["stacks/.gitattributes", "Pulumi.prod.yaml working-tree-encoding=UTF-7", "working-tree-encoding=UTF-7"],
    [".gitattributes", "stacks/** filter=quiet", "filter=quiet"],
    [".gitattributes", "[attr]calm ident\nPulumi.* calm", "ident"],
    [".gitattributes", "Pulumi.prod.yaml export-ignore", "export-ignore"],
    [".gitattributes", "PULUMI.PROD.YAML export-subst", "export-subst"],
    [".gitattributes", "*.yaml merge=union", "merge=union"],
    ["stacks/.gitattributes", "*.yaml name=@everyone", "name=@everyone"],
  ])("cannot tell a stack whose file has attributes by %s: %s", async (path, text, shown) => {
    await project.write(PROD, NARROWED);
    await project.run("access");
    const access = await project.read("stacks/prod.access.yaml");
    await commitAsGiven({ [path]: `${text}\n`, [PROD]: NARROWED, "stacks/prod.access.yaml": access });
    const { code, stdout } = await gate("start..main");
    expect(stdout).toContain("## Access: unknown from the files as they are; the code behind it changed\n");
    expect(stdout).toMatch(
      /- \*\*Not certain\*\*: Git hands over `stacks\/Pulumi\.prod\.yaml` after the change in another form/,
    );
    expect(stdout).toMatch(new RegExp(`The attributes that make it: .*\`${shown.replaceAll("*", "\\*")}\``));
    expect(stdout).toContain(`that code. \`${path}\`.\n`);
    // A review of the code is no review of what git makes of a stack's file.
    expect([code, (await gate("start..main", "--accept-code", git("rev-parse", "main"))).code]).toEqual([5, 5]);
  });

  it("sees the attributes of files that lie above the project, whatever this clone itself sets", async () => {
    for (const path of git("ls-files").split("\n")) git("update-index", "--force-remove", path);
    git("read-tree", "--prefix=infra/mail/", "start");
    git("commit", "--quiet", "--message", "below the top");
    git("tag", "--force", "below");
    git("reset", "--quiet", "--hard");
    await symlink(join(project.root, "node_modules"), join(project.root, "infra", "mail", "node_modules"));
    await commitAsGiven({ "infra/.GitAttributes": "*.yaml filter=quiet\n", ".gitattributes": "*.md text\n" });
    await project.write(".git/info/attributes", "* -filter\n");
    const { code, stdout } = await project.runAt(
      "infra/mail",
      "access",
      "--diff",
      "below..main",
      "--fail-on",
      "widening",
    );
    await rm(join(project.root, ".git", "info", "attributes"));
    expect(stdout).toContain("that code. `.gitattributes`, `infra/.GitAttributes`.\n");
    expect(stdout).toContain("Git hands over `stacks/Pulumi.prod.yaml` after the change in another form");
    expect(stdout).toContain("The attributes that make it: `infra/.GitAttributes`.");
    expect(code).toBe(5);
  });

  it("cannot tell where the program itself is handed over otherwise", async () => {
    await commitAsGiven({ ".gitattributes": "index.ts filter=quiet\n" });
    const { code, stdout } = await gate("start..main", "--accept-code", git("rev-parse", "main"));
    expect(stdout).toContain("**Not certain, of any stack**: Git hands over files of the program in another form");
    expect(stdout).toContain("`index.ts: filter=quiet`");
    expect(code).toBe(5);
  });

  it("warns in --check, where the files that lie here are read", async () => {
    await project.write(".gitattributes", "Pulumi.prod.yaml filter=quiet\n");
    const { code, stderr } = await project.run("access", "--check");
    expect(stderr).toContain("stacks/Pulumi.prod.yaml: git may hand it over in another form elsewhere (filter=quiet).");
    expect(code).toBe(5);
  });

  it("shows a submodule in place of code, though the repository says that its changes are to be ignored", async () => {
    const one = git("rev-parse", "start");
    git("update-index", "--add", "--cacheinfo", `160000,${one},components/more`);
    await commitAsGiven({
      ".gitmodules": '[submodule "more"]\n\tpath = components/more\n\turl = ./x\n\tignore = all\n',
    });
    git("update-index", "--cacheinfo", `160000,${git("rev-parse", "main")},components/more`);
    git("commit", "--quiet", "--message", "another commit of it");
    const { code, stdout } = await gate("main~1..main");
    expect(stdout).toContain("that code. `components/more`.\n");
    expect(code).toBe(5);
  });

  it("reads commits as they are, not what git puts in their place on this machine", async () => {
    await project.write(PROD, SETTINGS.replace("SMTP.Send", "SMTP.Send, Mail.ReadWrite"));
    await project.run("access");
    project.commit("wider");
    git("replace", "main", "start");
    const { code, stdout } = await gate("start..main");
    git("replace", "--delete", git("rev-parse", "main"));
    expect(stdout).toContain("wider: Permission gained: `Mail.ReadWrite`");
    expect(code).toBe(4);
  });

  it("names edits here that the clone is told to leave unread", async () => {
    git("update-index", "--skip-worktree", "components/notes.ts");
    git("update-index", "--assume-unchanged", "index.ts");
    await project.write("components/notes.ts", `// edited\n${await project.read("components/notes.ts")}`);
    await project.write("index.ts", `// edited\n${await project.read("index.ts")}`);
    const { stdout } = await project.run("access", "--diff", "main");
    git("update-index", "--no-skip-worktree", "components/notes.ts");
    git("update-index", "--no-assume-unchanged", "index.ts");
    expect(stdout).toContain("that code. `components/notes.ts`, `index.ts`.\n");
  });

  it.each([
    ["stacks/Pulumi.PROD.yaml", "`Pulumi.PROD.yaml`, `Pulumi.prod.yaml`"],
    ["stacks/pulumi.other.yaml", "`pulumi.other.yaml`"],
    ["Stacks/Pulumi.prod.yaml", "`Stacks`, `stacks`"],
    ["pulumi.yaml", "`Pulumi.yaml`, `pulumi.yaml`"],
  ])("cannot tell where %s is another file's name on macOS and Windows", async (path, names) => {
    await commitAsGiven({ [path]: NARROWED });
    const { code, stdout } = await gate("start..main");
    expect(stdout).toContain(
      `**Not certain, of any stack**: macOS and Windows take these names for those of other files, and Pulumi reads them there: ${names}.`,
    );
    // A new stack is known to be wider.
    expect(code).toBe(path === "stacks/Pulumi.PROD.yaml" ? 4 : 5);
  });

  it("counts code in a folder of the same name in another case", async () => {
    await commitAsGiven({ "Components/notes.ts": "export {};\n" });
    expect((await gate("start..main")).stdout).toContain("that code. `Components/notes.ts`.\n");
  });

  it("cannot tell of stacks behind a link or a submodule, or in UTF-16", async () => {
    const utf16 = Buffer.from(`\ufeff${SETTINGS}`, "utf16le").toString("latin1");
    await project.write("utf16", "");
    await project.writeBytes("utf16", Buffer.from(utf16, "latin1"));
    git("update-index", "--add", "--cacheinfo", `100644,${git("hash-object", "-w", "--no-filters", "utf16")},${PROD}`);
    git("commit", "--quiet", "--message", "in UTF-16");
    const { code, stdout } = await gate("start..main");
    expect(stdout).toMatch(/\*\*Not certain\*\*: stacks\/Pulumi\.prod\.yaml at [0-9a-f]{12} is no UTF-8 text/);
    expect(code).toBe(5);
    git("rm", "-r", "--quiet", "--cached", "stacks");
    git("update-index", "--add", "--cacheinfo", `160000,${git("rev-parse", "start")},stacks`);
    git("commit", "--quiet", "--message", "a submodule");
    const behind = await gate("start..main");
    expect(behind).toMatchObject({ code: 5, stdout: "" });
    expect(behind.stderr).toMatch(/^stacks is no folder at /);
  });

  it("cannot tell where the stacks' settings are read from another folder, though that was so before", async () => {
    const text = await project.read("Pulumi.yaml");
    await commitAsGiven({ "Pulumi.yaml": text.replace("stackConfigDir: stacks", "stackConfigDir: other") });
    await commitAsGiven({ "docs/more.md": "more\n" });
    const { code, stdout } = await gate("main~1..main");
    expect(stdout).toContain(
      "**Not certain, of any stack**: Pulumi.yaml says that the settings of the stacks are not those in stacks/.",
    );
    expect(code).toBe(5);
  });

  it("writes no file outside its own folder for a tree that was made by hand", async () => {
    const blob = git("hash-object", "-w", "--no-filters", "LICENSE");
    await project.writeBytes(
      "inner",
      Buffer.concat([Buffer.from("100644 .gitattributes\0"), Buffer.from(blob, "hex")]),
    );
    const inner = git("hash-object", "-t", "tree", "-w", "--literally", "inner");
    await project.writeBytes("outer", Buffer.concat([Buffer.from("40000 ..\0"), Buffer.from(inner, "hex")]));
    const outer = git("hash-object", "-t", "tree", "-w", "--literally", "outer");
    const commit = git("commit-tree", outer, "-m", "by hand");
    const { code, stderr } = await gate(`start..${commit}`);
    expect(stderr).toContain("A commit has a file of git's attributes at a path that git refuses: ../.gitattributes.");
    expect(code).toBe(5);
  });
});
