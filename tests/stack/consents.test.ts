import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { consentFile, readConsents, recordConsent } from "../../stack/consents.ts";

const FORMS = {
  mailbox: "forms@contoso.com",
  user: "ann@contoso.com",
  at: "2030-01-01T12:00:00Z",
  scopes: ["SMTP.Send"],
};
const BILLS = { ...FORMS, mailbox: "bills@contoso.com" };

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-consents-"));
  path = consentFile("local", folder);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe("recorded consents", () => {
  it("lie beside the stack file, those of stack local in its own folder", () => {
    expect(consentFile("prod", "/elsewhere", "/project")).toBe("/project/stacks/prod.consent.yaml");
    expect(consentFile("contoso/aem-mail-oauth/prod", "/elsewhere", "/project")).toBe(
      "/project/stacks/prod.consent.yaml",
    );
    expect(consentFile("local", "/elsewhere", "/project")).toBe("/elsewhere/local.consent.yaml");
  });

  it("are none where nothing was recorded", async () => {
    await expect(readConsents(path)).resolves.toEqual([]);
  });

  it("come back as they were written, the latest of each mailbox", async () => {
    await recordConsent("local", FORMS, folder);
    await recordConsent("local", BILLS, folder);
    const later = { ...FORMS, user: "bob@contoso.com", at: "2030-02-01T12:00:00Z" };
    await recordConsent("local", later, folder);
    await expect(readConsents(path)).resolves.toEqual([BILLS, later]);
  });

  it("know whose token is kept in the settings, of one mailbox at most", async () => {
    await recordConsent("local", { ...FORMS, saved: true }, folder);
    await recordConsent("local", BILLS, folder);
    const later = { ...FORMS, user: "bob@contoso.com", at: "2030-02-01T12:00:00Z" };
    await recordConsent("local", later, folder);
    await expect(readConsents(path)).resolves.toEqual([BILLS, { ...FORMS, saved: true }, later]);
    await recordConsent("local", { ...BILLS, saved: true }, folder);
    await expect(readConsents(path)).resolves.toEqual([{ ...BILLS, saved: true }, FORMS, later]);
    await recordConsent("local", { ...later, saved: true }, folder);
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
    await recordConsent("local", whole, folder);
    await expect(readConsents(path)).resolves.toEqual([whole]);
    await recordConsent("local", BILLS, folder);
    await expect(readConsents(path)).resolves.toEqual([BILLS, whole]);
  });

  it("are all kept when several are recorded at once", async () => {
    const mailboxes = ["a", "b", "c", "d"].map((name) => `${name}@contoso.com`);
    await Promise.all(mailboxes.map((mailbox) => recordConsent("local", { ...FORMS, mailbox }, folder)));
    expect((await readConsents(path)).map(({ mailbox }) => mailbox)).toEqual(mailboxes);
  });

  it("are written so that people and other tools can read them", async () => {
    await recordConsent("local", FORMS, folder);
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
