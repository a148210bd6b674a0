import { describe, expect, it } from "@jest/globals";

import type { Facts } from "../../../commands/sheet/facts.ts";
import { jsonOf, requireMailbox } from "../../../commands/sheet/osgi.ts";
import { sheetFor } from "../../../commands/sheet/sheetFor.ts";
import type { Sheet } from "../../../commands/sheet/sheetModel.ts";
import { aemPlaces } from "../../../stack/aemPlaces.ts";
import { factsOf, placeNamed, SECRET, shown, TOKEN } from "./facts.ts";

const AUTHORITY = "https://login.microsoftonline.com/common/oauth2/v2.0";

function filesOf(changed: Partial<Facts>): Record<string, unknown> {
  const { files } = sheetFor(factsOf(changed));
  return Object.fromEntries(files.map((file) => [file.path, JSON.parse(jsonOf(file)) as unknown]));
}

describe("the files of AEM as a Cloud Service", () => {
  it("are strict JSON named by PID, with placeholders for the secrets, and the entry of the forwarded port", () => {
    expect(filesOf({ edition: "cloud", preset: "aem-cloud", showSecrets: true })).toEqual({
      "osgiconfig/config/com.day.cq.mailer.oauth.impl.OAuthConfigurationProviderImpl.cfg.json": {
        authUrl: `${AUTHORITY}/authorize`,
        tokenUrl: `${AUTHORITY}/token`,
        refreshUrl: `${AUTHORITY}/token`,
        clientId: "$[env:SMTP_OAUTH_CLIENT_ID;default=11111111-1111-4111-8111-111111111111]",
        clientSecret: "$[secret:SECRET_SMTP_OAUTH_CLIENT_SECRET]",
        refreshToken: "$[secret:SECRET_SMTP_OAUTH_REFRESH_TOKEN]",
        authCodeRedirectUrl: "http://localhost",
        scopes: ["https://outlook.office.com/SMTP.Send", "openid", "profile", "email", "offline_access"],
      },
      "osgiconfig/config/com.day.cq.mailer.DefaultMailService.cfg.json": {
        "smtp.host": "$[env:AEM_PROXY_HOST;default=proxy.tunnel]",
        "smtp.port": 30587,
        "smtp.user": "aem@contoso.com",
        "smtp.password": "value not used",
        "from.address": "aem@contoso.com",
        "smtp.ssl": false,
        "smtp.starttls": true,
        "smtp.requiretls": true,
        "debug.email": false,
        "oauth.flow": true,
      },
      "advanced-networking.json": {
        portForwards: [{ name: "smtp.office365.com", portDest: 587, portOrig: 30587 }],
      },
    });
  });

  it("stand each in its place, after the secrets of Cloud Manager, which are hidden until they are asked for", () => {
    const hidden = sheetFor(factsOf({ edition: "cloud", preset: "aem-cloud" }));
    expect(hidden.places.flatMap(({ file }) => file ?? [])).toEqual(hidden.files);
    const [{ name } = { name: "" }] = aemPlaces("aem-cloud");
    expect(shown(placeNamed(hidden, name))).toEqual([
      ["SECRET_SMTP_OAUTH_CLIENT_SECRET", "hidden: pulumi stack output -s prod clientSecret --show-secrets"],
      ["SECRET_SMTP_OAUTH_REFRESH_TOKEN", "hidden: pulumi config get -s prod aem-mail-oauth:refreshToken"],
    ]);
    const open = sheetFor(factsOf({ edition: "cloud", preset: "aem-cloud", showSecrets: true }));
    expect(placeNamed(open, name).fields.map(({ value }) => value)).toEqual([SECRET, TOKEN]);
  });

  it("come with the way over Microsoft Graph, as Adobe documents it, for where SMTP AUTH is off", () => {
    const facts = factsOf({ edition: "cloud", preset: "aem-cloud" });
    const graph = ({ sections }: Sheet) =>
      sections.find(({ title }) => title === "Microsoft Graph instead of SMTP")?.sentences.join("\n");
    const words = graph(sheetFor(facts));
    for (const fact of [
      "release 25892",
      "GRANITE-66197",
      '`"oauth.flow": true, "graph.flow": true, "smtp.starttls": false, "smtp.requiretls": false`',
      '`"scopes": ["https://graph.microsoft.com/Mail.Send", "openid", "offline_access", "email", "profile"]`',
      "Mail.Send is not declared",
    ])
      expect(words).toContain(fact);

    expect(graph(sheetFor({ ...facts, permissions: ["Mail.Send", "SMTP.Send"] }))).not.toContain("is not declared");
    expect(graph(sheetFor({ ...facts, permissions: ["exchange/Mail.Send"] }))).toContain("is not declared");
    expect(graph(sheetFor({ ...facts, cloud: "china" }))).toBe("Adobe documents it for the public cloud alone.");
    expect(graph(sheetFor(factsOf({ edition: "65-osgi", preset: "aem-65-osgi" })))).toBeUndefined();
  });

  it("do not promise that a restart is needed, which a release ended", () => {
    const [{ note = "" } = {}] = aemPlaces("aem-cloud");
    expect(note).toMatch(/Before release 28386 .*GRANITE-64470/);
    expect(note).not.toMatch(/takes effect when the environment has restarted/);
  });

  it("do without a permission to receive, which this edition never uses", () => {
    const { warnings } = sheetFor(factsOf({ edition: "cloud", preset: "aem-cloud", permissions: ["SMTP.Send"] }));
    expect(warnings).toEqual([]);
  });
});

describe("AEM 6.5 on OSGi", () => {
  const redirectUris = [
    "http://localhost:4503/services/mailer/oauth2/token",
    "https://author.contoso.com/services/mailer/oauth2/token",
  ];
  const changed: Partial<Facts> = { edition: "65-osgi", preset: "aem-65-osgi", redirectUris };

  it("gets files without a refresh token, since it signs in by itself, and the mail server itself", () => {
    const files = filesOf(changed);
    expect(Object.keys(files)).toEqual([
      "osgiconfig/config/com.day.cq.mailer.oauth.impl.OAuthConfigurationProviderImpl.cfg.json",
      "osgiconfig/config/com.day.cq.mailer.DefaultMailService.cfg.json",
    ]);
    const [provider, mailer] = Object.values(files);
    expect(provider).toMatchObject({
      clientSecret: "$[secret:SECRET_SMTP_OAUTH_CLIENT_SECRET]",
      authCodeRedirectUrl: redirectUris[0],
    });
    expect(provider).not.toHaveProperty("refreshToken");
    expect(mailer).toMatchObject({ "smtp.host": "smtp.office365.com", "smtp.port": 587 });
  });

  it("is filled in by the console, field by field", () => {
    const sheet = sheetFor(factsOf(changed));
    expect(sheet.places.map(({ name }) => name)).toEqual([
      "Day CQ Mail Service",
      ...aemPlaces("aem-65-osgi").map(({ name }) => name),
      "Sign-in",
    ]);
    expect(shown(placeNamed(sheet, "Day CQ Mail Service"))).toEqual([
      ["SMTP server host name", "smtp.office365.com"],
      ["SMTP server port", "587"],
      ["SMTP user", "aem@contoso.com"],
      ["SMTP password", "leave"],
      ['"From" address', "aem@contoso.com"],
      ["SMTP use StartTLS", "selected"],
      ["SMTP requires StarTLS", "selected"],
      ["OAuth flow", "selected"],
    ]);
    expect(shown(placeNamed(sheet, "CQ Mailer SMTP OAuth2 Provider"))).toEqual([
      ["Authorization Url", `${AUTHORITY}/authorize`],
      ["Token Url", `${AUTHORITY}/token`],
      ["Client ID", "11111111-1111-4111-8111-111111111111"],
      ["Client Secret", "hidden: pulumi stack output -s prod clientSecret --show-secrets"],
      ["Scopes", "https://outlook.office.com/SMTP.Send"],
      ["Scopes (+)", "openid"],
      ["Scopes (+)", "profile"],
      ["Scopes (+)", "email"],
      ["Scopes (+)", "offline_access"],
      ["AuthCode Redirect Url", redirectUris[0]],
      ["Refresh Token URL", `${AUTHORITY}/token`],
    ]);
  });

  it("is told that it does not fill in the placeholder by itself", () => {
    const [files] = sheetFor(factsOf(changed)).sections;
    expect(files?.sentences.join("\n")).toContain(
      "AEM 6.5 itself does not fill in `$[secret:SECRET_SMTP_OAUTH_CLIENT_SECRET]`",
    );
  });
});

it("asks for the mailbox before a file would hold a placeholder for it", () => {
  expect(() => {
    requireMailbox(factsOf({ mailbox: undefined }));
  }).toThrow(
    "The OSGi files need the address of the mailbox, and it is not clear which: stack prod has no setting mailbox",
  );
});

describe("a cloud whose hosts two sources give differently", () => {
  it.each<[Facts["cloud"], readonly string[]]>([
    ["usgovernment", ["`smtp.office365.us`", "`outlook.office365.us`"]],
    ["dod", ["`https://outlook.office365.us`", "`https://outlook-dod.office365.us`"]],
    ["china", ["`login.partner.microsoftonline.cn`", "`login.chinacloudapi.cn`"]],
  ])("%s has both in every edition's sheet, and what to do", (cloud, both) => {
    for (const edition of ["jee", "cloud", "65-osgi"] as const) {
      const before = sheetFor(factsOf({ cloud, edition })).before.join("\n");
      for (const host of both) expect(before).toContain(host);
    }
    expect(sheetFor(factsOf({ edition: "jee" })).before.join("\n")).not.toContain(both[1]);
  });
});
