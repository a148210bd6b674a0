import { rm } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";

import { fileOf, STACKS, useRotateProject } from "../rotate/rotateProject.ts";
import { parseOpenMetrics } from "./parseOpenMetrics.ts";

const { copy, shipped, due, rotate, declare, declared } = useRotateProject();

describe("due", () => {
  const PROD = "stacks/prod.consent.yaml";
  const RECORDED = "stacks/prod.secrets.yaml";
  const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
  const consents = (fields: string): Promise<void> =>
    copy.write(
      PROD,
      `consents: [{mailbox: forms@contoso.com, user: forms@contoso.com, at: "${ago(1)}", scopes: []${fields}}]\n`,
    );

  beforeEach(async () => {
    for (const stack of STACKS) await copy.write(fileOf(stack), shipped.get(stack) ?? "");
  });

  afterEach(async () => {
    for (const path of [PROD, RECORDED]) await rm(join(copy.root, path), { force: true, recursive: true });
  });

  /** The marked lines. */
  const marked = (stdout: string, mark: string): string[] => stdout.split("\n").filter((line) => line.startsWith(mark));

  it("names what has no date, as in the stacks that are shipped, and says with 5 that it cannot tell", async () => {
    const { code, stdout, stderr } = await due();
    expect({ code, stderr }).toEqual({ code: 5, stderr: "" });
    expect(stdout).toContain(
      '?   prod: client secret "initial": its file has no date, and none is recorded\n' +
        "        npx aem-mail-oauth due --live --write --stack prod\n",
    );
    // Of stack local nothing is deployed here, and that is certain.
    expect(marked(stdout, "?").map((line) => line.split(":")[0])).toEqual(["?   dev", "?   prod", "?   staging"]);
    expect(stdout).toMatch(/\nNothing that is known is due within 30 days; 3 are unknown\.\n$/);
  });

  it("gives a monitor the same as OpenMetrics, with its exit code, and when upkeep last succeeded", async () => {
    const UPKEEP = ".local/upkeep-prod.yaml";
    const began = Math.floor(Date.now() / 1000);
    await declare("prod", { label: "a", expires: "2999-01-01" });
    await copy.write(UPKEEP, `stack: prod\nlastSuccess: "2026-01-01T00:00:00Z"\n`);
    const good = await due("-s", "prod", "--format", "openmetrics");
    expect(good).toMatchObject({ code: 0, stderr: "" });
    const { aem_mail_oauth_run_timestamp_seconds: ran, ...others } = parseOpenMetrics(good.stdout);
    expect(ran).toBeGreaterThanOrEqual(began);
    expect(others).toEqual({
      'aem_mail_oauth_last_success_timestamp_seconds{stack="prod"}': Date.parse("2026-01-01T00:00:00Z") / 1000,
      'aem_mail_oauth_read{stack="prod"}': 1,
      'aem_mail_oauth_end_timestamp_seconds{stack="prod",kind="secret",name="a"}': Date.parse("2999-01-01") / 1000,
      'aem_mail_oauth_due{stack="prod",kind="secret",name="a"}': 0,
      'aem_mail_oauth_unknown{stack="prod",kind="secret",name="a"}': 0,
    });
    // A success that is still to come would keep the alarm silent.
    await copy.write(UPKEEP, `stack: prod\nlastSuccess: "${ago(-2)}"\n`);
    const early = await due("-s", "prod", "--format", "openmetrics");
    expect(early.stdout).not.toContain("last_success");
    expect(early.stderr).toContain("one of the two is wrong");
    await copy.write(UPKEEP, "stack: [\n");
    const spoilt = await due("-s", "prod", "--format", "openmetrics");
    expect(spoilt.stdout).not.toContain("last_success");
    expect(spoilt.stderr).toContain("upkeep-prod.yaml");
    await rm(join(copy.root, UPKEEP));

    await copy.write(fileOf("dev"), "config: [\n");
    await declare("prod", { label: "a", expires: "2001-01-01" });
    const { code, stdout } = await due("--format", "openmetrics");
    expect(code).toBe(3);
    expect(parseOpenMetrics(stdout)).toMatchObject({
      'aem_mail_oauth_read{stack="dev"}': 0,
      'aem_mail_oauth_read{stack="prod"}': 1,
      'aem_mail_oauth_due{stack="prod",kind="secret",name="a"}': 1,
      'aem_mail_oauth_unknown{stack="staging",kind="secret",name="initial"}': 1,
    });
  });

  it("takes --format json for --json, and text for neither", async () => {
    for (const [format, same] of [
      [["--format", "json"], ["--json"]],
      [["--format", "json", "--json"], ["--json"]],
      [["--format", "text"], []],
    ] as const)
      expect(await due(...format)).toEqual(await due(...same));

    for (const [words, refusal] of [
      [["--format", "xml"], "--format xml: allowed is text, json, openmetrics.\n"],
      [
        ["--format", "openmetrics", "--json"],
        "--json is --format json, and --format openmetrics is another. Ask for one.\n",
      ],
    ] as const)
      expect(await due(...words)).toEqual({ code: 1, stdout: "", stderr: refusal });
  });

  it("says the same under its old name, rotate due, and no more", async () => {
    await declare("prod", { label: "a", expires: "2999-01-01" });
    for (const args of [[], ["-s", "prod"], ["--json"], ["-s", "none"], ["--within", "soon"], ["--writ"]]) {
      const { code, stdout, stderr } = await due(...args);
      expect(await rotate("due", ...args)).toEqual({ code, stdout, stderr });
    }
  });

  it("goes by the recorded ends where the file has none, and by nothing that is recorded of another label", async () => {
    const record = (label: string) =>
      `stack: prod\nsecrets: [{label: ${label}, keyId: 0f8e7a1c-1111-4222-8333-444455556666, ends: "2999-01-01T00:00:00Z", seen: "${ago(1)}"}]\n`;
    await copy.write(RECORDED, record("initial"));
    expect(await due("-s", "prod")).toMatchObject({ code: 0, stderr: "" });
    await copy.write(RECORDED, record("other"));
    expect(await due("-s", "prod")).toMatchObject({ code: 5 });
    await copy.write(RECORDED, record("initial").replace("stack: prod", "stack: dev"));
    const { code, stderr } = await due("-s", "prod");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('stacks/prod.secrets.yaml is about stack "dev"'),
    });
  });

  const recordOf = (stack: string, label: string, ends: string): string =>
    `stack: ${stack}\nsecrets: [{label: ${label}, keyId: 0f8e7a1c-1111-4222-8333-444455556666, ends: "${ends}", seen: "${ago(1)}"}]\n`;

  it("names a recorded secret that is no longer declared, by its date", async () => {
    await declare("prod", { label: "initial", expires: "2999-01-01" });
    await copy.write(RECORDED, recordOf("prod", "initia", ago(-1)));
    const { code, stdout } = await due("-s", "prod");
    expect(code).toBe(3);
    expect(stdout).toMatch(/DUE prod: client secret "initia": ends on .*, recorded as live, and no longer declared\n/);
    expect(stdout).toContain("        npx aem-mail-oauth due --live --write --stack prod\n");
    await copy.write(RECORDED, recordOf("prod", "initia", "2999-01-01T00:00:00Z"));
    const later = await due("-s", "prod");
    expect(later.code).toBe(0);
    expect(later.stdout).toContain("recorded as live, and no longer declared");
  });

  it("counts the earlier date where the file is edited and an end is recorded", async () => {
    await declare("prod", { label: "initial", expires: "2035-01-01" });
    await copy.write(RECORDED, recordOf("prod", "initial", ago(-3)));
    const { code, stdout } = await due("-s", "prod");
    expect(code).toBe(3);
    expect(stdout).toContain("the earlier counts");
  });

  describe("without the files of stacks", () => {
    const ORPHANS = ["stacks/gone.secrets.yaml", "stacks/gone.consent.yaml"] as const;
    const removeStacks = async (...stacks: string[]): Promise<void> => {
      for (const stack of stacks) await rm(join(copy.root, fileOf(stack)));
    };

    afterEach(async () => {
      for (const path of ORPHANS) await rm(join(copy.root, path), { force: true });
    });

    it("says that there is no stack, and not that nothing is due", async () => {
      await removeStacks(...STACKS);
      expect(await due()).toEqual({
        code: 1,
        stdout: "",
        stderr: "There is no stack: stacks/ has no file Pulumi.<stack>.yaml.\n",
      });
    });

    it("says with 5 that nobody can tell of what is recorded of a stack that is gone", async () => {
      await removeStacks("dev", "local", "staging");
      await declare("prod", { label: "initial", expires: "2999-01-01" });
      expect(await due()).toMatchObject({ code: 0 });
      await copy.write(ORPHANS[0], recordOf("gone", "initial", "2999-01-01T00:00:00Z"));
      await copy.write(
        ORPHANS[1],
        `consents: [{mailbox: a@b.example, user: a@b.example, at: "${ago(1)}", issued: "${ago(1)}", scopes: []}]\n`,
      );
      const { code, stdout } = await due();
      expect(code).toBe(5);
      expect(marked(stdout, "?")).toEqual([
        expect.stringMatching(/gone: refresh token of a@b\.example: .*its record is in stacks\/gone\.consent\.yaml/),
        expect.stringMatching(/gone: client secret "initial": .*its record is in stacks\/gone\.secrets\.yaml/),
      ]);
      // Who asks of one stack is told of that one.
      expect(await due("-s", "prod")).toMatchObject({ code: 0 });
      await copy.write(ORPHANS[0], recordOf("gone", "initial", ago(-1)));
      expect(await due()).toMatchObject({ code: 3 });
      await copy.write(ORPHANS[0], "secrets: [\n");
      expect(await due()).toMatchObject({ code: 1, stderr: expect.stringContaining("gone.secrets.yaml") });
    });
  });

  it("forgets the recorded end with the secret, and keeps revoking where the record is spoilt", async () => {
    await declare("prod", { label: "b" }, { label: "a" });
    const one = (label: string) =>
      `{label: ${label}, keyId: 0f8e7a1c-1111-4222-8333-444455556666, ends: "2999-01-01T00:00:00Z", seen: "${ago(1)}"}`;
    await copy.write(RECORDED, `stack: prod\nsecrets: [${one("b")}, ${one("a")}]\n`);
    const { code, stdout } = await rotate("revoke", "b", "-s", "prod");
    expect(code).toBe(0);
    expect(stdout).toContain('prod.secrets.yaml: forgot when "b" ends.\n');
    const { secrets } = parse(await copy.read(RECORDED)) as { secrets: { label: string }[] };
    expect(secrets.map(({ label }) => label)).toEqual(["a"]);

    await copy.write(RECORDED, "secrets: [\n");
    const leaked = await rotate("revoke", "a", "-s", "prod", "--label", "c");
    expect(leaked.code).toBe(0);
    expect(leaked.stdout).toContain('Warning: the recorded end of "a" could not be forgotten. ');
    expect(await declared("prod")).toMatchObject([{ label: "c" }]);
  });

  it("counts a token from its issue, and exits with 3 for the one that is due", async () => {
    await declare("prod", { label: "a", expires: "2999-01-01" });
    await consents(`, issued: "${ago(50)}"`);
    expect(await due("-s", "prod")).toMatchObject({ code: 0 });
    expect(await due("-s", "prod", "--within", "45d")).toMatchObject({ code: 3 });
    await consents(`, issued: "${ago(61.5)}"`);
    const { code, stdout } = await due("-s", "prod");
    expect(code).toBe(3);
    expect(marked(stdout, "DUE")).toEqual([
      expect.stringMatching(
        /^DUE prod: refresh token of forms@contoso\.com: issued on \d{4}-\d\d-\d\d, ends on \d{4}-\d\d-\d\d, in 28 days$/,
      ),
    ]);
    expect(stdout).toContain("        npx aem-mail-oauth consent --stack prod --mailbox forms@contoso.com\n");
  });

  it.each([
    ["nobody wrote down when it was issued", "", "nobody wrote down when it was issued"],
    ["it was issued at a time to come", ', issued: "2999-01-01T00:00:00Z"', "still to come by this machine's clock"],
  ])("takes a token for due of which %s", async (_, fields, words) => {
    await declare("prod", { label: "a", expires: "2999-01-01" });
    await consents(fields);
    const { code, stdout } = await due("-s", "prod", "--json");
    expect(code).toBe(3);
    const { items } = JSON.parse(stdout) as { items: { kind: string; status: string; why?: string }[] };
    expect(items).toMatchObject([
      { kind: "secret", status: "ok" },
      { kind: "token", status: "due", why: expect.stringContaining(words) },
    ]);
  });

  it("takes a token in the settings for due of which there is no record, and a blanked one for none", async () => {
    const settings = (token: string): string =>
      `config:\n  aem-mail-oauth:clientSecrets:\n    - { label: a, expires: "2999-01-01" }\n  aem-mail-oauth:refreshToken: ${token}\n`;
    await copy.write(fileOf("prod"), settings("{ secure: v1:abc }"));
    const { code, stdout } = await due("-s", "prod");
    expect(code).toBe(3);
    expect(stdout).toContain(
      "DUE prod: refresh token of the stack's settings: one is kept in the stack's settings, and nobody wrote",
    );
    await copy.write(fileOf("prod"), settings('""'));
    expect(await due("-s", "prod")).toMatchObject({ code: 0 });
  });

  it("says so where the deployment could not be read, and records nothing then", async () => {
    const { code, stdout, stderr } = await due("-s", "prod", "--live", "--write", "--json");
    expect(code).toBe(5);
    expect(JSON.parse(stdout)).toEqual({ within: 30, due: false, unread: ["prod"], items: [] });
    expect(stderr).toContain("Stack prod could not be read. ");
    await expect(copy.read(RECORDED)).rejects.toThrow("ENOENT");
    const alone = await due("-s", "prod", "--write");
    expect(alone).toMatchObject({
      code: 1,
      stderr: "--write records what --live finds out: write both, --live --write.\n",
    });
  });
});
