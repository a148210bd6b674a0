import { describe, expect, it } from "@jest/globals";

import { causeOf } from "../../signIn/causes.ts";
import { namesOf, type Target } from "../../signIn/target.ts";
import { consentCommand } from "../../stack/consentCommand.ts";
import { refOf } from "../checkout.ts";

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
