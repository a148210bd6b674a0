import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { SignInAudience } from "../../../components/catalogue/audiences.ts";
import { declaredName, PERMISSIONS } from "../../../components/catalogue/permissions.ts";
import { permissionFaults } from "../../../components/rules/permissionRules.ts";

const faults = (permissions: string[], signInAudience: SignInAudience = SignInAudience.AzureADMyOrg) =>
  permissionFaults({ permissions, signInAudience });
const fix = (name: string) => faults(["offline_access", name]).map((fault) => fault.fix);

const NAMES = PERMISSIONS.map(declaredName);

describe("permissionFaults", () => {
  it("has the permissions of Adobe's page, misprint and all, lead to the right name", () => {
    expect(faults(["IMAP.AccessUser.All", "offline_access"])).toEqual([
      {
        setting: "permissions[0]",
        given: '"IMAP.AccessUser.All"',
        allowed:
          "delegated permissions by name: Microsoft Graph's bare, Office 365 Exchange Online's as exchange/<name>",
        fix: 'Write "IMAP.AccessAsUser.All".',
      },
    ]);
  });

  it.each([
    ["imap.accessasuser.all", 'Write "IMAP.AccessAsUser.All".'],
    ["SMTP.Sent", 'Write "SMTP.Send".'],
    ["offline.access", 'Write "offline_access".'],
    ["https://outlook.office.com/SMTP.Send", 'Write "SMTP.Send".'],
    ["exchange/IMAP.AccessUser.All", 'Write "exchange/IMAP.AccessAsUser.All".'],
    ["Exchange/SMTP.Send", 'Write "exchange/SMTP.Send".'],
    ["652390e4-393a-48de-9484-05f9b1212954", 'Write "IMAP.AccessAsUser.All", which this id means.'],
    ["195ADC35-E27B-454B-A7ED-1ECDFFA1C09F", 'Write "exchange/IMAP.AccessAsUser.All", which this id means.'],
    [
      "Sites.FullControl.All",
      "Look the name up in components/catalogue/permissionsGraph.ts or components/catalogue/permissionsExchange.ts.",
    ],
    [
      "",
      "Look the name up in components/catalogue/permissionsGraph.ts or components/catalogue/permissionsExchange.ts.",
    ],
  ])("answers %j with: %s", (name, expected) => {
    expect(fix(name)).toEqual([expected]);
  });

  it.each([
    ["IMAP.AccessAsApp", "IMAP.AccessAsUser.All"],
    ["exchange/POP.AccessAsApp", "POP.AccessAsUser.All"],
    ["SMTP.SendAsApp", "SMTP.Send"],
    ["full_access_as_app", "exchange/EWS.AccessAsUser.All"],
    ["Mail.ReadBasic.All", "Mail.ReadBasic"],
  ])("refuses the application permission %s and names the delegated %s", (name, delegated) => {
    expect(fix(name)).toHaveLength(1);
    expect(fix(name)[0]).toContain("is an application permission");
    expect(fix(name)[0]).toContain(`Write "${delegated}".`);
  });

  it("refuses a permission given twice, and names the first", () => {
    expect(faults(["offline_access", "SMTP.Send", "SMTP.Send"])).toEqual([
      {
        setting: "permissions[2]",
        given: '"SMTP.Send"',
        allowed: "each permission once",
        fix: "Remove it: permissions[1] is the same.",
      },
    ]);
  });

  it("takes namesakes of two APIs side by side", () => {
    expect(faults(["offline_access", "SMTP.Send", "exchange/SMTP.Send"])).toEqual([]);
  });

  it.each([[["SMTP.Send"]], [[]]])("refuses %j, which has no offline_access", (permissions) => {
    expect(faults(permissions)).toEqual([
      {
        setting: "permissions",
        given: "a list without offline_access",
        allowed: "a list with offline_access",
        fix: "Add offline_access: without it Entra issues no refresh token, and AEM could sign in for an hour only.",
      },
    ]);
  });

  describe("the limit of 30 permissions for an API", () => {
    const graph = PERMISSIONS.filter(({ api }) => api === "graph").map(declaredName);
    const withOfflineAccess = (count: number) =>
      ["offline_access", ...graph.filter((name) => name !== "offline_access")].slice(0, count);

    it("takes 30 with personal accounts", () => {
      expect(faults(withOfflineAccess(30), SignInAudience.AzureADandPersonalMicrosoftAccount)).toEqual([]);
    });

    it("refuses 31 with personal accounts", () => {
      expect(faults(withOfflineAccess(31), SignInAudience.AzureADandPersonalMicrosoftAccount)).toEqual([
        {
          setting: "permissions",
          given: "31 permissions of Microsoft Graph",
          allowed: "30 for each API where personal accounts may sign in",
          fix: 'Remove 1, or set signInAudience to "AzureADMultipleOrgs" or "AzureADMyOrg".',
        },
      ]);
    });

    it.each([SignInAudience.AzureADMyOrg, SignInAudience.AzureADMultipleOrgs])(
      "does not hold for %s",
      (signInAudience) => {
        expect(faults(withOfflineAccess(34), signInAudience)).toEqual([]);
      },
    );
  });

  it("finds no fault with any selection of the catalogue that has offline_access", () => {
    fc.assert(
      fc.property(fc.subarray(NAMES.filter((name) => name !== "offline_access")), (names) => {
        expect(faults([...names, "offline_access"])).toEqual([]);
      }),
    );
  });

  it("refuses every name with one letter changed, and offers the right one", () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.nat(), (name, position) => {
        const at = name.lastIndexOf("/") + 1 + (position % (name.length - name.lastIndexOf("/") - 1));
        const misspelt = `${name.slice(0, at)}#${name.slice(at + 1)}`;
        expect(fix(misspelt)).toHaveLength(1);
        expect(fix(misspelt)[0]).toContain(`"${name}"`);
      }),
    );
  });

  it("names each unknown permission exactly once, whatever it is", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), (names) => {
        const unknown = names.filter((name) => !NAMES.includes(name));
        const settings = faults(["offline_access", ...unknown]).map(({ setting }) => setting);
        expect(settings).toEqual(unknown.map((_, index) => `permissions[${index + 1}]`));
      }),
    );
  });
});
