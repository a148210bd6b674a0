import { describe, expect, it } from "@jest/globals";

import type { Declared } from "../../../../commands/access/live/liveDifference.ts";
import { differencesOf } from "../../../../commands/access/live/liveDifferences.ts";
import { differenceLine } from "../../../../commands/access/live/liveReport.ts";
import { API_IDS } from "../../../../components/catalogue/permissions.ts";
import { settingsOf } from "../../../../components/rules/settings.ts";
import type { LiveApplication } from "../../../../entra/application.ts";
import { CALLER_ID, DECLARED, KEY_ID, live, NO_API, secret } from "./liveSample.ts";

const lines = (application: LiveApplication, declared: Declared = DECLARED): string[] =>
  differencesOf(declared, application).map((difference) => differenceLine(difference).trim());

const declaring = (args: Parameters<typeof settingsOf>[0]): Declared => ({
  ...DECLARED,
  settings: settingsOf(args, "prod"),
});

const OTHER = "00000000-0000-4000-8000-00000000000c";

describe("differencesOf", () => {
  it("is empty for what was just deployed", () => {
    expect(lines(live())).toEqual([]);
  });

  it("knows permissions by the name that the API gives them, and application permissions by their type", () => {
    const [graph] = live().registration.requiredResourceAccess;
    const names = new Map([["role", "Mail.Send"]]);
    const application = live(
      {
        requiredResourceAccess: [
          ...(graph === undefined ? [] : [{ ...graph, resourceAccess: graph.resourceAccess.slice(1) }]),
          {
            resourceAppId: "sharepoint",
            resourceAccess: [
              { id: "role", type: "Role" },
              { id: "nameless", type: "Scope" },
            ],
          },
        ],
      },
      { apis: new Map([["sharepoint", { appId: "sharepoint", title: "SharePoint", names }]]) },
    );
    expect(lines(application)).toEqual([
      '+ application permission "Mail.Send": SharePoint, works with nobody signed in as soon as an administrator consents',
      '+ permission "nameless": SharePoint, on behalf of whoever signs in',
      expect.stringMatching(/^- permission "[^"]+": Microsoft Graph, /),
    ]);
  });

  it("takes consents by their names, whichever of the two mail APIs they were given on", () => {
    const consent = { id: "g", user: { id: "u", name: "forms@contoso.com" } };
    const application = live(
      {},
      {
        consents: [
          {
            ...consent,
            api: "Office 365 Exchange Online",
            apiAppId: API_IDS.exchange,
            scopes: ["SMTP.Send", "IMAP.AccessAsUser.All", "EWS.AccessAsUser.All"],
          },
          {
            ...consent,
            api: "Microsoft Graph",
            apiAppId: API_IDS.graph,
            scopes: ["openid", "profile", "email", "offline_access", "User.Read"],
          },
          { id: "all", user: undefined, api: "SharePoint", apiAppId: "sharepoint", scopes: ["User.Read"] },
          // Whoever makes an API chooses its name.
          { id: "fake", user: undefined, api: "Microsoft Graph", apiAppId: "fake", scopes: ["User.Read"] },
          { id: "unread", user: undefined, api: "API x", apiAppId: undefined, scopes: ["User.Read"] },
        ],
        grantedRoles: [{ id: "r", api: "Microsoft Graph", role: "Mail.Send" }],
      },
    );
    expect(lines(application)).toEqual([
      '+ consent "EWS.AccessAsUser.All": Office 365 Exchange Online, granted by forms@contoso.com; consent g',
      '+ consent "User.Read": SharePoint, granted by an administrator for everyone; consent all',
      '+ consent "User.Read": Microsoft Graph, granted by an administrator for everyone; consent fake',
      '+ consent "User.Read": API x, granted by an administrator for everyone; consent unread',
      '+ granted application permission "Mail.Send": Microsoft Graph, works with nobody signed in',
    ]);
  });

  it("tells a secret that nobody knows from one that is on its way in or out, and from one that is gone", () => {
    const stray = secret({ keyId: OTHER, displayName: null, hint: null, endDateTime: null });
    expect(lines(live({ passwordCredentials: [secret(), stray] }))).toEqual([
      `+ client secret "${OTHER}": ends never, id ${OTHER}; the stack did not make it`,
    ]);
    expect(lines(live({ passwordCredentials: [] }))).toEqual([
      '- client secret "initial": somebody removed it; whoever uses it cannot sign in',
    ]);
    expect(lines(live(), declaring({ clientSecrets: [{ label: "second" }] }))).toEqual([
      `+ client secret "initial": ends 2030-06-30, begins with abc, id ${KEY_ID}; no longer declared, the next update revokes it`,
      '- client secret "second": the next update makes it',
    ]);
  });

  it("does not take a secret for ours because it has our label", () => {
    const twin = secret({ keyId: OTHER });
    expect(lines(live({ passwordCredentials: [secret(), twin] }))).toEqual([
      `+ client secret "initial": ends 2030-06-30, begins with abc, id ${OTHER}; the stack did not make it`,
    ]);
  });

  it("names what signs in through the service principal alone, which the portal does not show", () => {
    const principal = live().servicePrincipal;
    const hidden = { passwordCredentials: [secret({ keyId: OTHER })], keyCredentials: [secret({ displayName: "" })] };
    expect(
      lines(live({}, { servicePrincipal: principal && { ...principal, ...hidden, accountEnabled: false } })),
    ).toEqual([
      `+ client secret of the service principal "initial": ends 2030-06-30, begins with abc, id ${OTHER}`,
      `+ certificate of the service principal "${KEY_ID}": ends 2030-06-30, begins with abc, id ${KEY_ID}`,
      '~ sign-in "switched off": declared is "allowed"',
    ]);
    expect(lines(live({}, { servicePrincipal: undefined }))).toEqual([
      '- service principal "in its own tenant": nobody there can sign in',
    ]);
  });

  it("lets the deployer own what it made, whoever asks, and nobody else who is not declared", () => {
    const deployer = { id: "another id", name: "Pipeline", appId: "deployer" };
    const hand = { id: OTHER, name: "nora@contoso.com" };
    const owned = live({}, { owners: [deployer, hand], servicePrincipalOwners: [hand] });
    expect(lines(owned)).toEqual([
      '+ owner "nora@contoso.com": may add secrets and permissions',
      '+ owner of the service principal "nora@contoso.com": may add secrets and permissions',
    ]);
    expect(lines(owned, declaring({ owners: [OTHER] }))).toEqual([]);
    expect(lines(live(), declaring({ owners: [OTHER] }))).toEqual([`- owner "${OTHER}"`]);
    expect(lines(live({}, { createdByAppId: undefined }))).toEqual([]);
    expect(lines(live({}, { owners: [deployer], createdByAppId: undefined }), DECLARED)).toHaveLength(1);
    expect(DECLARED.callerId).toBe(CALLER_ID);
  });

  it("does not miss what it could not read", () => {
    const unread = [
      { what: "owners", needs: "x" },
      { what: "the service principal", needs: "x" },
    ];
    expect(
      lines(live({}, { owners: [], servicePrincipal: undefined, unread }), declaring({ owners: [OTHER] })),
    ).toEqual([]);
  });

  const noApi = live().registration.api;
  it.each<[string, Parameters<typeof live>]>([
    ['+ device sign-in "allowed": a device gets tokens with no user signed in', [{ isDeviceOnlyAuthSupported: true }]],
    [
      '+ native authentication "all": a program asks for the password itself, without the sign-in page',
      [{}, { nativeAuthentication: "all" }],
    ],
    // A word that Graph does not have yet is no word for "none".
    [
      '+ native authentication "some": a program asks for the password itself, without the sign-in page',
      [{}, { nativeAuthentication: "some" }],
    ],
    [
      `+ known client application "${OTHER}": whoever consents to that application consents to this one too`,
      [{ api: { ...noApi, knownClientApplications: [OTHER] } }],
    ],
    [
      '+ mapped claims "accepted": a policy of the tenant may change what tokens say, without a signing key of their own',
      [{ api: { ...noApi, acceptMappedClaims: true } }],
    ],
    ['+ groups in tokens "All": tokens say which groups and roles the user is in', [{ groupMembershipClaims: "All" }]],
    [
      `+ token encryption "${KEY_ID}": only the holder of this certificate's key can read the tokens`,
      [{ tokenEncryptionKeyId: KEY_ID }],
    ],
    [
      '+ directory role "Exchange Administrator": the application has it with nobody signed in',
      [{}, { memberships: [{ id: "m", name: "Exchange Administrator", isRole: true }] }],
    ],
    [
      '+ membership "Mail": what that group may do, the application may do with nobody signed in',
      [{}, { memberships: [{ id: "m", name: "Mail", isRole: false }] }],
    ],
  ])("names the switch that nobody declared: %s", (line, application) => {
    expect(lines(live(...application))).toEqual([line]);
  });

  it("takes every such switch at its default for as declared, as null or in words", () => {
    const api = { ...noApi, acceptMappedClaims: false };
    const defaults = { isDeviceOnlyAuthSupported: false, groupMembershipClaims: "None", api };
    expect(lines(live(defaults, { nativeAuthentication: "none" }))).toEqual([]);
  });

  it("names what makes the application an API for others", () => {
    const api = { ...NO_API, oauth2PermissionScopes: [{ value: "read" }], preAuthorizedApplications: [{ appId: "x" }] };
    expect(
      lines(live({ api, identifierUris: ["api://client"], appRoles: [{ value: null, displayName: "Admin" }] })),
    ).toEqual([
      '+ identifier URI "api://client"',
      '+ exposed permission "read"',
      '+ app role "Admin"',
      '+ pre-authorised application "x"',
    ]);
  });
});
