import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { readConsents, recordConsent } from "../../stack/consents.ts";
import { type StackRef, stackRef } from "../../stack/stackRef.ts";
import { localRef } from "../checkout.ts";

const FORMS = {
  mailbox: "forms@contoso.com",
  user: "ann@contoso.com",
  at: "2030-01-01T12:00:00Z",
  scopes: ["SMTP.Send"],
};
const BILLS = { ...FORMS, mailbox: "bills@contoso.com" };

let folder: string;
let path: string;
let stack: StackRef;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-consents-"));
  stack = localRef(folder);
  path = stack.files.consents;
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe("recorded consents", () => {
  it("lie beside the stack file, those of stack local in its own folder", () => {
    expect(stackRef("prod", "/project", "/elsewhere").files.consents).toBe("/project/stacks/prod.consent.yaml");
    expect(stackRef("contoso/aem-mail-oauth/prod", "/project", "/elsewhere").files.consents).toBe(
      "/project/stacks/prod.consent.yaml",
    );
    expect(stackRef("local", "/project", "/elsewhere").files.consents).toBe("/elsewhere/local.consent.yaml");
  });

  it("are none where nothing was recorded", async () => {
    await expect(readConsents(path)).resolves.toEqual([]);
  });

  it("come back as they were written, the latest of each mailbox", async () => {
    await recordConsent(stack, FORMS);
    await recordConsent(stack, BILLS);
    const later = { ...FORMS, user: "bob@contoso.com", at: "2030-02-01T12:00:00Z" };
    await recordConsent(stack, later);
    await expect(readConsents(path)).resolves.toEqual([BILLS, later]);
  });

  it("know whose token is kept in the settings, of one mailbox at most", async () => {
    await recordConsent(stack, { ...FORMS, saved: true });
    await recordConsent(stack, BILLS);
    const later = { ...FORMS, user: "bob@contoso.com", at: "2030-02-01T12:00:00Z" };
    await recordConsent(stack, later);
    await expect(readConsents(path)).resolves.toEqual([BILLS, { ...FORMS, saved: true }, later]);
    await recordConsent(stack, { ...BILLS, saved: true });
    await expect(readConsents(path)).resolves.toEqual([{ ...BILLS, saved: true }, FORMS, later]);
    await recordConsent(stack, { ...later, saved: true });
    await expect(readConsents(path)).resolves.toEqual([BILLS, { ...later, saved: true }]);
  });

  it("keep when the token was issued, what signed in, and where the token went", async () => {
    const whole = {
      mailbox: FORMS.mailbox,
      user: FORMS.user,
      at: FORMS.at,
      issued: "2030-01-01T11:55:00Z",
      account: "personal" as const,
      scopes: FORMS.scopes,
      token: ["settings" as const, "file" as const],
      saved: true as const,
    };
    await recordConsent(stack, whole);
    await expect(readConsents(path)).resolves.toEqual([whole]);
    await recordConsent(stack, BILLS);
    await expect(readConsents(path)).resolves.toEqual([BILLS, whole]);
  });

  it("are all kept when several are recorded at once", async () => {
    const mailboxes = ["a", "b", "c", "d"].map((name) => `${name}@contoso.com`);
    await Promise.all(mailboxes.map((mailbox) => recordConsent(stack, { ...FORMS, mailbox })));
    expect((await readConsents(path)).map(({ mailbox }) => mailbox)).toEqual(mailboxes);
  });

  it("are written so that people and other tools can read them", async () => {
    await recordConsent(stack, FORMS);
    await expect(readFile(path, "utf8")).resolves.toBe(
      [
        "# Who signed in for which mailbox, written by `npx aem-mail-oauth consent`. Nothing here is secret.",
        "consents:",
        '  - mailbox: "forms@contoso.com"',
        '    user: "ann@contoso.com"',
        '    at: "2030-01-01T12:00:00Z"',
        "    scopes:",
        '      - "SMTP.Send"',
        "",
      ].join("\n"),
    );
  });

  it.each([
    [
      "YAML that is not well-formed",
      "consents: [\n",
      /local\.consent\.yaml, line 2, column 1: this is not well-formed YAML\./,
    ],
    ["no list", "consents: x\n", /"consents" has to be a list/],
    ["a record without a time", "consents: [{mailbox: a, user: b, scopes: []}]\n", /"consents" has to be a list/],
    [
      "a time that is none",
      'consents: [{mailbox: a, user: b, at: "soon", scopes: []}]\n',
      /"consents" has to be a list/,
    ],
    ...[
      "issued: soon",
      'issued: "2030-02-30T00:00:00Z"',
      "issued: 1893456000",
      "account: hers",
      "token: [nowhere]",
    ].map((field): [string, string, RegExp] => [
      field,
      `consents: [{mailbox: a, user: b, at: "2030-01-01T00:00:00Z", scopes: [], ${field}}]\n`,
      /"consents" has to be a list/,
    ]),
    ["a text", "nobody\n", /has to be a map of keys/],
  ])("are refused as %s", async (_, text, words) => {
    await writeFile(path, text);
    await expect(readConsents(path)).rejects.toThrow(words);
  });
});
