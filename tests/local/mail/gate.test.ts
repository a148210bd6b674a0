import { describe, expect, it } from "@jest/globals";

import type { MailFault } from "../../../local/mail/faultInjection.ts";
import { judge, type Outcome } from "../../../local/mail/gate.ts";
import { DELEGATES, mailboxesOf } from "../../../local/mail/mailboxes.ts";
import type { Protocol } from "../../../local/mail/protocol.ts";

const user = (mail: string, userPrincipalName = mail, accountEnabled = true) => ({
  mail,
  userPrincipalName,
  accountEnabled,
});
const mailboxes = mailboxesOf(
  [
    user("Forms@forms.example"),
    user("nora@forms.example"),
    user("pat@outlook.example", "pat_outlook.example#EXT#@aemformslocal.onmicrosoft.com"),
    user("gone@forms.example", "gone@forms.example", false),
  ],
  DELEGATES,
);

function outcome(
  protocol: Protocol,
  person: string,
  mailbox: string,
  { scopes = ["IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send"], faults = [] as MailFault[] } = {},
): Outcome {
  const identity = { user: person, scopes };
  return judge({ user: mailbox, identity, protocol, mailboxes, faults: new Set(faults) });
}

describe("who is let in", () => {
  it.each<[Protocol, string]>([
    ["imap", "IMAP.AccessAsUser.All"],
    ["pop", "POP.AccessAsUser.All"],
    ["smtp", "SMTP.Send"],
  ])("%s wants %s and nothing else", (protocol, scope) => {
    const person = "forms@forms.example";
    expect(outcome(protocol, person, person, { scopes: [scope] })).toEqual({ kind: "in", mailbox: person, person });
    const others = ["IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send", "Mail.Read"];
    const without = others.filter((other) => other !== scope);
    expect(outcome(protocol, person, person, { scopes: without })).toEqual({
      kind: "refused",
      why: `the token lacks ${scope}`,
    });
  });

  it("takes names without regard to case, and a guest's principal name for the address", () => {
    expect(outcome("imap", "forms@forms.example", "FORMS@Forms.Example").kind).toBe("in");
    const guest = "pat_outlook.example#ext#@aemformslocal.onmicrosoft.com";
    expect(outcome("imap", guest, "pat@outlook.example")).toEqual({
      kind: "in",
      mailbox: "pat@outlook.example",
      person: guest,
    });
  });

  it("opens a shared mailbox to whom it is shared with, and to nobody else", () => {
    expect(outcome("imap", "forms@forms.example", "shared@forms.example").kind).toBe("in");
    expect(outcome("imap", "nora@forms.example", "shared@forms.example").kind).toBe("notConnected");
    expect(outcome("imap", "shared@forms.example", "shared@forms.example").kind).toBe("notConnected");
  });

  it("knows no mailbox of a disabled account", () => {
    expect(outcome("imap", "gone@forms.example", "gone@forms.example")).toEqual({
      kind: "refused",
      why: "there is no such mailbox",
    });
  });

  it.each<[MailFault, Record<Protocol, Outcome["kind"]>]>([
    ["smtpDisabledForTenant", { imap: "in", pop: "in", smtp: "smtpBlocked" }],
    ["smtpDisabledForMailbox", { imap: "in", pop: "in", smtp: "smtpBlocked" }],
    ["smtpPolicy", { imap: "in", pop: "in", smtp: "smtpBlocked" }],
    ["smtpRefused", { imap: "in", pop: "in", smtp: "refused" }],
    ["imapDisabled", { imap: "notConnected", pop: "in", smtp: "in" }],
    ["popDisabled", { imap: "in", pop: "notConnected", smtp: "in" }],
    ["smtpBusy", { imap: "in", pop: "in", smtp: "in" }],
  ])("meets the fault %s where it belongs and nowhere else", (fault, expected) => {
    const kinds = (["imap", "pop", "smtp"] as const).map((protocol) => [
      protocol,
      outcome(protocol, "forms@forms.example", "forms@forms.example", { faults: [fault] }).kind,
    ]);
    expect(Object.fromEntries(kinds)).toEqual(expected);
  });
});
