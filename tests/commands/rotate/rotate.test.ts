import { stat } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { fileOf, STACKS, useRotateProject } from "./rotateProject.ts";

const { copy, shipped, due, rotate, rotateApart, declare, declared } = useRotateProject();

describe("rotate", () => {
  it("--help names every action", async () => {
    const { code, stdout } = await rotate("--help");
    expect(code).toBe(0);
    for (const action of ["add", "retire", "revoke", "repair"])
      expect(stdout).toMatch(new RegExp(`^ {2}${action} +\\w`, "m"));
  });

  it("names the actions there are when given another", async () => {
    const { code, stderr } = await rotate("renew");
    expect(code).toBe(1);
    expect(stderr).toBe('"renew" is no action of rotate. One of: add, retire, revoke, repair.\n');
  });

  it.each(["add", "retire", "revoke", "repair"])("%s --help shows each of its options", async (action) => {
    const { code, stdout } = await rotate(action, "--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: npx aem-mail-oauth rotate ${action} `));
    expect(stdout).toContain("--stack S");
    expect(stdout).toContain("--folder DIR");
  });

  it.each([
    ["no stack", ["add"], /^Which stack\? Name one with --stack: dev, local, prod, staging\.\n$/],
    ["a stack that does not exist", ["add", "-s", "prd"], /There is no stack "prd": .* Did you mean prod\?/],
    [
      "an option that does not exist",
      ["add", "-s", "prod", "--expire", "x"],
      /^There is no option --expire\. Did you mean --expires\?\n\nUsage: npx aem-mail-oauth rotate add .*\n--help lists every option\.\n$/,
    ],
    ["a word too many", ["retire", "old", "-s", "prod"], /"old" means nothing here\./],
    ["a date that is none", ["add", "-s", "prod", "--expires", "2030-02-30"], /write a day that the calendar has/],
    ["a lifetime beyond maxSecretLifetime", ["add", "-s", "prod", "--lifetime", "181d"], /maxSecretLifetime is 180d/],
    [
      "no label to revoke",
      ["revoke", "-s", "prod"],
      /Which secret leaked\? Write its label\. Stack prod declares "initial"\./,
    ],
    [
      "a label that is not declared",
      ["revoke", "initail", "-s", "prod"],
      /declares no secret "initail", but "initial"\. Did you mean initial\?/,
    ],
    ["days that are none", ["due", "--within", "soon"], /write a whole number of days/],
  ])("refuses %s, and changes nothing", async (_, args, words) => {
    await copy.write(fileOf("prod"), shipped.get("prod") ?? "");
    const { code, stderr } = await rotate(...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(words);
    expect(await copy.read(fileOf("prod"))).toBe(shipped.get("prod"));
  });

  it("does not repeat a secret that was pasted for its label", async () => {
    const pasted = "Q~8aVery.Secret-Value_That-Is-40-Long-xx";
    for (const args of [
      ["revoke", pasted],
      ["add", "--label", pasted],
    ]) {
      const { code, stdout, stderr } = await rotate(...args, "-s", "prod");
      expect(code).toBe(1);
      expect(stdout + stderr).not.toContain(pasted);
    }
  });

  it("names line and column of a stack file that is not well-formed", async () => {
    await copy.write(fileOf("dev"), "config:\n  a: [1\n  b: 2\n");
    const { code, stderr } = await due("--stack", "dev");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^stacks\/Pulumi\.dev\.yaml, line 3, column 3: this is not well-formed YAML/);
    await copy.write(fileOf("dev"), shipped.get("dev") ?? "");
  });
});

describe.each(STACKS)("rotate on stack %s", (stack) => {
  it("adds a secret above the one that is there, and tells the way on", async () => {
    await copy.write(fileOf(stack), shipped.get(stack) ?? "");
    const mode = (await stat(join(copy.root, fileOf(stack)))).mode;
    const { code, stdout, stderr } = await rotate("add", "-s", stack, "--label", "next", "--lifetime", "90d");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(await declared(stack)).toEqual([
      { label: "next", expires: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) },
      { label: "initial" },
    ]);
    expect((await stat(join(copy.root, fileOf(stack)))).mode).toBe(mode);
    const up = stack === "local" ? "npx aem-mail-oauth local" : `pulumi up -s ${stack}`;
    const steps = [
      `${up}\n`,
      "Email Service: ",
      `npx aem-mail-oauth verify --stack ${stack}\n`,
      `npx aem-mail-oauth rotate retire --stack ${stack}\n`,
    ];
    const places = steps.map((step) => stdout.indexOf(step));
    expect(places.every((place) => place > 0)).toBe(true);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });

  it("goes on from what Pulumi.yaml declares for all stacks", async () => {
    const project = await copy.read("Pulumi.yaml");
    await copy.write(
      "Pulumi.yaml",
      `${project}config:\n  aem-mail-oauth:clientSecrets:\n    value: [{ label: "shared", expires: "2999-01-01" }]\n`,
    );
    await copy.write(fileOf(stack), "config: {}\n");
    const { code, stderr } = await rotate("add", "-s", stack, "--label", "b", "--expires", "2999-01-01");
    await copy.write("Pulumi.yaml", project);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(await declared(stack)).toEqual([
      { label: "b", expires: "2999-01-01" },
      { label: "shared", expires: "2999-01-01" },
    ]);
  });

  it("refuses a third, and says which command retires one", async () => {
    const before = await declare(stack, { label: "b" }, { label: "a" });
    const { code, stderr } = await rotate("add", "-s", stack);
    expect(code).toBe(1);
    expect(stderr).toContain(`npx aem-mail-oauth rotate retire --stack ${stack}\n`);
    expect(await copy.read(fileOf(stack))).toBe(before);
  });

  it("revokes one of two and keeps the other", async () => {
    await declare(stack, { label: "b" }, { label: "a" });
    const { code, stdout } = await rotate("revoke", "b", "-s", stack);
    expect(code).toBe(0);
    expect(await declared(stack)).toEqual([{ label: "a" }]);
    expect(stdout).toContain('AEM stops sending and reading mail when that is deployed, wherever it still has "b"');
    expect(stdout).toContain("about an hour");
    expect(stdout).toContain(`npx aem-mail-oauth consent --stack ${stack}\n`);
    const end = "az rest --method POST --url https://graph.microsoft.com/v1.0/users/<mailbox>/revokeSignInSessions\n";
    expect(stdout.includes(end)).toBe(stack !== "local");
  });

  it("puts a new one in the place of the only one", async () => {
    await declare(stack, { label: "a" });
    const { code, stdout } = await rotate("revoke", "a", "-s", stack, "--label", "b", "--lifetime", "10d");
    expect(code).toBe(0);
    expect(await declared(stack)).toEqual([{ label: "b", expires: expect.any(String) }]);
    expect(stdout).toContain('everywhere, until it is given "b"');
  });

  it("says what is due, from the file alone", async () => {
    await declare(stack, { label: "b", expires: "2999-01-01" }, { label: "a", expires: "2001-01-01" });
    const { code, stdout } = await due("-s", stack, "--json");
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      within: 30,
      due: true,
      items: [
        { stack, kind: "secret", name: "b", status: "ok", date: "2999-01-01T00:00:00Z" },
        {
          stack,
          kind: "secret",
          name: "a",
          status: "expired",
          next: `npx aem-mail-oauth rotate retire --stack ${stack}`,
        },
      ],
    });
  });
});

describe("rotate --up", () => {
  it.each([
    ["add", ["add", "--label", "b"], [{ label: "b", expires: expect.any(String) }, { label: "a" }]],
    ["revoke", ["revoke", "a", "--label", "b"], [{ label: "b", expires: expect.any(String) }]],
  ])("on %s stops at an update that fails, and keeps the edit", async (_, args, secrets) => {
    await declare("prod", { label: "a" });
    const { code, stdout, stderr } = await rotateApart(...args, "-s", "prod", "--up");
    expect(code).toBe(1);
    // Pulumi asks before it acts, and nobody can answer here.
    expect(stderr).toMatch(/^error: --yes /);
    expect(stderr).toContain("The update did not succeed, so nothing further was done.");
    expect(stdout).not.toContain("Next");
    expect(await declared("prod")).toEqual(secrets);
  });
});

describe("rotate retire", () => {
  it.each(["dev", "prod", "staging"])("on stack %s keeps the first, after naming every place in AEM", async (stack) => {
    await declare(stack, { label: "b" }, { label: "a" });
    const { code, stdout } = await rotate("retire", "-s", stack, "--yes", "--unchecked");
    expect(code).toBe(0);
    expect(await declared(stack)).toEqual([{ label: "b" }]);
    expect(stdout).toContain('Whether "b" is deployed could not be looked up: Pulumi said: ');
    expect(stdout).toContain("the next deployment of stack");
    for (const place of ["Email Service: ", "Task notifications: ", "Every email endpoint: "])
      expect(stdout).toContain(place);

    expect(stdout).toContain(`pulumi up -s ${stack}\n`);
  });

  it("asks, and changes nothing where nobody can answer", async () => {
    const before = await declare("prod", { label: "b" }, { label: "a" });
    const { code, stderr } = await rotate("retire", "-s", "prod", "--unchecked");
    expect(code).toBe(1);
    expect(stderr).toContain('Has "b" been entered in all of them');
    expect(stderr).toContain("Agree with --yes.");
    expect(await copy.read(fileOf("prod"))).toBe(before);
  });

  it.each([
    ["--yes", ["--yes"]],
    ["nobody to ask", []],
  ])("with %s cannot tell whether the first is deployed, and then changes nothing", async (_, yes) => {
    const before = await declare("prod", { label: "b" }, { label: "a" });
    const { code, stdout, stderr } = await rotate("retire", "-s", "prod", ...yes);
    expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
    expect(stderr).toMatch(
      /^Whether "b" is deployed could not be looked up: Pulumi said: .*\nIf it is not, AEM cannot have it, and the next deployment of stack prod cuts AEM off\. Nothing was changed\.\n.*npx aem-mail-oauth rotate retire --stack prod --unchecked\n$/s,
    );
    expect(await copy.read(fileOf("prod"))).toBe(before);
  });

  it("has nothing to do where there is one, so that it can be repeated", async () => {
    const before = await declare("prod", { label: "b" });
    const { code, stdout } = await rotate("retire", "-s", "prod", "--yes");
    expect(code).toBe(0);
    expect(stdout).toContain("there is none to retire");
    expect(await copy.read(fileOf("prod"))).toBe(before);
  });
});
