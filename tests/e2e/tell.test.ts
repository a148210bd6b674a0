import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "@jest/globals";

import { type FakeGitHub, REPOSITORY, startGitHub } from "../github/fakeGitHub.ts";
import { git, runScript } from "../github/scripts.ts";
import { signInAs } from "../local/tenant/signIn/person.ts";
import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { start } from "./consentRun.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const MAILBOX = "forms@forms.example";
const FILE = "stacks/Pulumi.local.yaml";

let copy: ProjectCopy;
let local: LocalStack;
let github: FakeGitHub;
let place: string;

beforeAll(async () => {
  copy = await copyProject();
  await copy.write(FILE, `${(await copy.read(FILE)).trimEnd()}\n  aem-mail-oauth:notify: [octocat]\n`);
  local = await startLocalStack(copy.root);
  // Where the commands look for it by themselves.
  await symlink(local.folder.root, join(copy.root, ".local"), "dir");
  await git(copy.root, "init", "--quiet");
  await git(copy.root, "add", "--all");
  await git(copy.root, "commit", "--quiet", "--message", "First");
  github = await startGitHub();
  place = await mkdtemp(join(tmpdir(), "aem-mail-oauth-job-"));

  await local.run("up");
  const running = start(local, ["consent", "--paste", "--save", "--no-verify", "--cwd", copy.root]);
  const ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  running.child.stdin.end(`${await signInAs(await running.link(), { user: MAILBOX, ca })}\n`);
  expect(await running.ended).toMatchObject({ code: 0 });
  expect(await copy.runWith({}, "deliver", "--stack", "local", "--yes")).toMatchObject({ code: 0 });
});

afterAll(async () => {
  await github.close();
  await local.close();
  await copy.close();
  await rm(place, { recursive: true, force: true });
});

/** One day's run: both jobs, with the real commands. */
async function day(): Promise<string> {
  const REPORT = join(place, "report");
  const env = {
    ...(process.env as Record<string, string>),
    NODE_OPTIONS: "",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "for-the-identity",
    ACTIONS_ID_TOKEN_REQUEST_URL: `${github.url}/idtoken?of=job`,
    AZURE_CLIENT_ID: "client",
    AZURE_TENANT_ID: "tenant",
    BASE: "main",
    GITHUB_API_URL: github.url,
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_TOKEN: "the-token",
    REPORT,
    STACK: "local",
  };
  const upkeep = await runScript(["upkeep-unattended.sh"], { cwd: copy.root, root: copy.root, env });
  expect(upkeep).toMatchObject({ code: 0 });
  const told = await runScript(["tell.sh"], { cwd: place, root: copy.root, env });
  expect(told).toMatchObject({ code: 0, stderr: "" });
  return (await readFile(join(REPORT, "outcome.txt"), "utf8")).trim();
}

it("a policy that ends the chain of tokens is an issue on that day, with the cause and for whom it is, and closed when that is over", async () => {
  await expect(day()).resolves.toBe("good");
  expect(github.issues).toEqual([]);
  const { ends } = JSON.parse(await readFile(join(place, "report", "plan.json"), "utf8")) as { ends: object[] };
  expect(ends).toContainEqual({ what: "token", name: MAILBOX, place: expect.any(String), at: expect.any(String) });
  expect(ends).toContainEqual({ what: "secret", name: "initial", at: expect.any(String) });

  await local.graph.misbehave({ kind: "signInError", path: "/token", aadsts: 70043, count: 50 });
  await expect(day()).resolves.toBe("due");
  await expect(day()).resolves.toBe("due");
  expect(github.issues).toMatchObject([
    {
      title: "The mail of local needs somebody",
      state: "open",
      labels: ["upkeep", "urgent"],
      assignees: [{ login: "octocat" }],
    },
  ]);
  const [issue] = github.issues;
  expect(issue?.comments).toHaveLength(1);
  expect(issue?.body).toContain("AADSTS70043");
  expect(issue?.body).toContain("npx aem-mail-oauth consent --stack local");

  await local.graph.behave();
  await expect(day()).resolves.toBe("good");
  expect(github.issues).toMatchObject([{ state: "closed" }]);
});

it("who is to hear of it is known also where upkeep cannot look", async () => {
  await local.graph.misbehave({ kind: "signInError", path: "/token", aadsts: 90033, count: 50 });
  const { code, stdout } = await copy.runWith({}, "upkeep", "--stack", "local", "--dry-run", "--json");
  await local.graph.behave();
  expect(code).toBe(5);
  expect(JSON.parse(stdout)).toEqual({
    stack: "local",
    error: expect.stringContaining("90033"),
    notify: ["octocat"],
    ends: null,
  });
});
