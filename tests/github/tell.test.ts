import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { type FakeGitHub, REPOSITORY, startGitHub } from "./fakeGitHub.ts";
import { type Ended, runScript } from "./scripts.ts";

let folder: string;
let github: FakeGitHub;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-tell-"));
  github = await startGitHub();
});

afterEach(async () => {
  await github.close();
  await rm(folder, { recursive: true, force: true });
});

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000 + 3_600_000).toISOString();

/** The plan of a stack whose place in AEM has a token with so many days left. */
const plan = (days: number | undefined) => ({
  notify: ["octocat", "hubot"],
  ends: [
    { what: "token", name: "aem@contoso.com", place: "author", at: days === undefined ? null : inDays(days) },
    // Ends earlier, and is only kept.
    { what: "secret", name: "old", at: inDays(1) },
  ],
});

interface Report {
  readonly outcome: string;
  readonly words?: string;
  readonly plan?: unknown;
}

async function tell(report: Report | undefined, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const place = join(folder, "report");
  await rm(place, { recursive: true, force: true });
  if (report !== undefined) {
    await mkdir(place);
    await writeFile(join(place, "outcome.txt"), `${report.outcome}\n`);
    await writeFile(join(place, "words.txt"), report.words ?? "Somebody has to sign in.");
    await writeFile(join(place, "plan.json"), JSON.stringify(report.plan ?? plan(60)));
  }
  return runScript(["tell.sh"], {
    cwd: folder,
    env: {
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_RUN_ID: "99",
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_TOKEN: "the-token",
      OTHER: "of the environment",
      STACK: "prod",
      REPORT: place,
      ...env,
    },
  });
}

const expectSaid = (ended: Ended, stdout: string) => {
  expect(ended).toEqual({ code: 0, stdout: `${stdout}\n`, stderr: "" });
};

describe("tell.sh", () => {
  it("opens one issue with the command's words, for the accounts of setting notify", async () => {
    expectSaid(await tell({ outcome: "due", words: "Sign in: npx x\n@everyone" }), "prod: opened issue 1.");
    const [issue] = github.issues;
    expect(issue).toMatchObject({
      title: "The mail of prod needs somebody",
      labels: ["upkeep"],
      assignees: [{ login: "octocat" }, { login: "hubot" }],
      comments: [],
    });
    expect(issue?.body).toBe(
      [
        "<!-- upkeep prod -->",
        expect.any(String),
        "For the mail of stack prod somebody has to act:",
        "",
        "    Sign in: npx x",
        "    @everyone",
        "",
        `What AEM holds ends first on ${inDays(60).slice(0, 10)}: the refresh token of aem contoso.com, in author.`,
        "",
        "Each run brings this issue up to date, and the first one that finds nothing due closes it.",
        "",
        "[The run](https://github.example/contoso/mail/actions/runs/99)",
      ]
        .map((line) =>
          typeof line === "string" ? line : `<!-- ends ${/ends (\S+) -->/.exec(issue?.body ?? "")?.[1] ?? ""} -->`,
        )
        .join("\n"),
    );
    expect(issue?.body).not.toContain("of the environment");
  });

  it("opens no second one: it leaves it alone, brings it up to date, and closes it", async () => {
    const report = { outcome: "due", plan: plan(60) };
    await tell(report);
    expectSaid(await tell(report, { GITHUB_RUN_ID: "100" }), "prod: issue 1 says so already.");
    expect(github.issues[0]?.body).toContain("runs/99");
    expectSaid(await tell({ ...report, outcome: "failed", words: "No answer." }), "prod: updated issue 1.");
    expect(github.issues).toMatchObject([
      { title: "The upkeep of prod failed", body: expect.stringContaining("    No answer.") },
    ]);
    expectSaid(await tell({ ...report, outcome: "good" }), "prod: nothing is due; closed issue 1.");
    expect(github.issues).toMatchObject([{ state: "closed", state_reason: "completed" }]);
    expectSaid(await tell({ ...report, outcome: "good" }), "prod: nothing is due.");
    expectSaid(await tell(report), "prod: opened issue 2.");
  });

  it("takes nobody else's issue, no pull request and no other stack's for its own", async () => {
    const body = "<!-- upkeep prod -->";
    github.add({ body, labels: ["upkeep"], user: { login: "somebody" } });
    github.add({ body, labels: ["upkeep"], pull_request: {} });
    github.add({ body: "<!-- upkeep prod2 -->", labels: ["upkeep"] });
    expectSaid(await tell({ outcome: "good" }), "prod: nothing is due.");
    expectSaid(await tell({ outcome: "due" }), "prod: opened issue 4.");
    expect(github.issues.map(({ state }) => state)).toEqual(["open", "open", "open", "open"]);
  });

  it("finds its own behind a hundred others", async () => {
    for (let count = 0; count < 100; count++) github.add({ labels: ["upkeep"], user: { login: "somebody" } });
    github.add({ body: "<!-- upkeep prod -->\nold", labels: ["upkeep"] });
    expectSaid(await tell({ outcome: "due" }), "prod: updated issue 101.");
    expect(github.issues).toHaveLength(101);
  });

  it("raises it once 21 and once 7 days before the end of what AEM holds, and again for another end", async () => {
    const raised = () => github.issues[0]?.comments.map(({ body }) => body.split("\n").at(-1)?.split(":")[0]);
    const at = async (days: number) => tell({ outcome: "due", plan: plan(days) });
    await at(22);
    expect(raised()).toEqual([]);
    // One day on, with the same end: only what is left changes.
    const near = plan(21);
    const day = async (days: number) => {
      const moved = {
        ...near,
        ends: [{ ...near.ends[0], at: new Date(Date.parse(inDays(days))).toISOString().slice(0, 11) + "00:00:00Z" }],
      };
      return tell({ outcome: "due", plan: moved });
    };
    await day(21);
    await day(21);
    expect(raised()).toEqual(["@octocat @hubot"]);
    expect(github.issues[0]?.labels).toEqual(["upkeep", "urgent"]);
    await day(6);
    await day(6);
    expect(raised()).toHaveLength(2);
    await day(-2);
    expect(raised()).toHaveLength(3);
    expect(github.issues[0]?.comments.at(-1)?.body).toContain("it ended");
  });

  it("tells of an end that comes near also where a run says that all is well", async () => {
    expectSaid(await tell({ outcome: "good", plan: plan(20) }), "prod: opened issue 1.\nprod: raised issue 1.");
    expectSaid(await tell({ outcome: "good", plan: plan(60) }), "prod: nothing is due; closed issue 1.");
    expect(github.issues).toMatchObject([{ state: "closed" }]);
  });

  it("remembers the end where a run does not know it, and raises what nobody knows after a week", async () => {
    await tell({ outcome: "due", plan: plan(40) });
    const unknown = { outcome: "failed", plan: { notify: ["octocat"], ends: null, error: "no answer" } };
    expectSaid(await tell(unknown), "prod: updated issue 1.");
    expect(github.issues[0]?.body).toContain(inDays(40).slice(0, 10));

    const [issue] = github.issues.splice(0);
    expect(issue).toBeDefined();
    await tell(unknown);
    expect(github.issues[0]?.body).toContain("When what AEM holds ends is unknown.");
    expect(github.issues[0]?.comments).toEqual([]);
    const [young] = github.issues.splice(0);
    github.add({ ...young, created_at: inDays(-8) });
    expectSaid(await tell(unknown), "prod: issue 1 says so already.\nprod: raised issue 1.");
    expectSaid(await tell(unknown), "prod: issue 1 says so already.");
  });

  it("raises it at once, and once, where the chain of tokens has ended", async () => {
    const ended = { ...plan(60), ended: "AADSTS70043: a policy asks for a new sign-in" };
    expectSaid(await tell({ outcome: "due", plan: ended }), "prod: opened issue 1.\nprod: raised issue 1.");
    expectSaid(await tell({ outcome: "due", plan: ended }), "prod: issue 1 says so already.");
    expect(github.issues[0]?.comments[0]?.body).toContain("@octocat @hubot: The token that is kept is refused.");
  });

  it("says so where a run left no report, and keeps what an earlier one found out", async () => {
    await tell({ outcome: "due", plan: plan(5) });
    expectSaid(await tell(undefined), "prod: updated issue 1.");
    expect(github.issues[0]).toMatchObject({ title: "The upkeep of prod failed", assignees: [{}, {}] });
    expect(github.issues[0]?.body).toContain("    The run left no report.");
  });

  it("leaves one where two runs opened one at the same time, the older", async () => {
    github.beforeIssue = () => github.add({ body: "<!-- upkeep prod -->\nother", labels: ["upkeep"] });
    expectSaid(
      await tell({ outcome: "due" }),
      "prod: opened issue 2.\nprod: closed issue 2, which says the same as 1.",
    );
    expect(github.issues.map(({ state }) => state)).toEqual(["open", "closed"]);
  });

  it.each([
    ["GET", /^GET .*issues$/],
    ["POST", /^POST .*issues$/],
    ["comments", /comments$/],
  ])(
    "fails with GitHub's words and without the token where %s is not answered, and the next run completes it",
    async (_, failing) => {
      github.failing = failing;
      const ended = await tell({ outcome: "due", plan: plan(3) });
      expect(ended.code).not.toBe(0);
      expect(ended.stderr).toContain("502");
      expect(ended.stdout + ended.stderr).not.toContain("the-token");
      github.failing = undefined;
      expect((await tell({ outcome: "due", plan: plan(3) })).code).toBe(0);
      expect(github.issues).toHaveLength(1);
      expect(github.issues[0]?.comments).toHaveLength(1);
    },
  );

  it("raises the issue all the same where it may be given to nobody, and fails", async () => {
    github.failing = /assignees$/;
    const ended = await tell({ outcome: "due", plan: plan(3) });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain("::error::Issue 1 could not be given to the accounts of setting notify");
    expect(github.issues[0]?.comments).toHaveLength(1);
  });

  it("refuses what is no name of a stack", async () => {
    expect(await tell({ outcome: "due" }, { STACK: "prod/../x" })).toMatchObject({ code: 1 });
    expect(github.requests).toEqual([]);
  });
});
