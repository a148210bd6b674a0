import { expect, it } from "@jest/globals";

import { nearest } from "../../../components/rules/nearest.ts";

const NAMES = ["Mail.Send", "Mail.Send.Shared", "Mail.Read", "IMAP.AccessAsUser.All", "SMTP.Send"];

it("leads Adobe's misprint to the permission that was meant", () => {
  expect(nearest("IMAP.AccessUser.All", NAMES)).toEqual(["IMAP.AccessAsUser.All"]);
});

it("puts a name to which something was appended before the longer ones", () => {
  expect(nearest("Mail.Send.All", NAMES)[0]).toBe("Mail.Send");
});

it("offers nothing where nothing is near", () => {
  expect(nearest("Calendars", NAMES)).toEqual([]);
});
