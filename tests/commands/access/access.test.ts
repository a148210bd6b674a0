import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { useGitProject } from "../gitProject.ts";

const PROD = "stacks/Pulumi.prod.yaml";
const SETTINGS = `config:
  aem-mail-oauth:permissions: [offline_access, SMTP.Send]
  aem-mail-oauth:clientSecrets:
    - label: initial
`;

const project = useGitProject(SETTINGS);

const git = (...args: string[]): string => project.git(...args);
const commit = (message: string): void => {
  project.commit(message);
};

describe("access", () => {
  it("writes a file for each stack, and the same again", async () => {
    await rm(join(project.root, "stacks", "dev.access.yaml"));
    expect(await project.run("access")).toEqual({
      code: 0,
      stderr: "",
      stdout:
        "stacks/dev.access.yaml: written\nstacks/local.access.yaml: unchanged\n" +
        "stacks/prod.access.yaml: unchanged\nstacks/staging.access.yaml: unchanged\n",
    });
    expect(git("status", "--porcelain", "--", "stacks")).toBe("");
    const prod = await project.read("stacks/prod.access.yaml");
    expect(prod).toContain(
      "permissions:\n" +
        "  offline_access: Microsoft Graph, 7427e0e9-2fba-42fe-b0c0-848c9e6a8182, Maintain access to data you have given it access to\n" +
        "  SMTP.Send: Microsoft Graph, 258f6531-6087-4cc4-bb90-092c5fb3ed3f, Send emails from mailboxes using SMTP AUTH\n",
    );
    expect(prod).toContain("client secrets, newest first:\n  initial: ends 180 days after it is made\n");
    expect(prod).toContain("deletion protection: on\n");
  });

  it.each([
    [["--stack", "prud"], 'There is no stack "prud": stacks/Pulumi.prud.yaml does not exist. Did you mean prod?'],
    [["--check", "--diff", "main"], "--check and --diff are two different things. Ask for one."],
    [["--format", "json"], "--format means nothing here, it goes with --diff."],
    [["--diff", "main", "--format", "xml"], "--format xml: allowed is md, text, json."],
    [
      ["--diff", "nowhere"],
      '"nowhere" names no commit here. Give a branch, a tag or a commit id; fetch it first if it is elsewhere (git fetch origin).',
    ],
    [["--diff", "--output=x"], ""],
  ])("refuses %j as the person's fault", async (args, words) => {
    const { code, stdout, stderr } = await project.run("access", ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(words);
  });

  it("names line and column of malformed YAML, and what the program refuses, of all stacks at once", async () => {
    await project.write("stacks/Pulumi.dev.yaml", "config:\n  a: [\n");
    await project.write(PROD, "config:\n  aem-mail-oauth:permissions: [IMAP.AccessUser.All, offline_access]\n");
    const { code, stderr } = await project.run("access");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^stacks\/Pulumi\.dev\.yaml, line 3, column 1: this is not well-formed YAML\./);
    expect(stderr).toContain("stack prod: 1 setting is invalid.");
    expect(stderr).toContain("IMAP.AccessAsUser.All");
  });
});

describe("access --check", () => {
  it("agrees with files that say what is declared", async () => {
    expect(await project.run("access", "--check")).toEqual({
      code: 0,
      stderr: "",
      stdout: "dev: as declared\nlocal: as declared\nprod: as declared\nstaging: as declared\n",
    });
  });

  it("takes recorded ends, and a stack that is called like their file, for what they are", async () => {
    await project.write("stacks/prod.secrets.yaml", "stack: prod\nsecrets: []\n");
    await project.write("stacks/Pulumi.prod.secrets.yaml", "config: {}\n");
    expect((await project.run("access")).stdout).toContain("stacks/prod.secrets.access.yaml: written\n");
    const { code, stdout, stderr } = await project.run("access", "--check");
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining("belongs") });
    expect(stdout).toBe(
      "dev: as declared\nlocal: as declared\nprod: as declared\nprod.secrets: as declared\nstaging: as declared\n",
    );
  });

  it("shows the difference where a file is out of date, and names missing and left-over files", async () => {
    await project.write(PROD, SETTINGS.replace("SMTP.Send", "SMTP.Send, Mail.Send"));
    await rm(join(project.root, "stacks", "dev.access.yaml"));
    await rm(join(project.root, "stacks", "Pulumi.staging.yaml"));
    await project.write("stacks/staging.secrets.yaml", "stack: staging\nsecrets: []\n");
    const { code, stderr } = await project.run("access", "--check");
    expect(code).toBe(1);
    expect(stderr).toContain("stacks/dev.access.yaml is missing.");
    expect(stderr).toContain(
      "+  Mail.Send: Microsoft Graph, e383f46e-2787-4529-855e-0e479a3ffac0, Send mail as a user\n",
    );
    expect(stderr).toContain("stacks/staging.access.yaml belongs to no stack");
    expect(stderr).toContain("stacks/staging.secrets.yaml belongs to no stack");
  });

  it("refuses an illegal step of the secrets since the base", async () => {
    const two = `${SETTINGS.replace("- label: initial", "- label: second")}    - label: initial\n`;
    await project.write(PROD, two);
    await project.run("access");
    expect(await project.run("access", "--check")).toMatchObject({ code: 0 });
    commit("second secret");
    await project.write(PROD, two.replace("second", "third"));
    await project.run("access");
    const { code, stderr } = await project.run("access", "--check");
    expect(code).toBe(1);
    expect(stderr).toContain("stacks/Pulumi.prod.yaml, since HEAD: 1 setting is invalid.");
    expect(stderr).toContain("with 2 secrets live, one fewer and nothing else");
    // From where the branch began it is one step.
    expect(await project.run("access", "--check", "--base", "HEAD~1")).toMatchObject({ code: 0 });
  });
});

describe("access --check of an end that is edited", () => {
  const dated = (expires: string): string => `${SETTINGS}      expires: "${expires}"\n`;

  it("refuses one that is added to a secret that stays, or moved, and says what to do", async () => {
    await project.write(PROD, dated("2035-01-01"));
    await project.run("access");
    const added = await project.run("access", "--check");
    expect(added.code).toBe(1);
    expect(added.stderr).toContain('"2035-01-01" for "initial", which was declared without a date');
    expect(added.stderr).toContain("an edited one changes nothing");
    expect(added.stderr).toContain("npx aem-mail-oauth due --live --write --stack prod");
    expect(added.stdout).not.toContain("prod: as declared");
    commit("a date");
    expect(await project.run("access", "--check", "--base", "HEAD~1")).toMatchObject({ code: 1 });
    await project.write(PROD, dated("2036-01-01"));
    await project.run("access");
    const moved = await project.run("access", "--check");
    expect(moved.code).toBe(1);
    expect(moved.stderr).toContain('which was declared with "2035-01-01"');
    // What is wrong may be taken out again.
    await project.write(PROD, SETTINGS);
    await project.run("access");
    expect(await project.run("access", "--check")).toMatchObject({ code: 0 });
  });
});

describe("access --check with secrets in Pulumi.yaml", () => {
  const of = (...labels: string[]): string =>
    `config:\n  aem-mail-oauth:clientSecrets:\n    value: [${labels.map((label) => `{ label: ${label} }`).join(", ")}]\n`;

  it("holds the secrets of Pulumi.yaml to the same steps, in place of those that a stack leaves out", async () => {
    const text = await project.read("Pulumi.yaml");
    await project.write(PROD, "config: {}\n");
    await project.write("Pulumi.yaml", `${text}${of("first")}`);
    await project.run("access");
    commit("for all stacks");
    await project.write(PROD, "config:\n  clientSecrets: [{ label: second }, { label: first }]\n");
    await project.run("access");
    expect(await project.run("access", "--check")).toMatchObject({ code: 0, stderr: "" });
    await project.write(PROD, "config: {}\n");
    await project.write("Pulumi.yaml", `${text}${of("second", "third")}`);
    await project.run("access");
    const { code, stderr } = await project.run("access", "--check", "--stack", "prod");
    expect(code).toBe(1);
    expect(stderr).toContain('given:   "second", "third", after "first"');
  });
});

describe("access --diff", () => {
  it("tells a reviewer what is gained and lost, and by whom it has to be granted", async () => {
    await project.write(PROD, SETTINGS.replace("SMTP.Send", "Mail.Send, IMAP.AccessAsUser.All"));
    await project.run("access");
    commit("another permission");
    const { code, stdout, stderr } = await project.run("access", "--diff", "main~1..main");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(`## Access: grows

Between \`main~1\` and \`main\`.

### Stack \`prod\`

- wider: Permission gained: \`IMAP.AccessAsUser.All\` of \`Microsoft Graph\`, which lets the application: \`Read and write access to mailboxes via IMAP\`. The mailbox has to sign in and consent again before AEM has it: \`npx aem-mail-oauth consent --stack prod\`. Where Microsoft's own consent policy holds, as in new tenants, or a stricter one, an administrator has to: stack output \`adminConsentUrl\`.
- wider: Permission gained: \`Mail.Send\` of \`Microsoft Graph\`, which lets the application: \`Send mail as a user\`. Nobody is asked for it at the mailbox's sign-in: it counts as soon as something requests it, or an administrator consents to all that is declared. An administrator does that in the portal: stack output \`portalUrl\`, API permissions, Grant admin consent.
- narrower: Permission lost: \`SMTP.Send\` of \`Microsoft Graph\`, which lets the application: \`Send emails from mailboxes using SMTP AUTH\`. Whoever consented to it has consented for good: existing tokens and refresh tokens keep it until the consent is revoked. To revoke: \`az ad app permission list-grants --id "$(pulumi stack output --stack prod clientId)" --query "[].{id:id, scope:scope}"\`, then \`az rest --method DELETE --url "https://graph.microsoft.com/v1.0/oauth2PermissionGrants/<id>"\`; that ends the whole consent, so sign in again afterwards: \`npx aem-mail-oauth consent --stack prod\`.

No change in access: \`dev\`, \`local\`, \`staging\`.
`);
    expect(await project.run("access", "--diff", "main~1..main", "--fail-on", "widening")).toMatchObject({ code: 4 });
    expect(
      await project.run("access", "--diff", "main..main~1", "--stack", "dev", "--fail-on", "widening"),
    ).toMatchObject({
      code: 0,
    });
  });

  it("says first that the reporting code changed, and that nothing else did", async () => {
    await project.write("components/notes.ts", `// edited\n${await project.read("components/notes.ts")}`);
    const { stdout } = await project.run("access", "--diff", "main");
    expect(stdout).toContain("## Access: no change in the access files; the code behind it changed\n");
    expect(stdout).toContain("**The code that declares and reports access changed too**");
    expect(stdout).toContain("that code. `components/notes.ts`.\n");
    expect(stdout).toContain("No change in access: `dev`, `local`, `prod`, `staging`.\n");
  });

  it("does not believe an access file that leaves out what is declared, and counts that as wider", async () => {
    await project.write(PROD, SETTINGS.replace("SMTP.Send", "SMTP.Send, Mail.ReadWrite"));
    commit("without its access file");
    const { code, stdout } = await project.run("access", "--diff", "main~1..main", "--fail-on", "widening");
    expect(code).toBe(4);
    expect(stdout).toContain("## Access: grows, and the rest is unknown from the files as they are\n");
    expect(stdout).toContain("- **Not certain**: `stacks/prod.access.yaml` does not say what the settings declare");
  });

  it("leaves nothing in a value that could be a mention, a link or markup", async () => {
    const name = "@everyone `[x](https://evil.example)` <img src=x>";
    await project.write(PROD, `${SETTINGS}  aem-mail-oauth:displayName: ${JSON.stringify(name)}\n`);
    await project.run("access");
    const { stdout } = await project.run("access", "--diff", "main");
    expect(stdout).toContain(
      "- same reach: Application's name changed: `` " + name + " ``, was `AEM Forms mail (prod)`.\n",
    );
  });

  it("tells of a new stack and of one whose file is gone, as JSON too", async () => {
    await project.write("stacks/Pulumi.test.yaml", SETTINGS);
    await rm(join(project.root, PROD));
    await rm(join(project.root, "stacks", "prod.access.yaml"));
    await project.run("access");
    const { stdout } = await project.run("access", "--diff", "HEAD", "--format", "json");
    const { widening, stacks } = JSON.parse(stdout) as {
      widening: boolean;
      stacks: { stack: string; status: string }[];
    };
    expect(widening).toBe(true);
    expect(stacks.map(({ stack, status }) => [stack, status])).toEqual([
      ["dev", "same"],
      ["local", "same"],
      ["prod", "gone"],
      ["staging", "same"],
      ["test", "new"],
    ]);
  });

  it("compares with where the branches parted when three dots are given", async () => {
    git("checkout", "--quiet", "-b", "feature");
    await project.write("stacks/Pulumi.dev.yaml", SETTINGS);
    await project.run("access");
    commit("on the branch");
    git("checkout", "--quiet", "main");
    await project.write("stacks/Pulumi.staging.yaml", SETTINGS);
    await project.run("access");
    commit("on main");
    const { stdout } = await project.run("access", "--diff", "main...feature", "--format", "text");
    expect(stdout).toContain("No change in access: local, prod, staging.\n");
    expect(stdout).toContain("- narrower: Permission lost: POP.AccessAsUser.All of Microsoft Graph");
  });

  it.each([
    ["Pulumi.json", "{}", "Pulumi would read other files too, or instead: Pulumi.json."],
    ["stacks/Pulumi.prod.yml", SETTINGS, "Pulumi would read other files too, or instead: stacks/Pulumi.prod.yml."],
    [PROD, `<<: { config: {} }\n${SETTINGS}`, 'merges settings in with "<<"'],
    [PROD, `x: &x\n  config: {}\ny: *x\n${SETTINGS}`, "an anchor (&...) puts a value elsewhere"],
    [PROD, `${SETTINGS}  permissions: [offline_access, Mail.ReadWrite]\n`, "Pulumi takes either by chance"],
  ])("does not let %s hide what is declared", async (path, text, words) => {
    await project.write(path, text);
    const checked = await project.run("access", "--check");
    expect(checked.code).toBe(1);
    expect(checked.stderr).toContain(words);
    commit("hidden");
    expect(await project.run("access", "--diff", "main~1..main", "--fail-on", "widening")).not.toMatchObject({
      code: 0,
    });
  });

  it("does not take a link in place of a stack's file for one that is gone", async () => {
    await rm(join(project.root, PROD));
    await symlink("Pulumi.dev.yaml", join(project.root, PROD));
    commit("a link");
    const { code, stdout } = await project.run("access", "--diff", "main~1..main", "--fail-on", "widening");
    expect(code).toBe(5);
    expect(stdout).toContain("## Access: unknown from the files as they are\n");
    expect(stdout).toMatch(/\n- \*\*Not certain\*\*: stacks\/Pulumi\.prod\.yaml is no plain file at [0-9a-f]{12}\.\n/);
  });
});
