import { describe, expect, it } from "@jest/globals";

import { added } from "../../../../commands/access/live/liveDifference.ts";
import { type LiveReport, reportJson, reportText } from "../../../../commands/access/live/liveReport.ts";
import { live } from "./liveSample.ts";

const REPORT: LiveReport = {
  stack: "prod",
  tenantId: "tenant",
  deployed: { objectId: "object", tenantId: "tenant", secrets: new Map() },
  live: live(),
  differences: [],
};

describe("reportText", () => {
  it("names differences, consents and what could not be read, a fact a line", () => {
    const application = live(
      {},
      {
        consents: [
          {
            id: "1",
            user: { id: "u", name: "forms@contoso.com" },
            api: "Office 365 Exchange Online",
            apiAppId: "exchange",
            scopes: ["SMTP.Send"],
          },
          { id: "2", user: undefined, api: "Microsoft Graph", apiAppId: "graph", scopes: ["openid", "User.Read"] },
        ],
        unread: [{ what: "owners", needs: "Application.Read.All" }],
      },
    );
    const differences = [added("SPA redirect URI", "https://spa.example/", "words")];
    expect(reportText({ ...REPORT, live: application, differences })).toBe(
      [
        '"AEM Forms mail (prod)", client client, in tenant tenant',
        "",
        "The tenant differs from what stack prod declares (+ there but not declared, - declared but not there, ~ another value):",
        '  + SPA redirect URI "https://spa.example/": words',
        "",
        "Consents:",
        "  forms@contoso.com: SMTP.Send (Office 365 Exchange Online)",
        "  an administrator, for everyone: openid User.Read (Microsoft Graph)",
        "",
        "Not read: owners. That needs Application.Read.All.",
        "",
      ].join("\n"),
    );
  });

  it("calls only what was read as declared", () => {
    const unread = [{ what: "consents", needs: "DelegatedPermissionGrant.Read.All" }];
    const partly = reportText({ ...REPORT, live: live({}, { unread }) });
    expect(partly).toContain("\nWhat could be read is what stack prod declares. The rest is unknown.");
    expect(partly).toContain("\nWho has consented was not read.\n");
    expect(partly).not.toMatch(/The tenant has what|Nobody has consented/);
    expect(reportText(REPORT)).toMatch(/The tenant has what stack prod declares\.\n\nNobody has consented yet\./);
  });

  it("gives no terminal anything to obey that somebody in the directory wrote", () => {
    const escape = "\u001b[2J\u202e";
    const application = live(
      { displayName: escape },
      { consents: [{ id: "1", user: { id: "u", name: escape }, api: escape, apiAppId: escape, scopes: [escape] }] },
    );
    const text = reportText({ ...REPORT, live: application, differences: [added("client secret", escape, escape)] });
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe("reportJson", () => {
  it("is as declared only when everything was read and nothing differs", () => {
    const unread = [{ what: "owners", needs: "x" }];
    const asDeclared = (report: LiveReport): unknown =>
      (JSON.parse(reportJson(report)) as { asDeclared: unknown }).asDeclared;
    expect([
      asDeclared(REPORT),
      asDeclared({ ...REPORT, live: live({}, { unread }) }),
      asDeclared({ ...REPORT, differences: [added("owner", "x", "")] }),
    ]).toEqual([true, false, false]);
    expect(JSON.parse(reportJson(REPORT))).toMatchObject({ stack: "prod", clientId: "client", objectId: "object" });
  });
});
