import { describe, expect, it } from "@jest/globals";

import { causeOf } from "../../signIn/causes.ts";
import { namesOf, type Target } from "../../signIn/target.ts";
import { commandsOf, consentCommand, localCommand } from "../../stack/commandsOf.ts";
import { localRef, refOf } from "../checkout.ts";

describe("the command that signs in again", () => {
  it("has what the first one was asked for, as words of a shell", () => {
    expect(consentCommand(refOf("prod"))).toBe("npx aem-mail-oauth consent --stack prod");
    const again = { mailbox: "o'brien@contoso.com", user: "ann@contoso.com", save: true, out: "my token" };
    expect(consentCommand(refOf("prod"), again)).toBe(
      "npx aem-mail-oauth consent --stack prod --mailbox 'o'\\''brien@contoso.com' --user ann@contoso.com --save --out 'my token'",
    );
  });

  it("names neither the mailbox of the settings nor a mailbox that signs in for itself", () => {
    const target = { stack: refOf("prod"), mailbox: "Forms@contoso.com" } as Target;
    expect(namesOf(target, "forms@contoso.com", "forms@contoso.com").consent).toBe(
      "npx aem-mail-oauth consent --stack prod",
    );
    expect(namesOf(target, "forms@contoso.com", "ann@contoso.com").consent).toBe(
      "npx aem-mail-oauth consent --stack prod --user ann@contoso.com",
    );
    expect(namesOf(target, "bills@contoso.com", undefined, { save: true }).consent).toBe(
      "npx aem-mail-oauth consent --stack prod --mailbox bills@contoso.com --save",
    );
  });
});

it.each([
  ["prod", "pulumi up -s prod"],
  ["local", "npx aem-mail-oauth local"],
])("a cause on stack %s names the command that deploys it", (stack, up) => {
  const names = namesOf({ stack: refOf(stack) } as Target, undefined, undefined);
  expect(causeOf(50011, names)?.way).toContain(`(${up})`);
});

it("the commands of a stack are complete commands, stack local's without Azure", () => {
  expect(commandsOf(refOf("prod"))).toMatchObject({
    up: "pulumi up -s prod",
    showSecret: "pulumi stack output -s prod clientSecret --show-secrets",
  });
  expect(commandsOf(refOf("local"))).toMatchObject({
    up: "npx aem-mail-oauth local",
    showSecret: "npx aem-mail-oauth local outputs --show-secrets",
  });
});

it("names the folder unless it is the usual one, as one word of a shell", () => {
  expect(localCommand("local refresh", refOf("local"))).toBe("npx aem-mail-oauth local refresh");
  expect(localCommand("local", localRef("/tmp/it's mine"))).toBe(
    "npx aem-mail-oauth local --folder '/tmp/it'\\''s mine'",
  );
});

it("every command reaches the project that --cwd named", () => {
  const stack = { ...refOf("prod"), cwd: "../it's mine" };
  const words = (name: string) => ` ${name} '../it'\\''s mine'`;
  const { revoke, ...commands } = commandsOf(stack);
  for (const command of [...Object.values(commands), revoke("old")])
    expect(command).toContain(words(command.startsWith("pulumi") ? "-C" : "--cwd"));

  const { up, sheet } = commandsOf({ ...refOf("local"), cwd: "x" });
  expect([up, sheet]).toEqual([
    "npx aem-mail-oauth local --cwd x",
    "npx aem-mail-oauth sheet --stack local --cwd x --show-secrets",
  ]);
  expect(consentCommand(stack, { save: true })).toBe(`npx aem-mail-oauth consent --stack prod --save${words("--cwd")}`);
  expect(localCommand("local reset", { ...localRef("/tmp/x"), cwd: "x" })).toBe(
    "npx aem-mail-oauth local reset --folder /tmp/x --cwd x",
  );
});
