import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { SignInAudience } from "../../../components/catalogue/audiences.ts";
import { Cloud, CLOUD_HOSTS } from "../../../components/catalogue/clouds.ts";
import { declaredName, PERMISSIONS } from "../../../components/catalogue/permissions.ts";
import {
  adminConsentUrl,
  authorizeUrl,
  portalUrl,
  requestedScopes,
  tokenUrl,
} from "../../../components/links/authorization.ts";
import { settingsOf } from "../../../components/rules/settings.ts";

const APPLICATION = { clientId: "the-client", tenantId: "the-tenant" };
const MULTI = [SignInAudience.AzureADMultipleOrgs, SignInAudience.AzureADandPersonalMicrosoftAccount];

const parameters = (url: string) => Object.fromEntries(new URL(url).searchParams);

describe("requestedScopes", () => {
  it("are the mail protocols of Adobe's six permissions in one audience, never those of Microsoft Graph", () => {
    const { permissions } = settingsOf({}, "dev");
    expect(requestedScopes(permissions, Cloud.Public)).toEqual([
      "https://outlook.office.com/IMAP.AccessAsUser.All",
      "https://outlook.office.com/POP.AccessAsUser.All",
      "https://outlook.office.com/SMTP.Send",
      "openid",
      "profile",
      "offline_access",
    ]);
  });

  it("ask once for what is declared on both APIs, and for email where it is declared", () => {
    expect(requestedScopes(["SMTP.Send", "exchange/SMTP.Send", "email", "offline_access"], Cloud.China)).toEqual([
      "https://partner.outlook.cn/SMTP.Send",
      "openid",
      "profile",
      "email",
      "offline_access",
    ]);
  });

  it("have one audience and a refresh token, whatever is declared", () => {
    fc.assert(
      fc.property(
        fc.subarray(PERMISSIONS.map(declaredName)),
        fc.constantFrom(...Object.values(Cloud)),
        (names, cloud) => {
          const scopes = requestedScopes(names, cloud);
          const audiences = scopes.filter((scope) => scope.includes("/")).map((scope) => new URL(scope).origin);
          expect(new Set([...audiences, CLOUD_HOSTS[cloud].mailAudience])).toEqual(
            new Set([CLOUD_HOSTS[cloud].mailAudience]),
          );
          expect(scopes).toEqual(expect.arrayContaining(["openid", "profile", "offline_access"]));
          expect(new Set(scopes).size).toBe(scopes.length);
        },
      ),
    );
  });
});

describe("links", () => {
  it.each(Object.values(Cloud))("of a single-tenant application in cloud %s name its tenant", (cloud) => {
    const settings = settingsOf({ cloud, signInAudience: "AzureADMyOrg" }, "dev");
    const { authority } = CLOUD_HOSTS[cloud];
    expect(tokenUrl(settings, "the-tenant")).toBe(`${authority}/the-tenant/oauth2/v2.0/token`);
    expect(authorizeUrl(settings, APPLICATION, "s").split("?")[0]).toBe(
      `${authority}/the-tenant/oauth2/v2.0/authorize`,
    );
    expect(adminConsentUrl(settings, APPLICATION, "s").split("?")[0]).toBe(`${authority}/the-tenant/v2.0/adminconsent`);
    expect(parameters(authorizeUrl(settings, APPLICATION, "s")).scope?.split(" ")).toContain("openid");
  });

  it.each(MULTI)("of an application for %s use common, and organizations for administrators", (signInAudience) => {
    const settings = settingsOf({ signInAudience }, "dev");
    const authority = "https://login.microsoftonline.com";
    expect(tokenUrl(settings, "the-tenant")).toBe(`${authority}/common/oauth2/v2.0/token`);
    expect(authorizeUrl(settings, APPLICATION, "s").split("?")[0]).toBe(`${authority}/common/oauth2/v2.0/authorize`);
    expect(adminConsentUrl(settings, APPLICATION, "s").split("?")[0]).toBe(
      `${authority}/organizations/v2.0/adminconsent`,
    );
  });

  it("use the first redirect URI, in both legs and for administrators", () => {
    const settings = settingsOf({ redirectUris: ["http://localhost/", "http://localhost"] }, "dev");
    expect(parameters(authorizeUrl(settings, APPLICATION, "s")).redirect_uri).toBe("http://localhost/");
    expect(parameters(adminConsentUrl(settings, APPLICATION, "s")).redirect_uri).toBe("http://localhost/");
  });

  it("carry a login hint only where a mailbox is set", () => {
    expect(parameters(authorizeUrl(settingsOf({}, "dev"), APPLICATION, "s"))).not.toHaveProperty("login_hint");
    const settings = settingsOf({ mailbox: "o'neil+aem@contoso.com" }, "dev");
    expect(authorizeUrl(settings, APPLICATION, "s")).toContain("&login_hint=o%27neil%2Baem%40contoso.com&");
  });

  it("come back as they went in, whatever the values, and hold no character that a shell or a mail client would take", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.webUrl(),
        fc.string({ unit: "grapheme" }),
        (state, redirectUri, mailbox) => {
          const settings = settingsOf({ redirectUris: [redirectUri], mailbox }, "dev");
          for (const url of [
            authorizeUrl(settings, APPLICATION, state),
            adminConsentUrl(settings, APPLICATION, state),
          ]) {
            expect(url.slice("https://".length)).toMatch(/^[A-Za-z0-9._~%?&=/-]*$/);
            expect(parameters(url)).toMatchObject({ state, redirect_uri: redirectUri, client_id: "the-client" });
          }
          expect(parameters(authorizeUrl(settings, APPLICATION, state))).toEqual({
            client_id: "the-client",
            response_type: "code",
            redirect_uri: redirectUri,
            scope: requestedScopes(settings.permissions, Cloud.Public).join(" "),
            prompt: "login",
            login_hint: mailbox,
            state,
          });
        },
      ),
    );
  });

  it.each([
    [Cloud.Public, "https://portal.azure.com"],
    [Cloud.UsGovernment, "https://portal.azure.us"],
    [Cloud.Dod, "https://portal.azure.us"],
    [Cloud.China, "https://portal.azure.cn"],
  ])("lead to the portal of cloud %s", (cloud, portal) => {
    expect(portalUrl(cloud, APPLICATION)).toBe(
      `${portal}/#@the-tenant/view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/the-client/isMSAApp~/false`,
    );
  });
});
