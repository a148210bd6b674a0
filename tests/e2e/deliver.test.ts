import { mkdir, readFile, writeFile } from "node:fs/promises";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { openCloudManager } from "../../aem/cloudManager.ts";
import { adobeCredentials, aemInstances, ENVIRONMENTS, PROGRAM } from "../../local/cloudManager/index.ts";
import { switchFaults } from "../../local/mail/faultInjection.ts";
import { signInAs } from "../local/tenant/signIn/person.ts";
import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { start } from "./consentRun.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const MAILBOX = "forms@forms.example";
const ORGANIZATION = "5F2C0C1E6F0B4D640A495E2F@AdobeOrg";
const SECRETS = ["SECRET_SMTP_OAUTH_CLIENT_SECRET", "SECRET_SMTP_OAUTH_REFRESH_TOKEN"] as const;

let copy: ProjectCopy;
let local: LocalStack;

const run = (...args: string[]) => copy.run(...args, "--stack", "local", "--folder", local.folder.root);

interface Delivered {
  readonly places: readonly { readonly place: string; readonly result: string; readonly why?: string }[];
}

async function deliver(...args: string[]) {
  const ended = await run("deliver", "--json", "--wait", "0", ...args);
  const places = ended.stdout === "" ? [] : (JSON.parse(ended.stdout) as Delivered).places;
  return { ...ended, results: places.map(({ result }) => result), places };
}

/** What the AEM has that starts next, in an environment. */
async function variables(environment: string): Promise<Readonly<Record<string, string>>> {
  const place = { program: PROGRAM, environment, service: "author" as const };
  const soon = new Date(Date.now() + 5 * 60_000);
  return (await aemInstances(local.folder.tenant, place, soon)).at(-1)?.variables ?? {};
}

const order = (orders: Readonly<Record<string, unknown>>) => local.graph.orderAdobe(orders);

/** As if the environment had come to rest after a change. */
const rest = (environment: string) => order({ status: { environment, status: "ready" } });

async function consent(): Promise<void> {
  const running = start(local, ["consent", "--paste", "--save", "--no-verify", "--cwd", copy.root]);
  const ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  running.child.stdin.end(`${await signInAs(await running.link(), { user: MAILBOX, ca })}\n`);
  expect(await running.ended).toMatchObject({ code: 0 });
}

async function setUp(settings: string): Promise<void> {
  copy = await copyProject();
  const text = await copy.read("stacks/Pulumi.local.yaml");
  await copy.write("stacks/Pulumi.local.yaml", `${text.trimEnd()}\n${settings}`);
  local = await startLocalStack(copy.root);
  await local.run("up");
}

afterAll(async () => {
  await local.close();
  await copy.close();
});

describe("deliver to Cloud Manager", () => {
  beforeAll(async () => {
    await setUp(
      `  aem-mail-oauth:preset: aem-cloud\n  aem-mail-oauth:deliverTo:\n` +
        [ENVIRONMENTS.stage, ENVIRONMENTS.prod]
          .map((id) => `    - { organization: "${ORGANIZATION}", program: "${PROGRAM}", environment: "${id}" }\n`)
          .join(""),
    );
  });

  it("is refused before there is a token", async () => {
    const { code, stderr } = await deliver();
    expect(code).toBe(1);
    expect(stderr).toContain("npx aem-mail-oauth consent --stack local --save");
    await consent();
  });

  it("says what each environment lacks, and changes nothing, with --dry-run", async () => {
    const { code, results } = await deliver("--dry-run");
    expect({ code, results }).toEqual({ code: 3, results: ["lacks", "lacks"] });
    expect(await variables(ENVIRONMENTS.prod)).toEqual({});
  });

  it("keeps values that do not work from AEM", async () => {
    await mkdir(local.folder.mail, { recursive: true });
    await switchFaults(local.folder.mail, ["smtpDisabledForMailbox"]);
    const { code, stderr } = await deliver();
    await switchFaults(local.folder.mail, []);
    expect(code).toBe(1);
    expect(stderr).toContain("nothing was delivered");
    expect(await variables(ENVIRONMENTS.prod)).toEqual({});
  });

  it("sets the variables that AEM's files name, and a record that anybody may read", async () => {
    const { code, results, stdout, stderr } = await deliver();
    expect({ code, results }).toEqual({ code: 0, results: ["given", "given"] });
    const { outputs } = await local.run("outputs", "--show-secrets");
    const given = await variables(ENVIRONMENTS.prod);
    expect(given).toMatchObject({
      SMTP_OAUTH_CLIENT_ID: outputs.clientId,
      SECRET_SMTP_OAUTH_CLIENT_SECRET: outputs.clientSecret,
    });
    const [{ keyId } = { keyId: "" }] = outputs.clientSecrets as { keyId: string }[];
    const record = JSON.parse(given.SMTP_OAUTH_DELIVERED ?? "") as Record<string, string>;
    expect(record).toMatchObject({ stack: "local", secret: "initial", keyId, mailbox: MAILBOX });
    for (const name of SECRETS) {
      expect(given[name]).toMatch(/^.{20,}$/);
      for (const text of [stdout, stderr, given.SMTP_OAUTH_DELIVERED]) expect(text).not.toContain(given[name]);
    }
    const token = await local.graph.token(String(given.SMTP_OAUTH_CLIENT_ID), given[SECRETS[0]] ?? "");
    expect(token.status).toBe(200);
  });

  it("leaves an environment alone that has it all, and one that restarts for later", async () => {
    expect((await deliver()).results).toEqual(["has", "has"]);
    await run("rotate", "add");
    await local.run("up");
    const { code, results, places } = await deliver();
    expect({ code, results }).toEqual({ code: 0, results: ["later", "later"] });
    expect(places[0]?.why).toMatch(/updating|restart/i);
    await rest(ENVIRONMENTS.stage);
    await order({ pipeline: { running: true, program: PROGRAM } });
    const behind = await deliver();
    expect({ code: behind.code, results: behind.results }).toEqual({ code: 0, results: ["later", "later"] });
    await order({ pipeline: { running: false, program: PROGRAM } });
    expect((await deliver()).results).toEqual(["given", "later"]);
  });

  it("keeps the old secret as long as an environment has it", async () => {
    const refused = await run("rotate", "retire", "--yes");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`environment ${ENVIRONMENTS.prod}`);
    expect(refused.stderr).toContain("npx aem-mail-oauth deliver --stack local");
  });

  it("names the product profile that the account lacks", async () => {
    await order({ profiles: ["Developer"] });
    await rest(ENVIRONMENTS.prod);
    const { code, stderr } = await deliver();
    await order({ profiles: ["Deployment Manager"] });
    expect(code).toBe(1);
    expect(stderr).toContain("'Deployment Manager'");
    expect((await deliver()).results).toEqual(["has", "given"]);
  });

  it("does not take an environment from another stack, unless that is meant", async () => {
    const { organization, ...credentials } = await adobeCredentials(local.folder.tenant);
    const adobe = await openCloudManager({
      credentials,
      organization,
      localOrigin: local.tenant.url,
      certificateAuthority: local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "",
    });
    await rest(ENVIRONMENTS.stage);
    const record = (await variables(ENVIRONMENTS.stage)).SMTP_OAUTH_DELIVERED ?? "";
    const others = { name: "SMTP_OAUTH_DELIVERED", value: record.replace('"local"', '"other"'), secret: false };
    await adobe.patch({ organization, program: PROGRAM, environment: ENVIRONMENTS.stage }, [others]);
    await rest(ENVIRONMENTS.stage);
    const { code, stderr } = await deliver();
    expect(code).toBe(1);
    expect(stderr).toContain("has values of stack other, application");
    expect((await deliver("--take-over")).results).toEqual(["given", "has"]);
  });

  it("retires the old secret once every environment has the new one, and has come to rest", async () => {
    // As the clock has it: it was given values a moment ago.
    await order({ status: { environment: ENVIRONMENTS.stage, status: null } });
    const early = await run("rotate", "retire");
    expect(early.code).toBe(1);
    expect(early.stderr).toContain("restarts");
    await rest(ENVIRONMENTS.stage);
    await rest(ENVIRONMENTS.prod);
    const { code, stdout } = await run("rotate", "retire", "--yes");
    expect(code).toBe(0);
    expect(stdout).toContain('removed client secret "initial"');
  });
});

describe("deliver where a person enters the values", () => {
  let second: { readonly copy: ProjectCopy; readonly local: LocalStack };

  beforeAll(async () => {
    second = { copy, local };
    await setUp("  aem-mail-oauth:otherPlaces: [Forms server in Basel]\n");
    await consent();
  });

  // The hook of the file closes the later one.
  afterAll(async () => {
    await second.local.close();
    await second.copy.close();
  });

  const places = async (): Promise<string> => readFile(local.folder.stack.files.places, "utf8");

  it("says what each place lacks where nobody can be asked, and how to say that it is entered", async () => {
    const { code, stdout } = await run("deliver");
    expect(code).toBe(3);
    for (const name of ["Email Service", "Task notifications", "Every email endpoint", "Forms server in Basel"])
      expect(stdout).toContain(`${name} lacks the client secret and refresh token; it has nothing that is known of.`);
    expect(stdout).toContain("npx aem-mail-oauth sheet --stack local --show-secrets");
    expect(stdout).toContain("with --yes it takes all for done");
    await expect(places()).rejects.toThrow("ENOENT");
  });

  it("writes down who entered what where, without a value, and asks nothing of a place that has it", async () => {
    const { code, stdout } = await run("deliver", "--yes");
    expect(code).toBe(0);
    const text = await places();
    expect(text).toMatch(/name: "Every email endpoint"\n {4}who: ".+@.+"\n {4}stack: "local"\n/);
    expect(text).toContain(`mailbox: "${MAILBOX}"`);
    const { outputs } = await local.run("outputs", "--show-secrets");
    expect(`${text}${stdout}`).not.toContain(outputs.clientSecret);
    expect((await run("deliver")).code).toBe(0);
  });

  it("keeps the old secret as long as a place is known to have it, whatever is agreed to", async () => {
    await run("rotate", "add");
    await local.run("up");
    const refused = await run("rotate", "retire", "--yes");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Email Service has "initial"');
    expect((await run("deliver", "--yes")).code).toBe(0);
    const retired = await run("rotate", "retire");
    expect({ code: retired.code, stderr: retired.stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("does not go on from a record that somebody spoilt", async () => {
    const text = await places();
    await writeFile(local.folder.stack.files.places, text.replace(/at: ".*"/, 'at: "yesterday"'));
    const { code, stderr } = await run("deliver");
    expect(code).toBe(1);
    expect(stderr).toContain("local.places.yaml");
    await writeFile(local.folder.stack.files.places, text);
  });
});
