import { describe, expect, it } from "@jest/globals";

import { sheetFor } from "../../../commands/sheet/sheetFor.ts";
import { aemPlaces } from "../../../stack/aemPlaces.ts";
import { tokenItems } from "../../../stack/ends/tokenItems.ts";
import { refOf } from "../../checkout.ts";
import { factsOf, placeNamed, SECRET, shown, TOKEN } from "./facts.ts";

const HIDDEN = [
  ["Client ID", "11111111-1111-4111-8111-111111111111"],
  ["Client Secret", "hidden: pulumi stack output -s prod clientSecret --show-secrets"],
  ["Refresh Token", "hidden: pulumi config get -s prod aem-mail-oauth:refreshToken"],
];

describe("the sheet of AEM Forms on JEE", () => {
  const sheet = sheetFor(factsOf());

  it("goes through every place that a rotation has to reach, and then Workbench", () => {
    expect(sheet.places.map(({ name }) => name)).toEqual([
      ...aemPlaces("aem-forms-jee").map(({ name }) => name),
      "Operations of Email 1.0",
    ]);
    expect(sheet.files).toEqual([]);
    expect(sheet.warnings).toEqual([]);
  });

  it("fills in the Email Service field by field, with TLS in both directions and mandatory authentication", () => {
    expect(shown(placeNamed(sheet, "Email Service"))).toEqual([
      ["SMTP Host", "smtp.office365.com"],
      ["SMTP Port Number", "587"],
      ["SMTP Authenticate", "selected"],
      ["SMTP User", "aem@contoso.com"],
      ["SMTP Password", "leave"],
      ["SMTP Transport Security", "TLS"],
      ["POP3/IMAP Host", "outlook.office365.com"],
      ["POP3/IMAP Username", "aem@contoso.com"],
      ["POP3/IMAP Password", "leave"],
      ["POP3/IMAP Port Number", "993"],
      ["POP3/IMAP", "IMAP"],
      ["Receive Transport Security", "TLS"],
      ["oAuth 2.0 Authentication Settings", "True"],
      ...HIDDEN,
    ]);
  });

  it("fills in the task notifications", () => {
    expect(shown(placeNamed(sheet, "Task notifications"))).toEqual([
      ["Enable Outgoing Messages", "selected"],
      ["SMTP Server", "smtp.office365.com"],
      ["User Name", "aem@contoso.com"],
      ["Password", "leave"],
      ["Email Address", "aem@contoso.com"],
      ["Enable oAuth", "selected"],
      ...HIDDEN,
    ]);
  });

  it("fills in an email endpoint, with IMAP and not POP3", () => {
    const place = placeNamed(sheet, "Every email endpoint");
    expect(shown(place)).toEqual([
      ["Inbox Host", "outlook.office365.com"],
      ["Inbox Port", "993"],
      ["Inbox Protocol", "IMAP"],
      ["Inbox User", "aem@contoso.com"],
      ["Inbox Password", "leave"],
      ["POP3/IMAP SSL Enabled", "selected"],
      ["SMTP Host", "smtp.office365.com"],
      ["SMTP Port", "587"],
      ["SMTP User", "aem@contoso.com"],
      ["SMTP Password", "leave"],
      ["Send From", "aem@contoso.com"],
      ["SMTP SSL Enabled", "not selected"],
      ["oAuth 2.0 Authentication Settings", "True"],
      ...HIDDEN,
    ]);
    expect(place.fields[2]?.note).toBe("Not POP3: AEM does not support it with OAuth 2.0 on email endpoints.");
    expect(place.notes.join("\n")).toContain(
      "If Workbench shows an error while an endpoint is configured there, configure it in Admin UI.",
    );
  });

  it("names the three operations of Workbench and the way back of one process", () => {
    const place = placeNamed(sheet, "Operations of Email 1.0");
    expect(place.path).toContain("Send with Document, Send with Map of Attachments, Receive > Connection Settings");
    expect(shown(place)).toEqual([
      ["Use Global settings", "selected"],
      ["OAuth 2.0 Authentication", "True"],
      ["SMTP Transport Security", "TLS"],
      ["Receive Transport Security", "TLS"],
    ]);
  });

  it("says what AEM must be, how to test, the way back, and what to enter again", () => {
    expect(sheet.before[0]).toContain("6.5 Service Pack 15 (6.5.15) or later");
    expect(sheet.before[0]).toContain("AEM 6.5 LTS is unconfirmed");
    expect(sheet.sections.map(({ title }) => title)).toEqual(["Test", "The way back", "Do it again"]);
    const [test, back, again] = sheet.sections.map(({ sentences }) => sentences.join("\n"));
    expect(test).toContain("Send with Document of Email 1.0: give addresses in TO and From");
    expect(test).toContain("A new refresh token takes a few minutes");
    expect(back).toContain("OAuth 2.0 Authentication False, under Use Global settings in the Connection Settings tab");
    expect(back).toContain("Exchange Online is ending basic authentication");
    expect(again).toContain(
      "Client Secret in the Email Service, in the task notifications, and in every email endpoint",
    );
    expect(again).toContain("npx aem-mail-oauth consent --stack prod --save");
  });

  it("asks for a test on the server where the application is single-tenant", () => {
    const { before } = sheetFor(factsOf({ signInAudience: "AzureADMyOrg" }));
    expect(before).toHaveLength(sheet.before.length + 1);
    expect(before.at(-1)).toContain("This application is single-tenant. AEM has no field for a tenant");
  });

  it("shows the secrets in every place when asked to, and nowhere else", () => {
    const open = sheetFor(factsOf({ showSecrets: true }));
    const values = open.places.flatMap(({ fields }) => fields.flatMap(({ value, secret }) => (secret ? [value] : [])));
    expect(values).toEqual([SECRET, TOKEN, SECRET, TOKEN, SECRET, TOKEN]);
    expect(JSON.stringify({ ...open, places: [] })).not.toContain(SECRET);
    expect(JSON.stringify(sheet)).not.toContain(SECRET);
    expect(JSON.stringify(sheet)).not.toContain(TOKEN);
  });

  it("leads to the sign-in where no refresh token is kept, with --show-secrets too", () => {
    for (const showSecrets of [false, true]) {
      const { places } = sheetFor(factsOf({ refreshToken: undefined, showSecrets }));
      const missing = places.flatMap(({ fields }) => fields.filter(({ label }) => label === "Refresh Token"));
      expect(missing.map(({ kind, command }) => [kind, command])).toEqual(
        Array(3).fill(["missing", "npx aem-mail-oauth consent --stack prod --save"]),
      );
    }
  });

  it("leaves out the direction that the permissions do not allow, and says so", () => {
    const sending = sheetFor(factsOf({ permissions: ["offline_access", "SMTP.Send"] }));
    expect(shown(placeNamed(sending, "Email Service")).map(([label]) => label)).not.toContain("POP3/IMAP Host");
    expect(sending.warnings).toEqual([
      "The application may not receive: permission IMAP.AccessAsUser.All is not declared.",
    ]);
    const receiving = sheetFor(factsOf({ permissions: ["IMAP.AccessAsUser.All", "offline_access"] }));
    expect(shown(placeNamed(receiving, "Email Service")).map(([label]) => label)).not.toContain("SMTP Host");
    expect(receiving.warnings).toEqual(["The application may not send: permission SMTP.Send is not declared."]);
  });

  it.each([
    ["usgovernment", "smtp.office365.us", "outlook.office365.us"],
    ["china", "smtp.partner.outlook.cn", "partner.outlook.cn"],
  ] as const)("names the mail servers of cloud %s", (cloud, smtp, imap) => {
    const values = shown(placeNamed(sheetFor(factsOf({ cloud })), "Email Service")).map(([, value]) => value);
    expect(values).toContain(smtp);
    expect(values).toContain(imap);
  });
});

describe("every sheet", () => {
  it("names the secret that AEM is given, and warns of a rotation that is under way and of a secret that has ended", () => {
    const { summary, warnings } = sheetFor(
      factsOf({
        secrets: [
          { label: "second", expires: "2029-12-31T00:00:00Z", keyId: "key" },
          { label: "initial", expires: "2030-05-20T00:00:00Z", keyId: "key" },
        ],
      }),
    );
    expect(summary.map(({ label, value }) => [label, value])).toEqual([
      ["Client ID", "11111111-1111-4111-8111-111111111111"],
      ["Tenant ID", "22222222-2222-4222-8222-222222222222"],
      ["Client secret", "second, ends 2029-12-31"],
      ["Mailbox", "aem@contoso.com"],
    ]);
    expect(warnings).toEqual([
      "The client secret second has ended: `npx aem-mail-oauth rotate add --stack prod`",
      "A rotation is under way: enter second everywhere. initial works until `npx aem-mail-oauth rotate retire --stack prod`.",
    ]);
  });

  it("says when the refresh token ends, and warns of one that ends soon or of which nobody knows", () => {
    const now = new Date("2030-01-01T00:00:00Z");
    const consent = { mailbox: "aem@contoso.com", user: "aem@contoso.com", at: "2029-12-01T00:00:00Z", scopes: [] };
    const sheet = (issued: string | undefined) => {
      const kept = { ...consent, issued, saved: true as const };
      const [tokenEnd] = tokenItems(
        refOf("prod"),
        { consents: [kept], keptIn: "the settings", mailbox: undefined },
        30,
        now,
      );
      return sheetFor(factsOf({ now, tokenEnd }));
    };
    const young = sheet("2029-12-01T00:00:00Z");
    expect(young.summary).toContainEqual({
      label: "Refresh token",
      kind: "enter",
      value: "ends 2030-03-01, used or not",
      secret: false,
    });
    expect(young.warnings).toEqual([]);
    const again = "Next: `npx aem-mail-oauth renew --stack prod`";
    expect(sheet("2029-10-10T00:00:00Z").warnings).toEqual([
      `prod: refresh token of aem@contoso.com: issued on 2029-10-10, ends on 2030-01-08, in 7 days. ${again}`,
    ]);
    expect(sheet(undefined).warnings).toEqual([expect.stringContaining("nobody wrote down when it was issued")]);
    expect(sheet(undefined).summary.map(({ label }) => label)).not.toContain("Refresh token");
  });

  it("says how a mailbox is named where nobody has named one", () => {
    const { summary } = sheetFor(factsOf({ mailbox: undefined }));
    expect(summary.at(-1)).toEqual({
      label: "Mailbox",
      kind: "missing",
      secret: false,
      command: "npx aem-mail-oauth sheet --stack prod --mailbox <address>",
    });
  });

  it("warns on stack local, and of an edition that the preset is not for", () => {
    const { warnings } = sheetFor(factsOf({ stack: refOf("local"), edition: "cloud" }));
    expect(warnings).toEqual([
      "Stack local is for trying out: its application is in the local tenant alone, and no mail server of Microsoft's knows it.",
      "The stack's preset is aem-forms-jee, and this sheet is for AEM as a Cloud Service: permissions and redirect URIs may be missing. `aem-mail-oauth:preset: aem-cloud` in the stack's file declares them.",
    ]);
  });
});
