import { describe, expect, it } from "@jest/globals";

import { fill } from "../../../signIn/causes.ts";
import { MAIL_CAUSES, mailCauseOf } from "../../../signIn/mail/mailCauses.ts";
import { MailRefusal } from "../../../signIn/mail/mailRefusal.ts";
import { namesOf, type Target } from "../../../signIn/target.ts";
import { refOf } from "../../checkout.ts";

const target = { stack: refOf("prod") } as Target;
const server = { host: "outlook.office365.com", port: 993 };
const refused = new MailRefusal("User is authenticated but not connected.");

it("advises nobody to give a mailbox access to itself", () => {
  const own = mailCauseOf("IMAP", refused, server, namesOf(target, "forms@contoso.com", "Forms@contoso.com"));
  expect(own.way).toContain("Set-CASMailbox -Identity forms@contoso.com -ImapEnabled $true");
  expect(own.way).not.toContain("Add-MailboxPermission");
  const others = mailCauseOf("IMAP", refused, server, namesOf(target, "shared@contoso.com", "ann@contoso.com"));
  expect(others.way).toContain("Add-MailboxPermission -Identity shared@contoso.com -User ann@contoso.com");
});

describe("advice after a wrong token is one command, for the one situation", () => {
  const wrong = [
    ["IMAP", new MailRefusal("AUTHENTICATE failed.")],
    ["SMTP", new MailRefusal("535 5.7.3 Authentication unsuccessful")],
  ] as const;
  const commands = (way: string): string[] => way.match(/npx aem-mail-oauth consent[^\n]*/g) ?? [];

  it.each(wrong)("%s: the mailbox itself signed in", (protocol, refusal) => {
    const names = namesOf(target, "forms@contoso.com", "Forms@contoso.com", { save: true });
    const { way } = mailCauseOf(protocol, refusal, server, names);
    expect(commands(way)).toEqual(["npx aem-mail-oauth consent --stack prod --mailbox forms@contoso.com --save"]);
    expect(way).toMatch(/^Sign in again as Forms@contoso\.com, without --scopes: /);
  });

  it.each(wrong)("%s: a person signed in for the mailbox", (protocol, refusal) => {
    const names = namesOf(target, "shared@contoso.com", "ann@contoso.com", { save: true });
    const { way } = mailCauseOf(protocol, refusal, server, names);
    expect(commands(way)).toEqual([
      "npx aem-mail-oauth consent --stack prod --mailbox shared@contoso.com --user ann@contoso.com --save",
    ]);
    expect(way).toMatch(/^Sign in again as ann@contoso\.com, without --scopes: /);
    expect(way).not.toContain("itself");
  });

  it.each([...wrong, ["IMAP", refused] as const, ["SMTP", new MailRefusal("5.7.60 SendAsDenied")] as const])(
    "%s: the token is somebody's whom nobody named",
    (protocol, refusal) => {
      const names = namesOf(target, "forms@contoso.com", "eve@contoso.com", { save: true, stranger: true });
      expect(mailCauseOf(protocol, refusal, server, names).way).toBe(
        "The token is eve@contoso.com's. Sign in as forms@contoso.com itself: " +
          "npx aem-mail-oauth consent --stack prod --mailbox forms@contoso.com --save",
      );
    },
  );

  it("never says both of the mailbox itself and of --user", () => {
    const situations = [
      namesOf(target, "forms@contoso.com", undefined),
      namesOf(target, "forms@contoso.com", "forms@contoso.com"),
      namesOf(target, "shared@contoso.com", "ann@contoso.com"),
      namesOf(target, "forms@contoso.com", "eve@contoso.com", { stranger: true }),
    ];
    const ways = situations.flatMap((names) =>
      MAIL_CAUSES.flatMap(({ way, ownWay = "", strangerWay = "" }) => [way, ownWay, strangerWay]).map((way) =>
        fill(way, names),
      ),
    );
    expect(ways.length).toBeGreaterThan(40);
    expect(ways.filter((way) => way.includes("itself") && way.includes("--user"))).toEqual([]);
  });
});
