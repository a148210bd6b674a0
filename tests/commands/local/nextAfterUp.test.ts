import { describe, expect, it } from "@jest/globals";

import { nextAfterUp } from "../../../commands/local/nextAfterUp.ts";
import type { ConsentRecord } from "../../../stack/consents.ts";
import { localRef } from "../../checkout.ts";

const NOW = new Date("2030-06-01T00:00:00Z");
const FOLDER = localRef("/tmp/x");
const PERMISSIONS = ["IMAP.AccessAsUser.All", "Mail.Read", "offline_access", "SMTP.Send"];
const CONSENT: ConsentRecord = {
  mailbox: "forms@forms.example",
  user: "Forms@forms.example",
  at: "2030-05-20T12:00:00Z",
  scopes: ["https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send", "openid"],
  saved: true,
};
const SHEET = "`npx aem-mail-oauth sheet --stack local --show-secrets --folder /tmp/x`";

const made = (type: string, op = "create") => ({
  op,
  urn: `urn:pulumi:local::p::a:index:A$azuread:index/x:${type}::mail`,
});

function next({
  labels = ["initial"],
  steps = [] as { op: string; urn: string }[],
  since = "2030-05-01T00:00:00Z",
  consents = [CONSENT] as Parameters<typeof nextAfterUp>[2],
  permissions = PERMISSIONS,
  now = NOW,
} = {}): string {
  const outputs = {
    clientSecrets: { value: labels.map((label) => ({ label })), secret: false },
    permissions: { value: permissions, secret: false },
  };
  return nextAfterUp({ outputs, steps, applicationSince: since }, FOLDER, consents, now);
}

describe("nextAfterUp", () => {
  it("is the sign-in while nobody has signed in, with pointers the first time alone", () => {
    const signIn =
      "Next: sign the mailbox in with `npx aem-mail-oauth consent --stack local --mailbox forms@forms.example --save --folder /tmp/x`";
    expect(next({ consents: [] })).toBe(`${signIn}.\n`);
    const first = next({ consents: [], steps: [made("ApplicationRegistration"), made("ApplicationPassword")] });
    expect(first).toContain(`${signIn};\n`);
    expect(first).toContain("docs/first-deploy.md");
    expect(first).not.toContain("no earlier one works");
  });

  it("is the sheet for AEM once the mailbox has signed in, whatever else was changed", () => {
    expect(next()).toBe(`Next: what to enter where in AEM: ${SHEET}.\n`);
    expect(next({ steps: [made("ApplicationRegistration", "update")] })).toBe(next());
    expect(next({ consents: [{ ...CONSENT, saved: undefined }] })).toContain("the refresh token is not kept");
  });

  it.each([
    [
      "the application was made anew by this update",
      { steps: [made("ApplicationRegistration")] },
      "an earlier application's",
    ],
    ["the application is younger", { since: "2030-05-21T00:00:00Z" }, "an earlier application's"],
    [
      "a permission came later",
      { permissions: [...PERMISSIONS, "POP.AccessAsUser.All"] },
      "consented to POP.AccessAsUser.All:",
    ],
    ["the token has ended", { now: new Date("2030-08-19T00:00:00Z") }, "ended after 90 days"],
  ])("is another sign-in where %s", (_, given, reason) => {
    const words = next(given);
    expect(words).toContain("Next: sign the mailbox in again, because");
    expect(words).toContain(reason);
    expect(words).not.toContain(SHEET);
  });

  it("takes the last of several sign-ins, and names who signs in for a shared mailbox", () => {
    const shared = {
      ...CONSENT,
      mailbox: "shared@forms.example",
      user: "nora@forms.example",
      at: "2030-05-25T00:00:00Z",
    };
    const words = next({ consents: [shared, CONSENT], permissions: [...PERMISSIONS, "POP.AccessAsUser.All"] });
    expect(words).toContain("--mailbox shared@forms.example --user nora@forms.example --save");
    expect(next({ consents: [shared, CONSENT], since: "2030-05-22T00:00:00Z" })).toContain(SHEET);
  });

  it("is AEM's turn while two secrets are live, then the retirement", () => {
    const words = next({ labels: ["second", "initial"] });
    expect(words).toContain(`Enter "second" in every place of AEM, as listed by ${SHEET};`);
    expect(words).toContain("`npx aem-mail-oauth verify --stack local --folder /tmp/x`;");
    expect(words).toContain('`npx aem-mail-oauth rotate retire --stack local --folder /tmp/x`, which ends "initial"');
    expect(words).not.toContain("sign the mailbox in");
  });

  it("warns that AEM is cut off when a secret took the place of the only one", () => {
    expect(next({ labels: ["clean"], steps: [made("ApplicationPassword")] })).toContain("no earlier one works");
    expect(next({ steps: [made("ApplicationPassword", "delete")] })).toBe(next());
  });

  it("does not take for signed in what it cannot read", () => {
    const words = next({ consents: { unknown: "local.consent.yaml: this is not well-formed YAML." } });
    expect(words).toContain(
      "it is unknown whether the mailbox signed in: local.consent.yaml: this is not well-formed YAML.",
    );
    expect(words).not.toContain(SHEET);
  });

  it("claims nothing of an application whose age the state does not tell", () => {
    expect(next({ since: undefined })).toContain(SHEET);
  });
});
