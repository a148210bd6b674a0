import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { declaredName, PERMISSIONS } from "../../components/catalogue/permissions.ts";
import { notesOf } from "../../components/notes.ts";

const NAMES = PERMISSIONS.map(declaredName);

describe("notesOf", () => {
  it("names the permissions of each API", () => {
    expect(notesOf(["SMTP.Send", "offline_access", "exchange/Mail.Read"])).toBe(
      "Managed by Pulumi (aem-mail-oauth): change it there, not here. " +
        "Microsoft Graph: offline_access, SMTP.Send. Office 365 Exchange Online: Mail.Read.",
    );
  });

  it("stays the same when the permissions are declared in another order", () => {
    expect(notesOf([...NAMES].reverse())).toBe(notesOf(NAMES));
  });

  it("says how many are left out where all would not fit", () => {
    expect(notesOf(NAMES)).toMatch(/Microsoft Graph: .* and \d+ more\. Office 365 Exchange Online: /);
  });

  it("never exceeds the 1024 characters that Microsoft Graph takes", () => {
    fc.assert(
      fc.property(fc.subarray(NAMES), (names) => {
        expect(notesOf(names).length).toBeLessThanOrEqual(1024);
      }),
    );
    expect(notesOf(NAMES).length).toBeLessThanOrEqual(1024);
  });
});
