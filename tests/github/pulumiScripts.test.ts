import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { type Ended, runScript } from "./scripts.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-pulumi-"));
  for (const name of ["bin", "stacks"]) await mkdir(join(folder, name));
  await writeFile(join(folder, "stacks", "Pulumi.prod.yaml"), "");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a script beside a `pulumi` that shows its words, says something that would end a Markdown block, and exits with `code`. */
async function run(script: string, code: number, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const pulumi = `#!/bin/sh\necho "$@"\necho '\`\`\`' >&2\nexit ${code}\n`;
  await writeFile(join(folder, "bin", "pulumi"), pulumi, { mode: 0o755 });
  const path = `${join(folder, "bin")}:${process.env.PATH ?? ""}`;
  const summary = join(folder, "summary.md");
  return runScript([script], { cwd: folder, env: { STACK: "prod", ...env, PATH: path, GITHUB_STEP_SUMMARY: summary } });
}

const OPTIONS = "--stack prod --non-interactive --color never --suppress-outputs --policy-pack policy";

describe("preview.sh", () => {
  it("shows the preview in the log and in the summary, and ends as Pulumi does", async () => {
    const ended = await run("preview.sh", 0);
    expect(ended).toEqual({ code: 0, stdout: `preview --diff ${OPTIONS}\n\`\`\`\n`, stderr: "" });
    await expect(readFile(join(folder, "summary.md"), "utf8")).resolves.toBe(
      `## Preview of prod\n\n    preview --diff ${OPTIONS}\n    \`\`\`\n`,
    );
    expect((await run("preview.sh", 255)).code).toBe(255);
  });

  it("holds to the policy settings of the environment", async () => {
    const { stdout } = await run("preview.sh", 0, { POLICY_CONFIG: "policy/mandatory.json" });
    expect(stdout).toContain("--policy-pack policy --policy-pack-config policy/mandatory.json\n");
  });
});

describe("deploy.sh", () => {
  it("deploys without asking, and ends as Pulumi does", async () => {
    await expect(run("deploy.sh", 0)).resolves.toEqual({
      code: 0,
      stdout: `up --yes ${OPTIONS}\n`,
      stderr: "```\n",
    });
    const failed = await run("deploy.sh", 3);
    expect(failed).toMatchObject({ code: 3, stdout: `up --yes ${OPTIONS}\n` });
    expect(failed.stderr).toContain("The deployment of prod failed. Run the job again");
    expect(failed.stderr).toContain("docs/rotate.md, Gone already");
  });

  it.each(["preview.sh", "deploy.sh"])("does nothing where the stack has no file, as %s", async (script) => {
    await expect(run(script, 0, { STACK: "gone" })).resolves.toEqual({
      code: 1,
      stdout: "",
      stderr: "There is no stacks/Pulumi.gone.yaml. Take gone out of the workflow, or put its file back.\n",
    });
  });

  it("takes the full name of a stack, whose file has the last part", async () => {
    await expect(run("deploy.sh", 0, { STACK: "acme/prod" })).resolves.toMatchObject({
      code: 0,
      stdout: `up --yes ${OPTIONS.replace("--stack prod", "--stack acme/prod")}\n`,
    });
  });

  it("does nothing without a stack", async () => {
    const { code, stdout, stderr } = await run("deploy.sh", 0, { STACK: "" });
    expect(code).not.toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toContain("STACK: is not set");
  });
});
