import { hostname, userInfo } from "node:os";

import { expect, it } from "@jest/globals";

import { whoAndRun } from "../../../commandLine/audit/whoAndRun.ts";

const here = { user: userInfo().username, host: hostname() };

it("outside of a pipeline names the user and the host alone", () => {
  expect(whoAndRun({ HOME: "/root", GITHUB_ACTOR: "forged" })).toEqual({ who: here, run: null });
});

it.each([
  [
    "GitHub Actions",
    {
      GITHUB_RUN_ID: "77",
      GITHUB_RUN_ATTEMPT: "2",
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "contoso/mail",
      GITHUB_ACTOR: "first",
      GITHUB_TRIGGERING_ACTOR: "dependabot[bot]",
    },
    "dependabot[bot]",
    "https://github.com/contoso/mail/actions/runs/77/attempts/2",
  ],
  [
    "Azure Pipelines",
    {
      BUILD_BUILDID: "8",
      SYSTEM_COLLECTIONURI: "https://dev.azure.com/contoso/",
      SYSTEM_TEAMPROJECT: "AEM mail",
      BUILD_REQUESTEDFOR: "Ada",
      BUILD_REQUESTEDFOREMAIL: "ada@contoso.com",
    },
    "ada@contoso.com",
    "https://dev.azure.com/contoso/AEM%20mail/_build/results?buildId=8",
  ],
  [
    "GitLab",
    { CI_JOB_URL: "https://gitlab.com/contoso/mail/-/jobs/9", GITLAB_USER_LOGIN: "ada" },
    "ada",
    "https://gitlab.com/contoso/mail/-/jobs/9",
  ],
  [
    "Jenkins, with a password in its address",
    { BUILD_URL: "https://robot:geheim@ci.contoso.com/job/mail/3/", BUILD_USER_ID: "ada" },
    "ada",
    "https://ci.contoso.com/job/mail/3/",
  ],
])("in %s names who started the run, and its page", (_, environment, actor, run) => {
  expect(whoAndRun(environment)).toEqual({ who: { ...here, actor }, run });
});

it("takes the number of a run whose page has no address", () => {
  expect(whoAndRun({ GITHUB_RUN_ID: "77" })).toEqual({ who: here, run: "77" });
});
