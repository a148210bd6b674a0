import { describe, expect, it } from "@jest/globals";

import { configFor } from "../../../local/mail/dovecot.ts";
import { headerFrom } from "../../../local/mail/headerFrom.ts";
import { parseXoauth2 } from "../../../local/mail/xoauth2.ts";

const encode = (text: string): string => Buffer.from(text).toString("base64");

describe("the message of XOAUTH2", () => {
  it("is read as Microsoft's page gives it", () => {
    const message =
      "dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ==";
    expect(parseXoauth2(message)).toEqual({
      user: "test@contoso.onmicrosoft.com",
      token: "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA",
    });
  });

  it.each([
    ["nothing", ""],
    ["an abort", "*"],
    ["no base64", "user=a"],
    ["no user", encode("auth=Bearer t\u0001\u0001")],
    ["an empty user", encode("user=\u0001auth=Bearer t\u0001\u0001")],
    ["no token", encode("user=a\u0001auth=Bearer \u0001\u0001")],
    ["another scheme", encode("user=a\u0001auth=Basic t\u0001\u0001")],
    ["no end", encode("user=a\u0001auth=Bearer t")],
    ["one end too few", encode("user=a\u0001auth=Bearer t\u0001")],
    ["something after the end", encode("user=a\u0001auth=Bearer t\u0001\u0001x")],
  ])("is not %s", (_name, message) => {
    expect(parseXoauth2(message)).toBeUndefined();
  });
});

describe("the From header", () => {
  it.each([
    ["a bare address", "From: a@b.example", ["a@b.example"]],
    ["a name before it", "from: A. Person <a@b.example>", ["a@b.example"]],
    ["an address for a name", 'From: "x@y.example" <a@b.example>', ["a@b.example"]],
    ["a comment", "From: a@b.example (x@y.example)", ["a@b.example"]],
    ["two senders", "From: a@b.example, C <c@d.example>", ["a@b.example", "c@d.example"]],
    ["a folded line", "From: A\r\n <a@b.example>", ["a@b.example"]],
    ["no such header", "Subject: From: a@b.example", []],
    ["a line of the text", "Subject: x\r\n\r\nFrom: a@b.example", []],
  ])("is read with %s", (_name, message, expected) => {
    expect(headerFrom(Buffer.from(message))).toEqual(expected);
  });
});

describe("Dovecot's configuration", () => {
  it("is in the words of each version", () => {
    expect(configFor("2.3.19.1 (9b53102964)", "/home/x")).toBe(
      "base_dir = /nonexistent\nlog_path = /dev/stderr\nprotocols = imap pop3\nssl = no\nmail_location = maildir:~/Maildir\n",
    );
    expect(configFor("2.4.1-4 (7d8c0e5759)", '/home/100% "x"').split("\n")).toEqual([
      "dovecot_config_version = 2.4.0",
      "dovecot_storage_version = 2.4.0",
      "base_dir = /nonexistent",
      "log_path = /dev/stderr",
      "protocols = imap pop3",
      "ssl = no",
      'mail_home = "/home/100%% \\"x\\""',
      "mail_driver = maildir",
      "mail_path = ~/Maildir",
      "namespace inbox {",
      "  inbox = yes",
      "}",
      "",
    ]);
  });
});
