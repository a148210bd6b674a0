import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { git } from "./scripts.ts";
import { type Order, upkeepProject, type UpkeepProject } from "./upkeepProject.ts";

let project: UpkeepProject;
let first: string;

beforeEach(async () => {
  project = await upkeepProject();
  first = await git(project.copy.root, "rev-parse", "HEAD");
  project.github.runs.push({ status: "completed", conclusion: "success", head_sha: first, html_url: "https://run" });
});

afterEach(() => project.close());

const ADD: Order = {
  plan: { step: "add", why: "client secret ends" },
  runs: [["rotate", "add", "--stack", "prod", "--label", "next"]],
};
const UP: Order = { plan: { step: "up", why: "another secret is declared" }, words: "Deployed." };
const DELIVER: Order = { plan: { step: "deliver", why: "a place lacks it" }, words: "Delivered." };

const run = () => project.run("upkeep-unattended.sh");
const outcome = () => project.report("outcome.txt");
const pushed = () => git(project.remote, "rev-parse", "main");

describe("upkeep-unattended.sh", () => {
  it("pushes what a step changed before the next step, deploys only that, and ends when nothing is due", async () => {
    await project.order(ADD, UP);
    expect(await run()).toMatchObject({ code: 0, stderr: "" });
    await expect(outcome()).resolves.toBe("good\n");
    await expect(project.calls()).resolves.toEqual([
      "--dry-run vouched",
      "--only add --reviewed vouched",
      "--dry-run vouched",
      "--only up vouched",
      "--dry-run vouched",
      "--reviewed vouched",
    ]);
    const changed = await git(project.remote, "diff", "--name-only", first, "main");
    expect(changed.split("\n")).toEqual(["stacks/Pulumi.prod.yaml", "stacks/prod.access.yaml"]);
    await expect(git(project.remote, "log", "-1", "--format=%an %s", "main")).resolves.toBe(
      "github-actions[bot] Keep the mail of prod going: add",
    );
  });

  it("ends after three steps, and says what the next run goes on with", async () => {
    await project.order(ADD, UP, DELIVER, DELIVER);
    expect((await run()).code).toBe(0);
    await expect(outcome()).resolves.toBe("good\n");
    await expect(project.report("words.txt")).resolves.toContain("The next one goes on: a place lacks it.");
    expect((await project.calls()).filter((line) => !line.includes("--dry-run"))).toHaveLength(3);
  });

  it("leaves to people what only they can do, without failing", async () => {
    await project.order({
      plan: { step: "consent", why: "none is kept", byItself: false },
      code: 3,
      words: "Sign in.",
    });
    expect((await run()).code).toBe(0);
    await expect(outcome()).resolves.toBe("due\n");
    await expect(project.report("words.txt")).resolves.toBe("Sign in.\n");
  });

  it.each<[string, Partial<UpkeepProject["github"]["runs"][number]> | undefined, string]>([
    ["has never run", undefined, "deploy.yml has never run for main"],
    [
      "waits for its approval",
      { status: "waiting", conclusion: null },
      "A deployment waits or runs; upkeep deploys after it: https://run",
    ],
    ["failed", { conclusion: "failure" }, "The last deployment did not succeed"],
    [
      "was of a commit that is not here",
      { head_sha: "0123456789012345678901234567890123456789" },
      "access grew or that is unknown",
    ],
  ])("deploys nothing where deploy.yml %s", async (_, last, words) => {
    const [before] = project.github.runs.splice(0);
    if (before !== undefined && last !== undefined) project.github.runs.push({ ...before, ...last });
    await project.order({ ...UP, code: 3 });
    expect((await run()).code).toBe(0);
    await expect(outcome()).resolves.toBe("due\n");
    await expect(project.report("words.txt")).resolves.toContain(words);
    await expect(project.calls()).resolves.toEqual(["--dry-run vouched", "--only up --reviewed vouched"]);
  });

  it("deploys nothing that somebody merged since, and that widens access or is code", async () => {
    const settings = await project.copy.read("stacks/Pulumi.prod.yaml");
    await project.copy.write(
      "stacks/Pulumi.prod.yaml",
      `${settings}  aem-mail-oauth:signInAudience: AzureADMultipleOrgs\n  aem-mail-oauth:owners: ["5f2c0c1e-6f0b-4d64-9d5e-2f3a7c1b8e90"]\n`,
    );
    expect((await project.copy.runWith({}, "access", "--stack", "prod")).code).toBe(0);
    await project.commit("Wider");
    await project.order({ ...UP, code: 3 });
    expect((await run()).code).toBe(0);
    await expect(project.report("words.txt")).resolves.toContain("(exit code 4)");
    await expect(project.calls()).resolves.toEqual(["--dry-run vouched", "--only up --reviewed vouched"]);

    await git(project.copy.root, "reset", "--quiet", "--hard", first);
    await project.copy.write("index.ts", `${await project.copy.read("index.ts")}\n// Changed.\n`);
    await project.commit("Code");
    await project.order({ ...UP, code: 3 });
    expect((await run()).code).toBe(0);
    await expect(project.report("words.txt")).resolves.toContain("(exit code 5)");
    expect((await project.calls()).slice(2)).toEqual(["--dry-run vouched", "--only up --reviewed vouched"]);
  });

  it("repairs after a deployment that failed, and not beside one that runs", async () => {
    const repair: Order = { plan: { step: "repair", why: "an update was cut off" }, code: 0 };
    const [last] = project.github.runs;
    Object.assign(last ?? {}, { conclusion: "failure" });
    await project.order(repair);
    expect((await run()).code).toBe(0);
    expect((await project.calls()).slice(0, 2)).toEqual(["--dry-run vouched", "--only repair vouched"]);
    Object.assign(last ?? {}, { status: "in_progress" });
    await project.order({ ...repair, code: 3 });
    expect((await run()).code).toBe(0);
    expect((await project.calls()).at(-1)).toBe("--only repair --reviewed vouched");
  });

  it.each<[string, Order, string]>([
    [
      "a file outside of stacks/",
      { ...ADD, writes: { "index.ts": "export default () => ({});\n" } },
      "but also 'index.ts'",
    ],
    [
      "a file of another stack",
      { ...ADD, writes: { "stacks/Pulumi.dev.yaml": "config: {}\n" } },
      "but also 'stacks/Pulumi.dev.yaml'",
    ],
    ["a new file", { ...ADD, writes: { "stacks/token.txt": "x" } }, "but also 'stacks/token.txt'"],
    [
      "wider access",
      { plan: ADD.plan, writes: { "stacks/Pulumi.prod.yaml": "config:\n  aem-mail-oauth:preset: aem-cloud\n" } },
      "the access check says",
    ],
    [
      "a step of the secrets that is not legal",
      {
        plan: ADD.plan,
        writes: {
          "stacks/Pulumi.prod.yaml":
            'config:\n  aem-mail-oauth:preset: aem-forms-jee\n  aem-mail-oauth:clientSecrets: [{ label: a }, { label: b }]\n  aem-mail-oauth:maxSecretLifetime: 180d\n  aem-mail-oauth:protect: "true"\n',
        },
      },
      "the access check says",
    ],
  ])("commits nothing where a step changed %s", async (_, order, words) => {
    await project.order(order, UP);
    expect((await run()).code).toBe(1);
    await expect(outcome()).resolves.toBe("failed\n");
    await expect(project.report("words.txt")).resolves.toContain(words);
    await expect(pushed()).resolves.toBe(first);
    expect(await project.calls()).toHaveLength(2);
  });

  it("keeps nothing where somebody else pushed meanwhile: the next run takes the step again", async () => {
    await git(project.copy.root, "commit", "--quiet", "--allow-empty", "--message", "Theirs");
    await git(project.copy.root, "push", "--quiet", "origin", "main");
    await git(project.copy.root, "reset", "--quiet", "--hard", first);
    await project.order(ADD, UP);
    expect((await run()).code).toBe(0);
    await expect(outcome()).resolves.toBe("good\n");
    await expect(project.report("words.txt")).resolves.toContain("main moved while this ran");
    await expect(git(project.remote, "log", "-1", "--format=%s", "main")).resolves.toBe("Theirs");
    expect(await project.calls()).toHaveLength(2);
  });

  it("deploys nothing that could not be pushed", async () => {
    await git(project.remote, "config", "receive.denyCurrentBranch", "refuse");
    await git(project.remote, "config", "core.hooksPath", "/dev/null/none");
    await git(project.remote, "config", "receive.maxInputSize", "1");
    await project.order(ADD, UP);
    expect((await run()).code).toBe(1);
    await expect(project.report("words.txt")).resolves.toContain("The commit could not be pushed to main");
    expect(await project.calls()).toHaveLength(2);
  });

  it("fails with the words of a look or a step that failed, and says who is to hear of it", async () => {
    await project.order({ plan: DELIVER.plan, fails: "Cloud Manager does not answer." });
    expect((await run()).code).toBe(5);
    await expect(outcome()).resolves.toBe("failed\n");
    await expect(project.report("words.txt")).resolves.toBe("Cloud Manager does not answer.\n");
    await project.order({ ...DELIVER, code: 1, words: "Not all works." });
    expect((await run()).code).toBe(1);
    await expect(project.report("words.txt")).resolves.toBe("Not all works.\n");
  });

  it("learns from the files whom to tell where the sign-in fails", async () => {
    project.github.failing = /idtoken/;
    await project.order(ADD);
    expect((await run()).code).not.toBe(0);
    expect(JSON.parse(await project.report("plan.json"))).toMatchObject({ notify: ["octocat"] });
    await expect(project.report("words.txt")).resolves.toContain("502");
    await expect(project.calls()).resolves.toEqual(["--dry-run nobody"]);
  });

  it("refuses a stack that is not there, or no name of one", async () => {
    for (const STACK of ["none", "../prod", "a b"]) {
      const { code, stderr } = await project.run("upkeep-unattended.sh", { STACK });
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringContaining(`There is no stacks/Pulumi.${STACK}.yaml`),
      });
    }
  });
});
