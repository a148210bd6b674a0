import { readFile, writeFile } from "node:fs/promises";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { openCloudManager } from "../../aem/cloudManager.ts";
import { adobeCredentials, ENVIRONMENTS, PROGRAM } from "../../local/cloudManager/index.ts";
import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { administrator, inCloud, open, signIn } from "./aemValues.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const ORGANIZATION = "5F2C0C1E6F0B4D640A495E2F@AdobeOrg";
const SHARED = "shared@forms.example";
const FIRST = "forms@forms.example";
const SECOND = "admin@forms.example";

let copy: ProjectCopy;
let local: LocalStack;

const run = (...args: string[]) => copy.run(...args, "--stack", "local", "--folder", local.folder.root);
/** Runs as a process of its own: it may deploy. */
const upkeep = (...args: string[]) =>
  copy.runWith({}, "upkeep", "--stack", "local", "--folder", local.folder.root, ...args);

const rest = () => local.graph.orderAdobe({ status: { environment: ENVIRONMENTS.prod, status: "ready" } });
const aem = async () => open(local, await inCloud(local, ENVIRONMENTS.prod));

/** As an administrator does when somebody leaves, or comes back. */
async function enable(user: string, accountEnabled: boolean): Promise<void> {
  const { status } = await (await administrator(local)).call("PATCH", `/users/${user}`, { accountEnabled });
  expect(status).toBe(204);
}

/** As if the token had been issued so many days earlier. */
async function age(days: number): Promise<void> {
  const path = local.folder.stack.files.consents;
  const text = await readFile(path, "utf8");
  const [, issued = ""] = /issued: "([^"]+)"/.exec(text) ?? [];
  await writeFile(path, text.replace(issued, new Date(Date.parse(issued) - days * 86_400_000).toISOString()));
}

beforeAll(async () => {
  copy = await copyProject();
  const text = (await copy.read("stacks/Pulumi.local.yaml")).trimEnd();
  await copy.write(
    "stacks/Pulumi.local.yaml",
    `${text}\n  aem-mail-oauth:preset: aem-cloud\n  aem-mail-oauth:mailbox: ${SHARED}\n  aem-mail-oauth:deliverTo:\n` +
      `    - { organization: "${ORGANIZATION}", program: "${PROGRAM}", environment: "${ENVIRONMENTS.prod}" }\n`,
  );
  local = await startLocalStack(copy.root);
  await local.run("up");
});

afterAll(async () => {
  await local.close();
  await copy.close();
});

describe("the person who signed in for a shared mailbox leaves", () => {
  it("while a second one signs in before", async () => {
    await signIn(local, copy.root, SHARED, FIRST);
    await age(20);
    expect((await upkeep()).code).toBe(0);
    expect(await aem()).toEqual({ as: FIRST });
    await rest();
    await signIn(local, copy.root, SHARED, SECOND);
    await age(1);
  });

  it("then AEM goes from one token to the other, and works throughout", async () => {
    expect(await aem()).toEqual({ as: FIRST });
    // The token of another sign-in does not wait for the month.
    const { code, stdout } = await upkeep();
    expect(code).toBe(0);
    expect(stdout).toContain("was given the refresh token.");
    expect(await aem()).toEqual({ as: SECOND });
    await enable(FIRST, false);
    expect(await aem()).toEqual({ as: SECOND });
    expect((await run("verify")).code).toBe(0);
  });

  it("and nobody before: renew and upkeep say whose account is disabled, who signs in, and exit with 3", async () => {
    await enable(SECOND, false);
    expect(await aem()).toEqual({ refused: [50057] });
    for (const command of [() => run("renew"), () => upkeep()]) {
      const { code, stdout } = await command();
      expect(code).toBe(3);
      expect(stdout).toContain(`The account of the person who signs in, ${SECOND}, is disabled.`);
      expect(stdout).toContain(
        `npx aem-mail-oauth consent --stack local --mailbox ${SHARED} --user person@contoso.com`,
      );
      expect(stdout).toMatch(/[Ss]omebody (else who may open|with full access to)/);
    }
    await enable(FIRST, true);
    await signIn(local, copy.root, SHARED, FIRST);
    await rest();
    expect((await upkeep()).code).toBe(0);
    expect(await aem()).toEqual({ as: FIRST });
  });
});

describe("somebody overwrites a variable by hand", () => {
  it("which no record shows; deliver --again sets all of them once more", async () => {
    await rest();
    const { organization, ...credentials } = await adobeCredentials(local.folder.tenant);
    const adobe = await openCloudManager({
      credentials,
      organization,
      localOrigin: local.tenant.url,
      certificateAuthority: local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "",
    });
    const wrong = { name: "SECRET_SMTP_OAUTH_CLIENT_SECRET", value: "not.the.secret", secret: true };
    await adobe.patch({ organization, program: PROGRAM, environment: ENVIRONMENTS.prod }, [wrong]);
    await rest();
    expect(await aem()).toEqual({ refused: [7000215] });
    expect((await run("deliver")).stdout).toMatch(/environment forms-prod .* has client secret "initial"/);
    expect(await aem()).toEqual({ refused: [7000215] });

    const shown = await run("deliver", "--again", "--dry-run");
    expect(shown.code).toBe(3);
    expect(shown.stdout).toContain("is to have the client secret and refresh token again");
    const { stdout } = await run("deliver", "--again", "--wait", "0");
    expect(stdout).toContain("was given the client secret and refresh token.");
    expect(await aem()).toEqual({ as: FIRST });
  });
});
