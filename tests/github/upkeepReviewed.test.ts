import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { git } from "./scripts.ts";
import { type Order, upkeepProject, type UpkeepProject } from "./upkeepProject.ts";

const BRANCH = "upkeep/prod";
const PULLS = "https://github.example/contoso/mail/pulls?q=is%3Aopen+head%3Aupkeep%2Fprod";

let project: UpkeepProject;
let first: string;

beforeEach(async () => {
  project = await upkeepProject();
  first = await git(project.copy.root, "rev-parse", "HEAD");
});

afterEach(() => project.close());

const ADD: Order = {
  plan: { step: "add", why: "client secret ends" },
  runs: [["rotate", "add", "--stack", "prod", "--label", "next"]],
  words: "Added.",
};
const RENEW: Order = {
  plan: { step: "renew", why: "the kept token is old" },
  writes: { "stacks/prod.consent.yaml": "consents: []\n" },
};

const outcome = () => project.report("outcome.txt");
const words = () => project.report("words.txt");

/** The first job, then the second one in a checkout of its own. */
async function both(...orders: readonly Order[]): Promise<(number | null)[]> {
  await project.order(...orders);
  const upkeep = await project.run("upkeep-reviewed.sh");
  await git(project.copy.root, "reset", "--quiet", "--hard");
  await git(project.copy.root, "clean", "--quiet", "--force", "-d", "stacks");
  const propose = await project.run("propose.sh");
  await git(project.copy.root, "switch", "--quiet", "main");
  return [upkeep.code, propose.code];
}

describe("upkeep-reviewed.sh and propose.sh", () => {
  it("make what a step changed one pull request, with the access file, and push nothing else", async () => {
    await expect(both(ADD)).resolves.toEqual([0, 0]);
    await expect(outcome()).resolves.toBe("due\n");
    await expect(words()).resolves.toContain(
      `Somebody has to review the pull request that this run opens, and merge it: ${PULLS}`,
    );
    await expect(project.calls()).resolves.toEqual(["--dry-run --reviewed vouched", "--only add --reviewed vouched"]);
    const changed = await git(project.remote, "diff", "--name-only", "main", BRANCH);
    expect(changed.split("\n")).toEqual(["stacks/Pulumi.prod.yaml", "stacks/prod.access.yaml"]);
    await expect(git(project.remote, "rev-parse", "main")).resolves.toBe(first);
    expect(project.github.pulls).toMatchObject([
      {
        title: "Keep the mail of prod going: add",
        head: BRANCH,
        base: "main",
        body: expect.stringContaining("    Added."),
      },
    ]);
  });

  it("leave a pull request alone that fits, and put the next step in place of one that does not", async () => {
    await both(ADD);
    const proposed = await git(project.remote, "rev-parse", BRANCH);
    await expect(both(ADD)).resolves.toEqual([0, 0]);
    await expect(words()).resolves.toBe(
      `client secret ends.\nSomebody has to review the pull request that is open, and merge it: ${PULLS}\n`,
    );
    await expect(git(project.remote, "rev-parse", BRANCH)).resolves.toBe(proposed);
    // Looked at, and not done again.
    expect((await project.calls()).filter((line) => !line.includes("--dry-run"))).toHaveLength(1);

    await expect(both(RENEW)).resolves.toEqual([0, 0]);
    expect(project.github.pulls).toMatchObject([{ title: "Keep the mail of prod going: renew" }]);
    const changed = await git(project.remote, "diff", "--name-only", "main", BRANCH);
    expect(changed).toBe("stacks/prod.consent.yaml");
  });

  it("make it again where the stack's files changed on the main branch since, and not where others did", async () => {
    await both(ADD);
    await git(project.copy.root, "commit", "--quiet", "--allow-empty", "--message", "Else");
    await both(ADD);
    expect((await project.calls()).filter((line) => !line.includes("--dry-run"))).toHaveLength(1);
    await project.copy.write(
      "stacks/Pulumi.prod.yaml",
      `# Changed.\n${await project.copy.read("stacks/Pulumi.prod.yaml")}`,
    );
    await project.commit("Theirs");
    await both(ADD);
    expect((await project.calls()).filter((line) => !line.includes("--dry-run"))).toHaveLength(2);
    await expect(git(project.remote, "show", `${BRANCH}:stacks/Pulumi.prod.yaml`)).resolves.toContain("# Changed.");
  });

  it("leave alone what somebody committed to the pull request", async () => {
    await both(ADD);
    await git(project.copy.root, "switch", "--quiet", BRANCH);
    await project.copy.write("stacks/Pulumi.prod.yaml", "config: {}\n");
    const theirs = await project.commit("By hand");
    await git(project.copy.root, "push", "--quiet", "origin", BRANCH);
    await git(project.copy.root, "switch", "--quiet", "main");
    await both(RENEW);
    await expect(git(project.remote, "rev-parse", BRANCH)).resolves.toBe(theirs);
    await expect(words()).resolves.toContain("Somebody has to review the pull request that is open");
  });

  it("leave a delivery to the workflow that has reviewers, and what only people can do to them", async () => {
    await expect(both({ plan: { step: "deliver", why: "a place lacks it" } })).resolves.toEqual([0, 0]);
    await expect(words()).resolves.toContain('Somebody has to start the workflow "Deliver" for stack prod');
    await expect(outcome()).resolves.toBe("due\n");
    await expect(
      both({ plan: { step: "up", why: "declared", byItself: false }, code: 3, words: "Deploy." }),
    ).resolves.toEqual([0, 0]);
    await expect(words()).resolves.toBe("Deploy.\n");
    await expect(project.calls()).resolves.toEqual([
      "--dry-run --reviewed vouched",
      "--dry-run --reviewed vouched",
      "--only up --reviewed vouched",
    ]);
    expect(project.github.pulls).toEqual([]);
  });

  it("propose nothing where a step changed no file, as with a key vault, or nothing is due", async () => {
    await expect(both({ plan: RENEW.plan })).resolves.toEqual([0, 0]);
    await expect(outcome()).resolves.toBe("good\n");
    await expect(both()).resolves.toEqual([0, 0]);
    await expect(outcome()).resolves.toBe("good\n");
    expect(project.github.requests.filter((line) => line.startsWith("POST"))).toEqual([]);
  });

  it("say so where the pull request could not be made", async () => {
    project.github.failing = /^POST .*pulls$/;
    const [upkeep, propose] = await both(ADD);
    expect(upkeep).toBe(0);
    expect(propose).not.toBe(0);
    await expect(outcome()).resolves.toBe("failed\n");
    await expect(words()).resolves.toContain("The pull request could not be made; the run says why.");
    // The next run makes it.
    project.github.failing = undefined;
    await expect(both(ADD)).resolves.toEqual([0, 0]);
    expect(project.github.pulls).toHaveLength(1);
  });

  it("propose nothing that the access check refuses", async () => {
    const wider = "config:\n  aem-mail-oauth:preset: aem-cloud\n";
    const [, propose] = await both({ plan: RENEW.plan, writes: { "stacks/Pulumi.prod.yaml": wider } });
    expect(propose).toBe(1);
    await expect(outcome()).resolves.toBe("failed\n");
    await expect(words()).resolves.toContain("the access check says");
    expect(project.github.pulls).toEqual([]);
  });

  it("do nothing while it is unknown whether a pull request is open", async () => {
    project.github.failing = /^GET .*pulls$/;
    const [upkeep] = await both(ADD);
    expect(upkeep).toBe(5);
    await expect(outcome()).resolves.toBe("failed\n");
    expect(await project.calls()).toHaveLength(1);
  });

  it("fail with the words of a step that failed, and propose nothing of it", async () => {
    await expect(both({ ...ADD, code: 1, words: "Not proven." })).resolves.toEqual([1, 0]);
    await expect(outcome()).resolves.toBe("failed\n");
    await expect(words()).resolves.toBe("Not proven.\n");
    expect(project.github.pulls).toEqual([]);
  });
});

describe("upkeep-deliver.sh", () => {
  it("delivers where that is due, and nothing else", async () => {
    await project.order({ plan: { step: "deliver", why: "a place lacks it" }, words: "Delivered." }, ADD);
    expect((await project.run("upkeep-deliver.sh")).code).toBe(0);
    expect(await project.run("upkeep-deliver.sh")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Nothing is to be delivered: client secret ends."),
    });
    await expect(project.calls()).resolves.toEqual([
      "--dry-run --reviewed vouched",
      "--only deliver --reviewed vouched",
      "--dry-run --reviewed vouched",
    ]);
    await expect(git(project.copy.root, "status", "--porcelain")).resolves.toBe("");
  });

  it("fails with what failed", async () => {
    await project.order({ plan: { step: "deliver", why: "a place lacks it" }, code: 5, words: "No answer." });
    expect((await project.run("upkeep-deliver.sh")).code).toBe(5);
  });
});
