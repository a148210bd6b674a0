import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { ENVIRONMENTS, PROGRAM } from "../../local/cloudManager/index.ts";
import { signInAs } from "../local/tenant/signIn/person.ts";
import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { start } from "./consentRun.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const MAILBOX = "forms@forms.example";
const DAY = 86_400_000;
const FILE = "stacks/Pulumi.local.yaml";

let copy: ProjectCopy;
let local: LocalStack;

const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

/** Runs as a process of its own: it deploys. */
const upkeep = (...args: string[]) =>
  copy.runWith({}, "upkeep", "--stack", "local", "--folder", local.folder.root, ...args);

interface Shown {
  readonly step: string | null;
  readonly byItself: boolean | null;
  readonly command: string | null;
  readonly next: { readonly step: string; readonly at: string } | null;
}

async function due(...args: string[]): Promise<Shown> {
  const { code, stdout, stderr } = await upkeep("--dry-run", "--json", ...args);
  const shown = JSON.parse(stdout === "" ? "{}" : stdout) as Shown;
  expect({ code, stderr, shown }).toMatchObject({ code: shown.step === null ? 0 : 3 });
  return shown;
}

async function consent(): Promise<void> {
  const running = start(local, ["consent", "--paste", "--save", "--no-verify", "--cwd", copy.root]);
  const ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  running.child.stdin.end(`${await signInAs(await running.link(), { user: MAILBOX, ca })}\n`);
  expect(await running.ended).toMatchObject({ code: 0 });
}

beforeAll(async () => {
  copy = await copyProject();
  const text = (await copy.read(FILE)).trimEnd();
  await copy.write(
    FILE,
    `${text}\n  aem-mail-oauth:preset: aem-cloud\n  aem-mail-oauth:clientSecrets:\n    - label: first\n      expires: "${inDays(40)}"\n` +
      `  aem-mail-oauth:deliverTo:\n    - { organization: "5F2C0C1E6F0B4D640A495E2F@AdobeOrg", program: "${PROGRAM}", environment: "${ENVIRONMENTS.prod}" }\n`,
  );
  local = await startLocalStack(copy.root);
});

afterAll(async () => {
  await local.close();
  await copy.close();
});

describe("upkeep", () => {
  it("deploys what is not deployed, and leaves that to the pull request's own deployment where all is reviewed", async () => {
    expect(await due()).toMatchObject({ step: "up", byItself: true, command: "npx aem-mail-oauth local" });
    expect(await due("--reviewed")).toMatchObject({ step: "up", byItself: false });
    const { code, stdout } = await upkeep("--reviewed");
    expect(code).toBe(3);
    expect(stdout).toContain("Whoever deploys this stack has to: npx aem-mail-oauth local");
    expect(await local.graph.applications()).toEqual([]);
    expect((await upkeep()).code).toBe(0);
    expect(await local.graph.applications()).toHaveLength(1);
  });

  it("says where only a person can go on, and does nothing", async () => {
    const { code, stdout } = await upkeep();
    expect(code).toBe(3);
    expect(stdout).toContain("Somebody has to sign in as the mailbox: npx aem-mail-oauth consent --stack local --save");
    await consent();
  });

  it("brings the values to AEM, and then the next secret, one step a run", async () => {
    expect((await due()).step).toBe("deliver");
    expect((await upkeep()).code).toBe(0);
    expect((await due()).step).toBe(null);
    // Of 180 days the secret has 40 left, so that it is older than this.
    await copy.write(FILE, `${(await copy.read(FILE)).trimEnd()}\n  aem-mail-oauth:rotateEvery: 130d\n`);
    expect((await due()).step).toBe("add");
    expect((await upkeep()).code).toBe(0);
    expect(await copy.read(FILE)).toMatch(/- label: s-\d/);
    expect((await due()).step).toBe("up");
    expect((await upkeep()).code).toBe(0);
    const [application] = await local.graph.applications();
    expect(application?.passwordCredentials).toHaveLength(2);
  });

  it("takes an environment that restarts for one to come back to, and not for a failure", async () => {
    expect((await due()).step).toBe("deliver");
    const { code, stdout } = await upkeep();
    expect(code).toBe(0);
    expect(stdout).toContain("Later:");
    await local.graph.orderAdobe({ status: { environment: ENVIRONMENTS.prod, status: "ready" } });
    expect((await upkeep()).code).toBe(0);
  });

  it("waits two days with both secrets, and says until when; nothing changes meanwhile", async () => {
    const before = await copy.read(FILE);
    const { step, next } = await due();
    expect({ step, next: { step: next?.step, day: next?.at.slice(0, 10) } }).toEqual({
      step: null,
      next: { step: "retire", day: inDays(2) },
    });
    expect((await upkeep()).code).toBe(0);
    expect(await copy.read(FILE)).toBe(before);
  });
});
