import { describe, expect, it } from "@jest/globals";

import { useGitProject } from "../gitProject.ts";

const PROD = "stacks/Pulumi.prod.yaml";
const FILE = "stacks/prod.access.yaml";
const ORGANIZATION = "0123456789ABCDEF01234567@AdobeOrg";
const SETTINGS = "config:\n  aem-mail-oauth:preset: aem-cloud\n";
const VAULT = "  aem-mail-oauth:tokenStore: https://contoso-mail.vault.azure.net\n";
const deliver = (...environments: string[]): string =>
  `  aem-mail-oauth:deliverTo:\n${environments.map((it) => `    - { organization: ${ORGANIZATION}, program: "12345", environment: ${it} }\n`).join("")}`;
const LINES = /^(refresh token kept in: .*|delivered to:.*\n(?: {2}- .*\n)*)/gm;

/** Whoever reads where the token is kept or delivered, reads the mailbox. */
const project = useGitProject(SETTINGS);

async function committed(settings: string): Promise<void> {
  await project.write(PROD, settings);
  await project.run("access");
  project.commit("changed");
}

function gate(range = "main~1..main") {
  return project.run("access", "--diff", range, "--fail-on", "widening");
}

describe("the gate", () => {
  it("stops a vault, a destination, and another one instead, and says who reads there", async () => {
    await committed(`${SETTINGS}${VAULT}`);
    const vault = await gate();
    expect(vault.stdout).toContain(
      "- wider: Place of the refresh token changed: `https://contoso-mail.vault.azure.net/secrets/aem-mail-oauth-prod-refresh-token`, " +
        "was `the stack's settings, encrypted`. Whoever may read that vault's secrets (role Key Vault Secrets User",
    );
    await committed(`${SETTINGS}${VAULT}${deliver('"1"')}`);
    const added = await gate();
    expect(added.stdout).toContain(
      `- wider: Destination added: \`organization ${ORGANIZATION}, program 12345, environment 1, every service\`. AEM is given the client secret`,
    );
    await committed(`${SETTINGS}${VAULT}${deliver('"2"')}`);
    const exchanged = await gate();
    expect(exchanged.stdout).toMatch(
      /- wider: Destination added: .*environment 2, .*\n- narrower: Destination removed: .*environment 1, /,
    );
    await committed(`${SETTINGS}${deliver('"2"')}`);
    const back = await gate();
    expect(back.stdout).toContain(
      "- wider: Place of the refresh token changed: `the stack's settings, encrypted`, was `https:",
    );
    expect([vault, added, exchanged, back].map(({ code }) => code)).toEqual([4, 4, 4, 4]);
  });

  it("lets pass what is taken away or limited, and what lets nobody in", async () => {
    await committed(`${SETTINGS}${deliver('"1"', '"2"')}`);
    await committed(`${SETTINGS}${deliver('"1", service: author')}`);
    const less = await gate();
    expect(less).toMatchObject({ code: 0 });
    expect(less.stdout).toMatch(
      /- narrower: Destination limited: .*environment 1, service author`, was .*environment 1, every service`\./,
    );
    expect(less.stdout).toMatch(/- narrower: Destination removed: .*environment 2, every service`\./);
    expect(less.stdout).not.toContain("wider:");
    await committed(SETTINGS);
    const none = await gate();
    expect(none).toMatchObject({ code: 0 });
    expect(none.stdout).toContain(
      "what was delivered stays good until that client secret is retired and the refresh token ends.",
    );
    // Who is told, when AEM restarts and when the secret is changed gives nobody a value: no fact of an access file.
    const before = await project.read(FILE);
    await committed(
      `${SETTINGS}  aem-mail-oauth:notify: [octocat]\n  aem-mail-oauth:deliverBetween: 22:00-04:00\n  aem-mail-oauth:rotateEvery: 120d\n`,
    );
    expect(await project.read(FILE)).toBe(before);
    expect(await gate()).toMatchObject({ code: 0, stdout: expect.stringContaining("No change in access: `dev`") });
  });

  it("stops what the access file keeps quiet, and what nobody can tell", async () => {
    await project.write(PROD, `${SETTINGS}${VAULT}`);
    project.commit("without its access file");
    const quiet = await gate();
    expect(quiet.code).toBe(4);
    expect(quiet.stdout).toContain("- **Declared, and not in the file**: wider: Place of the refresh token changed: ");
    const told = [];
    for (const setting of [
      "  aem-mail-oauth:tokenStore:\n    secure: v1:abc\n",
      "  aem-mail-oauth:tokenStore: https://evil.example\n",
      "  aem-mail-oauth:deliverTo:\n    secure: v1:abc\n",
      `  aem-mail-oauth:deliverTo: [{ organization: ${ORGANIZATION}, program: { secure: "v1:abc" }, environment: "1" }]\n`,
    ]) {
      project.startOver();
      await project.write(PROD, `${SETTINGS}${setting}`);
      project.commit("nobody can tell");
      told.push(await gate("start..main"));
    }
    expect(told.map(({ code }) => code)).toEqual([5, 5, 5, 5]);
    for (const { stdout } of told) expect(stdout).toContain("**Not certain**: The program refuses these settings");
  });
});

describe("an access file of before these lines", () => {
  it("is read as one with the defaults, and --check asks for the lines", async () => {
    const withLines = await project.read(FILE);
    expect(withLines.match(LINES)).toEqual([
      "refresh token kept in: the stack's settings, encrypted",
      "delivered to: none\n",
    ]);
    await project.write(FILE, withLines.replace(/^(refresh token kept in|delivered to):.*\n/gm, ""));
    project.commit("as an earlier version wrote it");
    const { code, stderr } = await project.run("access", "--check");
    expect(code).toBe(1);
    expect(stderr).toContain("+refresh token kept in: the stack's settings, encrypted\n+delivered to: none\n");
    await committed(SETTINGS);
    expect(await gate()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("## Access: no change in access\n"),
    });
    await committed(`${SETTINGS}${deliver('"1"')}`);
    expect((await gate("main~2..main")).code).toBe(4);
  });
});

it("repeats a destination that a file's author made up in a code span alone", async () => {
  const text = await project.read(FILE);
  await project.write(
    FILE,
    text.replace(
      "delivered to: none",
      'delivered to:\n  - "`](https://evil.example) @everyone\\n\\n## Access: no change ##[error]"',
    ),
  );
  project.commit("made up");
  const { code, stdout } = await gate("start..main");
  expect(code).toBe(4);
  expect(stdout).toContain(
    "Destination added: `` `](https://evil.example) @everyone ## Access: no change ## [error] ``. ",
  );
  expect(stdout.match(/^## /gm)).toHaveLength(1);
});
