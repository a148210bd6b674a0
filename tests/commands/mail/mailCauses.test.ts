import { expect, it } from "@jest/globals";

import { namesOf, type Target } from "../../../commands/consent/target.ts";
import { mailCauseOf } from "../../../commands/mail/mailCauses.ts";
import { MailRefusal } from "../../../commands/mail/mailRefusal.ts";

const target = { stack: "prod" } as Target;
const server = { host: "outlook.office365.com", port: 993 };
const refused = new MailRefusal("User is authenticated but not connected.");

it("advises nobody to give a mailbox access to itself", () => {
  const own = mailCauseOf("IMAP", refused, server, namesOf(target, "forms@contoso.com", "Forms@contoso.com"));
  expect(own.way).toContain("Set-CASMailbox -Identity forms@contoso.com -ImapEnabled $true");
  expect(own.way).not.toContain("Add-MailboxPermission");
  const others = mailCauseOf("IMAP", refused, server, namesOf(target, "shared@contoso.com", "ann@contoso.com"));
  expect(others.way).toContain("Add-MailboxPermission -Identity shared@contoso.com -User ann@contoso.com");
});
