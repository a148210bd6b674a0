import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { type Api, git, runScript, startApi } from "./scripts.ts";

let copy: ProjectCopy;
let remote: string;
let api: Api | undefined;

/** A clone of a repository with this project in it, as a job finds it, and the repository. */
beforeEach(async () => {
  copy = await copyProject();
  remote = await mkdtemp(join(tmpdir(), "aem-mail-oauth-remote-"));
  await git(remote, "init", "--quiet", "--bare");
  await git(copy.root, "init", "--quiet");
  await commit("First");
  await git(copy.root, "remote", "add", "origin", remote);
  await git(copy.root, "push", "--quiet", "--set-upstream", "origin", "main");
});

afterEach(async () => {
  await api?.close();
  api = undefined;
  await copy.close();
  await rm(remote, { recursive: true, force: true });
});

/** Commits all that is there; answers the commit's id. */
async function commit(message: string): Promise<string> {
  await git(copy.root, "add", "--all");
  await git(copy.root, "commit", "--quiet", "--message", message);
  return git(copy.root, "rev-parse", "HEAD");
}

async function run(script: string, env: Readonly<Record<string, string>>) {
  const summary = join(remote, "summary.md");
  return runScript([script], {
    cwd: copy.root,
    root: copy.root,
    env: {
      GITHUB_REPOSITORY: "contoso/mail",
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_TOKEN: "the-token",
      ...env,
    },
  });
}

/** A day so many days from now: what is due must lie ahead whenever the test runs. */
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const SOON = inDays(10);
const LATER = inDays(100);
const stackFile = (secrets: readonly (readonly [label: string, expires: string])[]): string =>
  [
    "config:",
    "  aem-mail-oauth:clientSecrets:",
    ...secrets.flatMap(([label, expires]) => [`    - label: ${label}`, `      expires: "${expires}"`]),
    "",
  ].join("\n");

describe("fetch-pull-request.sh", () => {
  it("fetches a pull request's commits and leaves what is checked out alone", async () => {
    await copy.write("README.md", "Changed by somebody else.\n");
    const head = await commit("Theirs");
    await git(copy.root, "push", "--quiet", "origin", "HEAD:refs/pull/7/head");
    await git(copy.root, "reset", "--quiet", "--hard", "HEAD~1");
    await git(copy.root, "reflog", "expire", "--expire=now", "--all");
    await git(copy.root, "gc", "--quiet", "--prune=now");

    await expect(run("fetch-pull-request.sh", { NUMBER: "7", HEAD: head })).resolves.toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
    await expect(git(copy.root, "show", `${head}:README.md`)).resolves.toBe("Changed by somebody else.");
    await expect(copy.read("README.md")).resolves.not.toContain("somebody else");
    const gone = await run("fetch-pull-request.sh", { NUMBER: "7", HEAD: "0123456789012345678901234567890123456789" });
    expect(gone).toMatchObject({ code: 1, stdout: "" });
    expect(gone.stderr).toContain("The pull request has other commits by now");
  });
});

describe("access-report.sh", () => {
  it("reports with the code that is checked out what a commit changes", async () => {
    const base = await git(copy.root, "rev-parse", "HEAD");
    const settings = await copy.read("stacks/Pulumi.dev.yaml");
    await copy.write("stacks/Pulumi.dev.yaml", `${settings}  aem-mail-oauth:signInAudience: AzureADMyOrg\n`);
    expect((await copy.run("access")).code).toBe(0);
    // Code of the pull request that would report nothing, were it run.
    await copy.write("commands/access/access.ts", "export const access = async () => 0;\n");
    const head = await commit("Theirs");
    await git(copy.root, "checkout", "--quiet", base);

    const ended = await run("access-report.sh", { BASE: base, HEAD: head });
    expect(ended).toEqual({ code: 0, stdout: "", stderr: "" });
    const report = await copy.read("access-report.md");
    expect(report).toContain("dev");
    expect(report).toContain("commands/access/access.ts");
    await expect(readFile(join(remote, "summary.md"), "utf8")).resolves.toBe(report);
  });

  it("keeps within what a comment holds, and gives the summary of the run the whole", async () => {
    const base = await git(copy.root, "rev-parse", "HEAD");
    const settings = await copy.read("stacks/Pulumi.dev.yaml");
    const keys = Array.from({ length: 400 }, (_, index) => `  azuread:k${index}: "${"x".repeat(150)} @everyone"\n`);
    await copy.write("stacks/Pulumi.dev.yaml", `${settings}${keys.join("")}`);
    expect((await copy.run("access")).code).toBe(0);
    const head = await commit("Theirs");

    await expect(run("access-report.sh", { BASE: base, HEAD: head })).resolves.toMatchObject({ code: 0 });
    const report = await copy.read("access-report.md");
    expect(report.length).toBeLessThanOrEqual(60_000);
    expect(report).toMatch(/^- \.\.\. and \d+ more of stack `dev`, \d+ of them wider or not certain\.$/m);
    expect(
      report
        .match(/^- wider: .*/gm)
        ?.filter((line) => !/^- wider: Setting added: `azuread:k\d+ = x+ @everyone`\./.test(line)),
    ).toEqual([]);
    const summary = await readFile(join(remote, "summary.md"), "utf8");
    expect(summary.match(/^- wider: /gm)).toHaveLength(400);
  });

  it("says so where the default branch has no code that could report", async () => {
    await rm(join(copy.root, "commands", "access", "access.ts"));
    await expect(run("access-report.sh", { BASE: "main", HEAD: "main" })).resolves.toMatchObject({ code: 0 });
    await expect(copy.read("access-report.md")).resolves.toBe(
      "The default branch has no code yet that could report.\n",
    );
  });
});

describe("rotation.sh", () => {
  const UNREAD = "::warning::prod: could not be looked at. To see why: npx aem-mail-oauth due --stack prod\n";

  const open = (stack: string) => `GET /repos/contoso/mail/pulls?state=open&per_page=1&head=contoso:rotation/${stack}`;

  /** Stack files of which nothing is due, but for those that are given. */
  async function settings(files: Readonly<Record<string, string>>): Promise<void> {
    const calm = stackFile([["initial", LATER]]);
    for (const [stack, text] of Object.entries({ dev: calm, staging: calm, prod: calm, ...files }))
      await copy.write(`stacks/Pulumi.${stack}.yaml`, text);

    // Not where a file cannot be read; what is out of date then is not looked at.
    await copy.run("access");
    await commit("Settings");
    await git(copy.root, "push", "--quiet");
  }

  async function rotate(answers: Readonly<Record<string, unknown>>, UPKEEP = " ") {
    api = await startApi(answers);
    return run("rotation.sh", { BASE: "main", GITHUB_API_URL: api.url, UPKEEP });
  }

  it("does nothing where nothing is due", async () => {
    await settings({});
    await expect(rotate({})).resolves.toEqual({ code: 0, stdout: "Nothing is due within 30 days.\n", stderr: "" });
    expect(api?.requests).toEqual([]);
  });

  it("opens a pull request for each stack whose only secret is due, from the main branch each", async () => {
    const due = stackFile([["initial", SOON]]);
    await settings({ prod: due, staging: due });

    const ended = await rotate({ [open("prod")]: [], [open("staging")]: [], "POST /repos/contoso/mail/pulls": {} });
    expect(ended).toEqual({
      code: 0,
      stdout: "prod: opened a pull request.\nstaging: opened a pull request.\n",
      stderr: "",
    });
    const bodies = (api?.requests ?? []).flatMap(({ body }) => (body === undefined ? [] : [body]));
    expect(bodies).toMatchObject([
      { title: "Rotate the client secret of prod", head: "rotation/prod", base: "main" },
      { title: "Rotate the client secret of staging", head: "rotation/staging", base: "main" },
    ]);
    expect((bodies[0] as { body: string }).body).toContain("rotate retire");
    for (const stack of ["prod", "staging"]) {
      const changed = await git(remote, "diff", "--name-only", "main", `rotation/${stack}`);
      expect(changed.split("\n")).toEqual([`stacks/Pulumi.${stack}.yaml`, `stacks/${stack}.access.yaml`]);
      const settings = await git(remote, "show", `rotation/${stack}:stacks/Pulumi.${stack}.yaml`);
      expect(settings.match(/label: /g)).toHaveLength(2);
      await expect(git(remote, "log", "-1", "--format=%an", `rotation/${stack}`)).resolves.toBe("github-actions[bot]");
    }
  });

  it("leaves stacks alone that an upkeep looks after", async () => {
    const due = stackFile([["initial", SOON]]);
    await settings({ prod: due, staging: due });
    const answers = { [open("prod")]: [], "POST /repos/contoso/mail/pulls": {} };
    await expect(rotate(answers, '["staging"] ["dev"]')).resolves.toEqual({
      code: 0,
      stdout: "prod: opened a pull request.\n",
      stderr: "",
    });
  });

  it("opens no second one beside one that is open", async () => {
    await settings({ prod: stackFile([["initial", SOON]]) });
    await expect(rotate({ [open("prod")]: [{ number: 3 }] })).resolves.toEqual({
      code: 0,
      stdout: "prod: its pull request is open already.\n",
      stderr: "",
    });
    expect(api?.requests).toHaveLength(1);
  });

  it("warns of what a person has to do: of two secrets, and of a secret without a date", async () => {
    const two = stackFile([
      ["summer", LATER],
      ["initial", SOON],
    ]);
    await settings({ prod: two, dev: "config: {}\n" });
    await expect(rotate({})).resolves.toEqual({
      code: 0,
      stdout:
        "::warning::dev: client secret initial: its end is unknown, because its file has no date, and none is recorded. " +
        "Run: npx aem-mail-oauth due --live --write --stack dev and commit what it writes\n" +
        `::warning::prod: client secret initial (${SOON}) is due. Run: npx aem-mail-oauth rotate retire --stack prod\n`,
      stderr: "",
    });
    expect(api?.requests).toEqual([]);
  });

  it("goes by recorded ends: a pull request for the secret that is due by them, no warning of one that is not", async () => {
    const record = (stack: string, ends: string): string =>
      `stack: ${stack}\nsecrets: [{label: initial, keyId: 0f8e7a1c-1111-4222-8333-444455556666, ends: "${ends}T00:00:00Z", seen: "2026-01-01T00:00:00Z"}]\n`;
    await copy.write("stacks/prod.secrets.yaml", record("prod", SOON));
    await copy.write("stacks/dev.secrets.yaml", record("dev", LATER));
    await settings({ prod: "config: {}\n", dev: "config: {}\n" });
    await expect(rotate({ [open("prod")]: [], "POST /repos/contoso/mail/pulls": {} })).resolves.toEqual({
      code: 0,
      stdout: "prod: opened a pull request.\n",
      stderr: "",
    });
  });

  it("warns of a token that ends, and of one whose issue nobody wrote down", async () => {
    const consent = (issued: string): string =>
      `consents: [{mailbox: forms@contoso.com, user: forms@contoso.com, at: "2026-01-01T00:00:00Z", scopes: []${issued}}]\n`;
    await copy.write("stacks/prod.consent.yaml", consent(`, issued: "${inDays(-80)}T00:00:00Z"`));
    await copy.write("stacks/dev.consent.yaml", consent(""));
    await settings({});
    await expect(rotate({})).resolves.toEqual({
      code: 0,
      stdout:
        "::warning::dev: refresh token of forms@contoso.com is due, because nobody wrote down when it was issued (signed in on 2026-01-01); " +
        "it ends 90 days after that, used or not. Run: npx aem-mail-oauth consent --stack dev --mailbox forms@contoso.com\n" +
        `::warning::prod: refresh token of forms@contoso.com (${inDays(10)}) is due. Run: npx aem-mail-oauth consent --stack prod --mailbox forms@contoso.com\n`,
      stderr: "",
    });
    expect(api?.requests).toEqual([]);
  });

  it("fails where a stack file cannot be read", async () => {
    await settings({ prod: "config: [\n" });
    const { code, stderr } = await rotate({});
    expect(code).toBe(1);
    expect(stderr).toContain("Pulumi.prod.yaml");
  });

  it("fails where the recorded ends cannot be read", async () => {
    await copy.write("stacks/prod.secrets.yaml", "secrets: soon\n");
    await settings({});
    const { code, stdout, stderr } = await rotate({});
    expect({ code, stdout }).toEqual({ code: 1, stdout: UNREAD });
    expect(stderr).toContain("prod.secrets.yaml");
  });

  it("serves the other stacks where one cannot be read, and fails at its end", async () => {
    await settings({ prod: "config: [\n", staging: stackFile([["initial", SOON]]) });
    const { code, stdout } = await rotate({ [open("staging")]: [], "POST /repos/contoso/mail/pulls": {} });
    expect({ code, stdout }).toEqual({ code: 1, stdout: `staging: opened a pull request.\n${UNREAD}` });
  });
});
