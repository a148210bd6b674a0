import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { type Api, type Ended, runScript, startApi } from "./scripts.ts";

const COMMENTS = "/repos/contoso/mail/issues/7/comments";
const firstPage = `GET ${COMMENTS}?per_page=100&page=1`;
const stranger = (id: number) => ({ id, body: "<!-- access-report -->", user: { login: "somebody" } });
const mine = (id: number) => ({ id, body: "<!-- access-report -->\nold", user: { login: "github-actions[bot]" } });

let folder: string;
let api: Api | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-comment-"));
});

afterEach(async () => {
  await api?.close();
  await rm(folder, { recursive: true, force: true });
});

async function comment(report: string, answers: Readonly<Record<string, unknown>>): Promise<Ended> {
  api = await startApi(answers);
  await writeFile(join(folder, "report.md"), report);
  return runScript(["comment.sh", "access-report", "report.md"], { cwd: folder, env: environment(api) });
}

const environment = ({ url }: Api) => ({
  GITHUB_API_URL: url,
  GITHUB_REPOSITORY: "contoso/mail",
  GITHUB_SERVER_URL: "https://github.example",
  GITHUB_TOKEN: "the-token",
  NUMBER: "7",
});

describe("comment.sh", () => {
  it("comments where there is no comment of its own yet, whoever else wrote its mark", async () => {
    const ended = await comment('No change in "access".\n', {
      [firstPage]: [stranger(1)],
      [`POST ${COMMENTS}`]: {},
    });
    expect(ended).toEqual({ code: 0, stdout: "Commented on pull request 7.\n", stderr: "" });
    expect(api?.requests).toEqual([
      { line: firstPage, authorization: "Bearer the-token", body: undefined },
      {
        line: `POST ${COMMENTS}`,
        authorization: "Bearer the-token",
        body: { body: '<!-- access-report -->\nNo change in "access".' },
      },
    ]);
  });

  it("puts the new text in place of the old, also when it is on a later page", async () => {
    const page = Array.from({ length: 100 }, (_, index) => stranger(index));
    const ended = await comment("new", {
      [firstPage]: page,
      [`GET ${COMMENTS}?per_page=100&page=2`]: [mine(4321)],
      "PATCH /repos/contoso/mail/issues/comments/4321": {},
    });
    expect(ended).toEqual({ code: 0, stdout: "Updated the comment on pull request 7.\n", stderr: "" });
    expect(api?.requests.at(-1)).toMatchObject({
      line: "PATCH /repos/contoso/mail/issues/comments/4321",
      body: { body: "<!-- access-report -->\nnew" },
    });
  });

  it("says that there is no report in place of one about another version", async () => {
    api = await startApi({ [firstPage]: [mine(1)], "PATCH /repos/contoso/mail/issues/comments/1": {} });
    const ended = await runScript(["comment.sh", "access-report", "report.md"], {
      cwd: folder,
      env: { ...environment(api), GITHUB_RUN_ID: "99" },
    });
    expect(ended.code).toBe(0);
    expect(api.requests.at(-1)?.body).toEqual({
      body:
        "<!-- access-report -->\n## Access: unknown\n\nThe report on this version could not be made; " +
        "[the run](https://github.example/contoso/mail/actions/runs/99) says why.",
    });
  });

  it.each([
    ["lines", `- \`${"x".repeat(990)}\`\n`.repeat(70), 60],
    ["a line that no comment holds", `## Title\n- \`${"x".repeat(70_000)}\``, 1],
    ["a fence", `\`\`\`\n${`${"@everyone ".repeat(100)}\n`.repeat(70)}\`\`\`\n`, 60],
  ])("cuts %s that GitHub would not take at a line, and closes what is open", async (_, report, lines) => {
    await comment(report, { [firstPage]: [], [`POST ${COMMENTS}`]: {} });
    const { body } = api?.requests[1]?.body as { body: string };
    const [mark, ...shown] = body.split("\n");
    const fenced = report.startsWith("```");
    const ending = [...(fenced ? ["```"] : []), "", "**The rest is left out: see the summary of the run.**"];
    expect(mark).toBe("<!-- access-report -->");
    expect(shown.slice(-ending.length)).toEqual(ending);
    // Whole lines of the report, and nothing else.
    const kept = shown.slice(0, -ending.length);
    expect(kept).toEqual(report.split("\n").slice(0, kept.length));
    expect(Math.abs(kept.length - lines)).toBeLessThanOrEqual(1);
    expect(body.length).toBeLessThan(60_100);
  });

  it("fails with GitHub's words, and without the token", async () => {
    const ended = await comment("text", { [firstPage]: [] });
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toContain("404");
    expect(ended.stdout + ended.stderr).not.toContain("the-token");
  });
});
