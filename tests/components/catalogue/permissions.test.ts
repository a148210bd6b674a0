import { describe, expect, it } from "@jest/globals";

import { Cloud, CLOUD_HOSTS } from "../../../components/catalogue/clouds.ts";
import { KEPT_FROM_USERS } from "../../../components/catalogue/consentPolicy.ts";
import {
  API_IDS,
  declaredName,
  findPermission,
  PERMISSIONS,
  tokenScopeOf,
} from "../../../components/catalogue/permissions.ts";
import { type Preset, presetDefaults } from "../../../components/catalogue/presets.ts";

describe("the catalogue", () => {
  it("has 34 permissions of Microsoft Graph and 19 of Office 365 Exchange Online", () => {
    expect(PERMISSIONS.filter(({ api }) => api === "graph")).toHaveLength(34);
    expect(PERMISSIONS.filter(({ api }) => api === "exchange")).toHaveLength(19);
    expect(API_IDS).toEqual({
      graph: "00000003-0000-0000-c000-000000000000",
      exchange: "00000002-0000-0ff1-ce00-000000000000",
    });
  });

  it.each([
    ["IMAP.AccessAsUser.All", "652390e4-393a-48de-9484-05f9b1212954"],
    ["Mail.Read", "570282fd-fa5c-430d-a7fd-fc8dc98a9dca"],
    ["offline_access", "7427e0e9-2fba-42fe-b0c0-848c9e6a8182"],
    ["POP.AccessAsUser.All", "d7b7f2d9-0f45-4ea1-9d42-e50810c06991"],
    ["SMTP.Send", "258f6531-6087-4cc4-bb90-092c5fb3ed3f"],
    ["User.Read", "e1fe6dd8-ba31-4d61-89e7-88639da4683d"],
    ["exchange/IMAP.AccessAsUser.All", "195adc35-e27b-454b-a7ed-1ecdffa1c09f"],
    ["exchange/POP.AccessAsUser.All", "fb698133-92fa-453e-a9ed-688e10f2e5ac"],
    ["exchange/SMTP.Send", "76faac2a-0f20-42f1-928a-50de5b9dbe52"],
  ])("knows %s as %s", (name, id) => {
    expect(findPermission(name)?.id).toBe(id);
  });

  it("has every id and every name once, ids as GUIDs, one line of wording each, and a source", () => {
    expect(new Set(PERMISSIONS.map(({ id }) => id)).size).toBe(PERMISSIONS.length);
    expect(new Set(PERMISSIONS.map(declaredName)).size).toBe(PERMISSIONS.length);
    for (const { id, title, description, source } of PERMISSIONS) {
      expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      for (const wording of [title, description, source]) expect(wording).toMatch(/^\S[^\n]*\S$/);
    }
  });

  it("leaves consent to administrators alone for these", () => {
    expect(PERMISSIONS.filter(({ adminConsent }) => adminConsent).map(declaredName)).toEqual([
      "User.Read.All",
      "User.ReadWrite.All",
      "MailboxFolder.Read",
      "MailboxFolder.ReadWrite",
      "MailboxItem.Read",
      "MailboxItem.ImportExport",
      "People.Read.All",
    ]);
  });

  it("knows which of the rest Microsoft's consent policy leaves to users", () => {
    const closed = PERMISSIONS.filter(({ adminConsent, usersMayConsent }) => !adminConsent && !usersMayConsent);
    expect(closed.map(declaredName)).toEqual([
      ...["IMAP", "POP", "EAS", "EWS"].map((protocol) => `${protocol}.AccessAsUser.All`),
      ...["Mail.ReadBasic", "Mail.ReadBasic.Shared", "Mail.Read", "Mail.Read.Shared", "Mail.ReadWrite"],
      ...["Mail.ReadWrite.Shared", "MailboxSettings.Read", "MailboxSettings.ReadWrite"],
      ...["Contacts.Read.Shared", "Contacts.ReadWrite", "Contacts.ReadWrite.Shared", "People.Read"],
      ...["IMAP", "POP", "EAS", "EWS"].map((protocol) => `exchange/${protocol}.AccessAsUser.All`),
    ]);
    expect(PERMISSIONS.filter(({ adminConsent, usersMayConsent }) => adminConsent && usersMayConsent)).toEqual([]);
  });

  it("has no name in that policy that is not in the catalogue", () => {
    expect([...KEPT_FROM_USERS].filter((name) => findPermission(name) === undefined)).toEqual([]);
  });

  it.each<[Preset, boolean]>([
    ["aem-cloud", true],
    ["aem-65-osgi", true],
    ["aem-forms-jee", false],
  ])("of preset %s leaves everything to users under it: %s", (preset, open) => {
    const { permissions } = presetDefaults(preset, Cloud.Public);
    expect(permissions.every((name) => findPermission(name)?.usersMayConsent)).toBe(open);
  });

  it("finds names as Entra spells them only", () => {
    expect(findPermission("imap.accessasuser.all")).toBeUndefined();
    expect(findPermission("exchange/offline_access")).toBeUndefined();
    expect(findPermission("graph/Mail.Read")).toBeUndefined();
  });
});

describe("token scopes", () => {
  it("exist for the mail protocols, and for everything of Exchange Online", () => {
    const graph = PERMISSIONS.filter(({ api, tokenScope }) => api === "graph" && tokenScope !== undefined);
    expect(graph.map(({ name }) => name)).toEqual([
      "IMAP.AccessAsUser.All",
      "POP.AccessAsUser.All",
      "SMTP.Send",
      "EAS.AccessAsUser.All",
      "EWS.AccessAsUser.All",
    ]);
    const exchange = PERMISSIONS.filter(({ api }) => api === "exchange");
    expect(exchange.filter(({ tokenScope }) => tokenScope === undefined)).toEqual([]);
    expect(findPermission("IMAP.AccessAsUser.All")?.tokenScope).toBe(
      "https://outlook.office.com/IMAP.AccessAsUser.All",
    );
  });

  it.each([
    [Cloud.Public, "https://outlook.office.com/SMTP.Send"],
    [Cloud.UsGovernment, "https://outlook.office365.us/SMTP.Send"],
    [Cloud.Dod, "https://outlook.office365.us/SMTP.Send"],
    [Cloud.China, "https://partner.outlook.cn/SMTP.Send"],
  ])("name the mail servers of cloud %s", (cloud, scope) => {
    const scopes = ["SMTP.Send", "exchange/SMTP.Send"].flatMap((name) => findPermission(name) ?? []);
    expect(scopes.map((permission) => tokenScopeOf(permission, cloud))).toEqual([scope, scope]);
  });

  it("do not exist for what is Microsoft Graph's alone", () => {
    const mailRead = findPermission("Mail.Read");
    expect(mailRead && tokenScopeOf(mailRead, Cloud.Public)).toBeUndefined();
    expect(mailRead?.title).toBe("Read user mail");
  });
});

describe("clouds", () => {
  it.each(Object.entries(CLOUD_HOSTS))("%s has https origins and bare host names", (_, hosts) => {
    for (const origin of [
      hosts.authority,
      hosts.providerAuthority ?? hosts.authority,
      hosts.graph,
      hosts.mailAudience,
      hosts.portal,
    ]) {
      expect(new URL(origin).origin).toBe(origin);
      expect(origin).toMatch(/^https:/);
    }
    for (const host of [hosts.mailHost, hosts.smtpHost]) expect(new URL(`https://${host}`).host).toBe(host);
    expect(hosts.environments.length).toBeGreaterThan(0);
  });
});
