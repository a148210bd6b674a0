import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";

import { SignInAudience } from "../../components/catalogue/audiences.ts";
import { Cloud, CLOUD_HOSTS } from "../../components/catalogue/clouds.ts";
import { Preset } from "../../components/catalogue/presets.ts";
import { MailApplication, type MailApplicationArgs } from "../../components/mailApplication.ts";
import { CLIENT, OBJECT, record, type Registration, secretValue, STATE, TENANT, valueOf } from "./recordedProgram.ts";

const NOW = new Date("2030-01-01T00:00:00Z");

const declare = (args?: MailApplicationArgs, stack = "dev") =>
  record(() => new MailApplication("mail", args, {}, NOW), { stack });

const GRAPH = {
  imap: "652390e4-393a-48de-9484-05f9b1212954",
  mailRead: "570282fd-fa5c-430d-a7fd-fc8dc98a9dca",
  offlineAccess: "7427e0e9-2fba-42fe-b0c0-848c9e6a8182",
  pop: "d7b7f2d9-0f45-4ea1-9d42-e50810c06991",
  smtp: "258f6531-6087-4cc4-bb90-092c5fb3ed3f",
  userRead: "e1fe6dd8-ba31-4d61-89e7-88639da4683d",
  openid: "37f7f235-527c-4136-accd-4a02d197296e",
  profile: "14dad69e-099b-42c9-810b-d002981feec1",
  email: "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0",
};
const EXCHANGE = {
  mailRead: "185758ba-798d-4b72-9e54-429a413a2510",
  mailSend: "5eb43c10-865a-4259-960a-83946678f8dd",
};
const NOTES = "Managed by Pulumi (aem-mail-oauth): change it there, not here.";

/**
 * What each preset declares, on a cloud that signs in at `authority`; written out, so that no rule of ours is asked
 * about itself.
 */
const PRESETS: Record<
  Preset,
  (authority: string) => { notes: string; graph: string[]; exchange: string[]; uris: string[] }
> = {
  "aem-forms-jee": (authority) => ({
    notes: `${NOTES} Microsoft Graph: IMAP.AccessAsUser.All, Mail.Read, offline_access, POP.AccessAsUser.All, SMTP.Send, User.Read.`,
    graph: [GRAPH.imap, GRAPH.mailRead, GRAPH.offlineAccess, GRAPH.pop, GRAPH.smtp, GRAPH.userRead],
    exchange: [],
    uris: [`${authority}/common/oauth2/nativeclient`, "http://localhost"],
  }),
  "aem-65-osgi": () => ({
    notes: `${NOTES} Microsoft Graph: offline_access, openid, SMTP.Send. Office 365 Exchange Online: Mail.Read, Mail.Send.`,
    graph: [GRAPH.offlineAccess, GRAPH.openid, GRAPH.smtp],
    exchange: [EXCHANGE.mailRead, EXCHANGE.mailSend],
    uris: ["http://localhost:4503/services/mailer/oauth2/token"],
  }),
  "aem-cloud": () => ({
    notes: `${NOTES} Microsoft Graph: email, offline_access, openid, profile, SMTP.Send.`,
    graph: [GRAPH.email, GRAPH.offlineAccess, GRAPH.openid, GRAPH.profile, GRAPH.smtp],
    exchange: [],
    uris: ["http://localhost", "http://localhost/"],
  }),
};
const AUTHORITIES: Record<Cloud, string> = {
  public: "https://login.microsoftonline.com",
  usgovernment: "https://login.microsoftonline.us",
  dod: "https://login.microsoftonline.us",
  china: "https://login.partner.microsoftonline.cn",
};

const combinations = Object.values(Preset).flatMap((preset) =>
  Object.values(SignInAudience).flatMap((signInAudience) =>
    Object.values(Cloud).flatMap((cloud) => ({ preset, signInAudience, cloud })),
  ),
);
const possible = combinations.filter(
  ({ cloud, signInAudience }) =>
    cloud === Cloud.Public || signInAudience !== SignInAudience.AzureADandPersonalMicrosoftAccount,
);

/** Every registration of one application, sorted as `sorted` does. */
function expected(preset: Preset, signInAudience: SignInAudience, cloud: Cloud): Registration[] {
  const authority = AUTHORITIES[cloud];
  const { notes, graph, exchange, uris } = PRESETS[preset](authority);
  const applicationId = `/applications/${OBJECT}`;
  const api = (name: string, apiClientId: string, scopeIds: string[]): Registration[] =>
    scopeIds.length === 0
      ? []
      : [
          {
            type: "azuread:index/applicationApiAccess:ApplicationApiAccess",
            name: `mail-api-${name}`,
            inputs: { applicationId, apiClientId, scopeIds: [...scopeIds].sort() },
          },
        ];
  return sorted([
    { type: "aem-mail-oauth:index:MailApplication", name: "mail", inputs: { preset, cloud, authority } },
    {
      type: "azuread:index/applicationRegistration:ApplicationRegistration",
      name: "mail",
      inputs: {
        displayName: "AEM Forms mail (dev)",
        signInAudience,
        requestedAccessTokenVersion: 2,
        implicitAccessTokenIssuanceEnabled: true,
        implicitIdTokenIssuanceEnabled: true,
        notes,
      },
    },
    {
      type: "azuread:index/applicationRedirectUris:ApplicationRedirectUris",
      name: "mail-redirects",
      inputs: { applicationId, type: "Web", redirectUris: uris },
    },
    ...api("graph", "00000003-0000-0000-c000-000000000000", graph),
    ...api("exchange", "00000002-0000-0ff1-ce00-000000000000", exchange),
    {
      type: "azuread:index/servicePrincipal:ServicePrincipal",
      name: "mail-sp",
      inputs: { clientId: CLIENT, useExisting: true },
    },
    { type: "aem-mail-oauth:index:ClientSecrets", name: "mail", inputs: { applicationId } },
    {
      type: "azuread:index/applicationPassword:ApplicationPassword",
      name: "mail-secret-initial",
      inputs: { applicationId, displayName: "initial", endDate: "2030-06-30T00:00:00Z" },
    },
    { type: "random:index/randomUuid:RandomUuid", name: "mail-state", inputs: { keepers: { redirectUri: uris[0] } } },
  ]);
}

const sorted = (registrations: Registration[]) =>
  [...registrations].sort((a, b) => `${a.type} ${a.name}`.localeCompare(`${b.type} ${b.name}`, "en"));

describe("MailApplication", () => {
  it.each(possible)(
    "registers exactly what $preset needs for $signInAudience in cloud $cloud",
    async ({ preset, signInAudience, cloud }) => {
      const { registrations } = await declare({ preset, signInAudience, cloud });
      expect(sorted(registrations)).toEqual(expected(preset, signInAudience, cloud));
    },
  );

  it.each(combinations.filter((combination) => !possible.includes(combination)))(
    "refuses $signInAudience in cloud $cloud with preset $preset, and registers nothing",
    async ({ preset, signInAudience, cloud }) => {
      const { registrations, result } = await record(() => thrownBy({ preset, signInAudience, cloud }));
      expect(result).toBeInstanceOf(pulumi.RunError);
      expect(registrations).toEqual([]);
    },
  );

  it("is Adobe's page by default: Forms on JEE, work and personal accounts, the public cloud", async () => {
    const { registrations } = await declare();
    expect(sorted(registrations)).toEqual(
      expected(Preset.AemFormsJee, SignInAudience.AzureADandPersonalMicrosoftAccount, Cloud.Public),
    );
  });

  it.each([Cloud.UsGovernment, Cloud.Dod, Cloud.China])(
    "takes accounts of any organisation by default in cloud %s, which has no personal ones",
    async (cloud) => {
      const { registrations } = await declare({ cloud });
      expect(sorted(registrations)).toEqual(expected(Preset.AemFormsJee, SignInAudience.AzureADMultipleOrgs, cloud));
    },
  );

  it("carries what is set by hand into the children", async () => {
    const owner = "77777777-2222-4333-8444-555555555555";
    const { registrations } = await declare({
      displayName: "Mail of the forms",
      implicitGrant: { accessTokens: false },
      owners: [owner],
      permissions: ["offline_access", "exchange/SMTP.Send", "Mail.Read"],
      redirectUris: ["https://aem.contoso.com/callback"],
    });
    const inputs = (name: string, type: string) =>
      registrations.find((registration) => registration.name === name && registration.type.endsWith(`:${type}`))
        ?.inputs;
    expect(inputs("mail", "ApplicationRegistration")).toMatchObject({
      displayName: "Mail of the forms",
      implicitAccessTokenIssuanceEnabled: false,
      implicitIdTokenIssuanceEnabled: true,
    });
    expect(inputs(`mail-owner-${owner}`, "ApplicationOwner")).toEqual({
      applicationId: `/applications/${OBJECT}`,
      ownerObjectId: owner,
    });
    expect(inputs("mail-api-graph", "ApplicationApiAccess")?.scopeIds).toEqual([GRAPH.mailRead, GRAPH.offlineAccess]);
    expect(inputs("mail-api-exchange", "ApplicationApiAccess")?.scopeIds).toEqual([
      "76faac2a-0f20-42f1-928a-50de5b9dbe52",
    ]);
    expect(inputs("mail-redirects", "ApplicationRedirectUris")?.redirectUris).toEqual([
      "https://aem.contoso.com/callback",
    ]);
    expect(inputs("mail-state", "RandomUuid")).toEqual({
      keepers: { redirectUri: "https://aem.contoso.com/callback" },
    });
    expect(registrations).toHaveLength(10);
  });

  it("names every fault at once before anything is registered", async () => {
    const { registrations, result } = await record(() =>
      thrownBy({ permissions: ["IMAP.AccessUser.All"], redirectUris: ["ftp://x"], clientSecrets: [] }),
    );
    expect(result).toBeInstanceOf(pulumi.RunError);
    const message = (result as Error).message;
    expect(message).toContain("4 settings are invalid. Nothing was changed.");
    for (const setting of ["permissions[0]", "permissions\n", "redirectUris[0]", "clientSecrets\n"])
      expect(message).toContain(`\n  ${setting}`);

    expect(registrations).toEqual([]);
  });
});

/** What the constructor throws. */
function thrownBy(args: MailApplicationArgs): unknown {
  try {
    return new MailApplication("mail", args, {}, NOW);
  } catch (thrown) {
    return thrown;
  }
}

describe("outputs of MailApplication", () => {
  it("are these, with these values", async () => {
    const { result: mail } = await declare({ signInAudience: "AzureADMyOrg", mailbox: "aem@contoso.com" });
    await expect(valueOf(mail.clientId)).resolves.toBe(CLIENT);
    await expect(valueOf(mail.tenantId)).resolves.toBe(TENANT);
    await expect(valueOf(mail.objectId)).resolves.toBe(OBJECT);
    await expect(valueOf(mail.clientSecret)).resolves.toBe(secretValue("initial"));
    await expect(valueOf(mail.clientSecretExpires)).resolves.toBe("2030-06-30T00:00:00Z");
    await expect(valueOf(mail.clientSecrets)).resolves.toEqual([
      { label: "initial", keyId: "key of initial", expires: "2030-06-30T00:00:00Z", status: "current" },
    ]);
    const scope =
      "scope=https%3A%2F%2Foutlook.office.com%2FIMAP.AccessAsUser.All%20https%3A%2F%2Foutlook.office.com%2FPOP.AccessAsUser.All" +
      "%20https%3A%2F%2Foutlook.office.com%2FSMTP.Send%20openid%20profile%20offline_access";
    const redirect = "redirect_uri=https%3A%2F%2Flogin.microsoftonline.com%2Fcommon%2Foauth2%2Fnativeclient";
    await expect(valueOf(mail.authorizeUrl)).resolves.toBe(
      `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/authorize?client_id=${CLIENT}&response_type=code&${redirect}` +
        `&${scope}&prompt=login&login_hint=aem%40contoso.com&state=${STATE}`,
    );
    await expect(valueOf(mail.adminConsentUrl)).resolves.toBe(
      `https://login.microsoftonline.com/${TENANT}/v2.0/adminconsent?client_id=${CLIENT}&${scope}&${redirect}&state=${STATE}`,
    );
    await expect(valueOf(mail.tokenUrl)).resolves.toBe(`https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`);
    await expect(valueOf(mail.tokenRequest)).resolves.toContain("client_secret=value%20of%20initial");
    await expect(valueOf(mail.permissions)).resolves.toEqual([
      "IMAP.AccessAsUser.All",
      "Mail.Read",
      "offline_access",
      "POP.AccessAsUser.All",
      "SMTP.Send",
      "User.Read",
    ]);
    await expect(valueOf(mail.redirectUris)).resolves.toEqual([
      "https://login.microsoftonline.com/common/oauth2/nativeclient",
      "http://localhost",
    ]);
    await expect(valueOf(mail.portalUrl)).resolves.toBe(
      `https://portal.azure.com/#@${TENANT}/view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/${CLIENT}/isMSAApp~/false`,
    );
  });

  it("keep the client secret and the token request secret, and nothing else", async () => {
    const { result: mail } = await declare();
    const outputs = Object.entries(mail).filter(([, value]) => pulumi.Output.isInstance(value));
    const secrecy = await Promise.all(
      outputs.map(async ([name, value]) => [name, await pulumi.isSecret(value as pulumi.Output<unknown>)] as const),
    );
    expect(secrecy.filter(([, secret]) => secret).map(([name]) => name)).toEqual(["clientSecret", "tokenRequest"]);
  });

  it("lead to the hosts of the given authority", async () => {
    const { result: mail } = await declare({ authority: "https://localhost:8443" });
    await expect(valueOf(mail.tokenUrl)).resolves.toBe("https://localhost:8443/common/oauth2/v2.0/token");
    await expect(valueOf(mail.authorizeUrl)).resolves.toMatch(
      /^https:\/\/localhost:8443\/common\/oauth2\/v2\.0\/authorize\?/,
    );
    await expect(valueOf(mail.portalUrl)).resolves.toMatch(new RegExp(`^${CLOUD_HOSTS.public.portal}/`));
  });
});
