import { describe, expect, it } from "@jest/globals";

import { useGitProject } from "../gitProject.ts";

const PROD = "stacks/Pulumi.prod.yaml";
const SETTINGS = "config:\n  aem-mail-oauth:permissions: [offline_access, SMTP.Send]\n";

/** `--fail-on widening` lets pass what is known not to grow, and nothing else. */
const project = useGitProject(SETTINGS);

function gate(range: string, ...args: string[]) {
  return project.run("access", "--diff", range, "--fail-on", "widening", ...args);
}

async function editCode(message: string): Promise<string> {
  await project.write("components/notes.ts", `// ${message}\n${await project.read("components/notes.ts")}`);
  project.commit(message);
  return project.git("rev-parse", "HEAD");
}

describe("access --diff --fail-on widening", () => {
  it("does not pass changed code, unless somebody has reviewed it at exactly that commit", async () => {
    const first = await editCode("first");
    const { code, stdout } = await gate("start..main");
    expect(stdout).toContain("## Access: no change in the access files; the code behind it changed\n");
    expect(code).toBe(5);

    const accepted = await gate("start..main", "--accept-code", first);
    expect(accepted.stdout).toContain("## Access: no change in access; the code behind it changed, and was accepted\n");
    expect(accepted.stdout).toContain(`and was accepted as it is at \`${first}\``);
    expect(accepted.code).toBe(0);

    const second = await editCode("second");
    const stale = await gate("start..main", "--accept-code", first);
    expect(stale).toMatchObject({ code: 1, stdout: "" });
    expect(stale.stderr).toBe(
      `The code that was reviewed, at ${first}, is not the one that is compared, at ${second}. ` +
        "Review what came since, then name that commit.\n",
    );
  });

  it.each([
    [["--diff", "start..main", "--accept-code", "main"], "--accept-code means nothing without --fail-on widening."],
    [
      ["--diff", "start..main", "--fail-on", "widening", "--accept-code", "main"],
      "allowed is the whole id of a commit",
    ],
    [
      ["--diff", "start", "--fail-on", "widening", "--accept-code", "0".repeat(40)],
      "--accept-code goes with a commit.",
    ],
    [["--diff", "start", "--at-most", "999"], "--at-most 999: allowed is a number of characters, 1000 or more."],
    [["--diff", "start", "--at-most", "2000", "--format", "json"], "--at-most means nothing with --format json."],
  ])("refuses %j", async (args, words) => {
    const { code, stdout, stderr } = await project.run("access", ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(words);
  });

  it("exits with 4 where access is known to grow, whatever else cannot be told or was accepted", async () => {
    await project.write(PROD, SETTINGS.replace("SMTP.Send", "SMTP.Send, Mail.ReadWrite"));
    await project.run("access", "--stack", "prod");
    await project.write("stacks/dev.access.yaml", "tenant: [");
    const commit = await editCode("wider");
    const { code, stdout } = await gate("start..main", "--accept-code", commit);
    expect(stdout).toContain("## Access: grows, and the rest is unknown from the files as they are; ");
    expect(code).toBe(4);
  });

  it("exits with 5 where code moved the folder of the settings", async () => {
    const text = await project.read("Pulumi.yaml");
    await project.write("Pulumi.yaml", text.replace("stackConfigDir: stacks", "stackConfigDir: other"));
    project.commit("moved");
    const accepted = ["--accept-code", project.git("rev-parse", "main")];
    expect([(await gate("start..main")).code, (await gate("start..main", ...accepted)).code]).toEqual([5, 5]);
    expect(await project.run("access", "--check")).toMatchObject({ code: 1, stdout: "" });
  });

  it("says the same as JSON, raw in no place", async () => {
    await project.write(PROD, `${SETTINGS}  azuread:metadataHost: "\\x9b2K\\u202E ##[error]x"\n`);
    await project.run("access");
    const commit = await editCode("code");
    const { code, stdout } = await gate("start..main", "--format", "json", "--accept-code", commit);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: "grows",
      widening: true,
      acceptedCode: commit,
      reportingCode: ["components/notes.ts"],
      stacks: [{}, {}, { changes: [{ name: "azuread:metadataHost = \u009b2K\u202e ##[error]x" }] }, {}],
    });
    expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]|##\[/u);
    expect(code).toBe(4);
    // Without the code's acceptance, and without the wider setting: nobody can tell.
    expect(JSON.parse((await gate("start..main", "--stack", "dev", "--format", "json")).stdout)).toMatchObject({
      outcome: "cannot tell",
      widening: true,
      stacks: [{ stack: "dev" }],
    });
  });

  it("tells of keys beside the settings, and of the refresh token, without their values", async () => {
    await project.write(
      PROD,
      `${SETTINGS}  aem-mail-oauth:refreshToken:\n    secure: v1:sealed\nencryptedkey: aGlkZGVu\nencryptionsalt: v1:grain\nmystery: quiet\n`,
    );
    project.commit("keys");
    const { code, stdout } = await gate("start..main");
    for (const words of [
      "- wider: Key of the secrets added: `encryptedkey`. Whoever holds the key that belongs to it reads",
      "- wider: Key of the secrets added: `encryptionsalt`.",
      "- wider: Unknown key added: `mystery`. This report does not know what it means to Pulumi",
      "- same reach: Refresh token added: `refreshToken`. It is encrypted, and this report cannot see whose mailbox it opens",
    ])
      expect(stdout).toContain(words);

    expect(stdout).not.toMatch(/sealed|aGlkZGVu|grain|quiet/);
    expect(code).toBe(4);
    await project.write(PROD, (await project.read(PROD)).replace("v1:grain", "v1:other"));
    project.commit("another salt");
    const changed = await gate("main~1..main");
    expect(changed.stdout).toContain("- wider: Key of the secrets changed: `encryptionsalt`.");
    expect(changed.stdout).not.toContain("encryptedkey");
    expect(changed.code).toBe(4);
    await project.write(PROD, `${await project.read(PROD)}secretsprovider: passphrase\n`);
    await project.run("access");
    project.commit("another provider");
    const provider = await gate("main~1..main");
    expect(provider.stdout).toContain("- wider: Setting added: `secretsprovider = passphrase`.");
    expect(provider.code).toBe(4);
  });

  it("names the edits here that are not committed, and so not compared", async () => {
    await project.write("stacks/Pulumi.dev.yaml", SETTINGS);
    await project.write("stacks/Pulumi.test.yaml", SETTINGS);
    const { code, stdout } = await gate("start...HEAD");
    expect(stdout).toContain(
      "**Not included**: uncommitted edits here of `stacks/Pulumi.dev.yaml`, `stacks/Pulumi.test.yaml`.\n",
    );
    expect(code).toBe(0);
    // Of another branch this folder says nothing; its code is what reports.
    project.git("branch", "other", "main");
    project.git("commit", "--quiet", "--allow-empty", "--message", "one more");
    await project.write("index.ts", `// edited\n${await project.read("index.ts")}`);
    const other = await project.run("access", "--diff", "start..other");
    expect(other.stdout).toContain("**Not included**: uncommitted edits here of `index.ts`.\n");
    project.git("stash", "--quiet", "--include-untracked", "--", "stacks", "index.ts");
    expect((await gate("start...HEAD")).stdout).not.toContain("Not included");
    project.git("stash", "drop", "--quiet");
  });
});
