import { describe, expect, it } from "@jest/globals";

import { API_IDS, findPermission } from "../../components/catalogue/permissions.ts";
import { delegatedPermissions } from "../../policy/delegatedPermissions.ts";
import { EntraType } from "../../policy/resources.ts";
import { judge, judgeStack, type StackResource, UNKNOWN_TEXT } from "./judge.ts";

const idOf = (name: string): string => findPermission(name)?.id ?? name;
const access = (scopes: string[], api: string = API_IDS.graph) => ({
  type: EntraType.ApplicationApiAccess,
  props: { apiClientId: api, scopeIds: scopes.map(idOf) },
});
const PRESETS =
  "email, IMAP.AccessAsUser.All, Mail.Read, offline_access, openid, POP.AccessAsUser.All, profile, SMTP.Send, User.Read, " +
  "exchange/Mail.Read, exchange/Mail.Send";

describe("delegated-permissions", () => {
  it("lets pass by itself what the presets declare, of both APIs", () => {
    const graph = access(["IMAP.AccessAsUser.All", "Mail.Read", "offline_access", "POP.AccessAsUser.All", "SMTP.Send"]);
    expect(judge(delegatedPermissions, graph)).toEqual({ violations: [], unknown: undefined });
    const exchange = access(["exchange/Mail.Read", "exchange/Mail.Send"], API_IDS.exchange);
    expect(judge(delegatedPermissions, exchange)).toEqual({ violations: [], unknown: undefined });
  });

  it("names a permission beyond the list, by its name", () => {
    expect(judge(delegatedPermissions, access(["SMTP.Send", "Mail.ReadWrite"])).violations).toEqual([
      `scopeIds[1] is the delegated permission Mail.ReadWrite; allowed: ${PRESETS}. ` +
        "Remove it, or have the list of this policy extended.",
    ]);
  });

  it("tells the permissions of two APIs apart that have one name", () => {
    const config = { allowed: ["Mail.Read"] };
    expect(judge(delegatedPermissions, access(["Mail.Read"]), config).violations).toEqual([]);
    expect(judge(delegatedPermissions, access(["exchange/Mail.Read"], API_IDS.exchange), config).violations).toEqual([
      "scopeIds[0] is the delegated permission exchange/Mail.Read; allowed: Mail.Read. " +
        "Remove it, or have the list of this policy extended.",
    ]);
  });

  it("looks into a whole application and passes its roles over", () => {
    const resourceAccesses = [
      { id: idOf("Mail.ReadWrite"), type: "Role" },
      { id: idOf("Mail.ReadWrite"), type: "Scope" },
    ];
    const resource = {
      type: EntraType.Application,
      props: { requiredResourceAccesses: [{ resourceAppId: API_IDS.graph, resourceAccesses }] },
    };
    const { violations } = judge(delegatedPermissions, resource, { allowed: ["SMTP.Send"] });
    expect(violations).toEqual([
      "requiredResourceAccesses[0].resourceAccesses[1] is the delegated permission Mail.ReadWrite; allowed: SMTP.Send. " +
        "Remove it, or have the list of this policy extended.",
    ]);
  });

  it("refuses a claim that no API's list has before the grant is made", () => {
    const grant = { type: EntraType.DelegatedPermissionGrant, props: { claimValues: ["SMTP.Send", "Files.Read.All"] } };
    expect(judge(delegatedPermissions, grant, { allowed: ["SMTP.Send"] }).violations).toEqual([
      "claimValues[1] is the delegated permission Files.Read.All; allowed: SMTP.Send. " +
        "Remove it, or have the list of this policy extended.",
    ]);
  });

  it("knows ids in upper case, and takes an odd type for no delegated permission", () => {
    const { type, props } = access(["Mail.ReadWrite"], API_IDS.graph);
    const shouted = {
      type,
      props: { apiClientId: API_IDS.graph.toUpperCase(), scopeIds: props.scopeIds.map((id) => id.toUpperCase()) },
    };
    const { violations } = judge(delegatedPermissions, shouted);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain("the delegated permission Mail.ReadWrite;");
    expect(judge(delegatedPermissions, shouted, { allowed: ["Mail.ReadWrite"] }).violations).toEqual([]);
  });

  it("takes permissions of other APIs by their ids", () => {
    const api = "11111111-1111-1111-1111-111111111111";
    const id = "22222222-2222-2222-2222-222222222222";
    expect(judge(delegatedPermissions, access([id], api), { allowed: [`${api}/${id}`] }).violations).toEqual([]);
    expect(judge(delegatedPermissions, access([id], api), { allowed: ["SMTP.Send"] }).violations).toEqual([
      `scopeIds[0] is the delegated permission ${api}/${id}; allowed: SMTP.Send. Remove it, or have the list of this policy extended.`,
    ]);
  });

  it("says which name of the list does not exist", () => {
    const config = { allowed: ["IMAP.AccessUser.All"] };
    expect(judge(delegatedPermissions, access(["IMAP.AccessAsUser.All"]), config).violations).toEqual([
      "scopeIds[0] is the delegated permission IMAP.AccessAsUser.All; allowed: IMAP.AccessUser.All. " +
        "Remove it, or have the list of this policy extended. " +
        'The list names "IMAP.AccessUser.All", which does not exist; "IMAP.AccessAsUser.All" does.',
    ]);
  });

  it("judges what is known beside what a preview does not know", () => {
    const { violations, unknown } = judge(delegatedPermissions, access([UNKNOWN_TEXT, "Mail.ReadWrite"]));
    expect(violations).toHaveLength(1);
    expect(unknown).toBe("string value at .scopeIds.0 can't be known during preview");
  });
});

const GRAPH_OBJECT = "aaaaaaaa-1111-4111-8111-aaaaaaaaaaaa";
const EXCHANGE_OBJECT = "bbbbbbbb-1111-4111-8111-bbbbbbbbbbbb";
const OTHER_OBJECT = "cccccccc-1111-4111-8111-cccccccccccc";
const principal = (name: string, clientId: string, objectId: string) => ({
  type: EntraType.ServicePrincipal,
  name,
  props: { clientId, objectId },
});
const consent = (claimValues: string[], resourceServicePrincipalObjectId: string, from?: string[]) => ({
  type: EntraType.DelegatedPermissionGrant,
  name: "consent",
  props: { claimValues, resourceServicePrincipalObjectId },
  ...(from === undefined ? {} : { from: { resourceServicePrincipalObjectId: from } }),
});
const APIS = [
  principal("graph", API_IDS.graph.toUpperCase(), GRAPH_OBJECT.toUpperCase()),
  principal("exchange", API_IDS.exchange, EXCHANGE_OBJECT),
  principal("other", "22222222-2222-4222-8222-222222222222", OTHER_OBJECT),
];
const refused = (claim: string): string =>
  `claimValues[0] is the delegated permission ${claim}; allowed: ${PRESETS}. ` +
  "Remove it, or have the list of this policy extended.";

describe("delegated-permissions, of a consent", () => {
  const of = (...resources: StackResource[]) => judgeStack(delegatedPermissions, [...APIS, ...resources]);

  it("judges each name with the API it belongs to: Exchange Online's Mail.Send is not Microsoft Graph's", () => {
    expect(of(consent(["Mail.Send"], EXCHANGE_OBJECT))).toEqual({ violations: [], unknown: undefined });
    expect(of(consent(["Mail.Send"], GRAPH_OBJECT))).toEqual({
      violations: [{ message: refused("Mail.Send"), urn: "consent" }],
      unknown: undefined,
    });
    expect(of(consent(["IMAP.AccessAsUser.All"], GRAPH_OBJECT)).violations).toEqual([]);
    expect(of(consent(["Mail.Read"], OTHER_OBJECT)).violations).toEqual([
      { message: refused("22222222-2222-4222-8222-222222222222/Mail.Read"), urn: "consent" },
    ]);
  });

  it("believes the id, and not what it is computed from", () => {
    expect(of(consent(["Mail.Send"], GRAPH_OBJECT.toUpperCase(), ["exchange"])).violations).toEqual([
      { message: refused("Mail.Send"), urn: "consent" },
    ]);
  });

  it("refuses what is of an API that nothing in the stack tells, unless it is listed with that API", () => {
    const stranger = "dddddddd-1111-4111-8111-dddddddddddd";
    expect(of(consent(["Mail.Send"], stranger)).violations).toEqual([
      {
        message:
          "claimValues[0] is the delegated permission Mail.Send of an API that is not known; allowed: permissions of an API that the stack declares. " +
          "It may be of Microsoft Graph or Office 365 Exchange Online. Declare the API's service principal in this stack " +
          `(clientId, useExisting: true) and take its objectId, or have "${stranger}/Mail.Send" added to the list of this policy.`,
        urn: "consent",
      },
    ]);
    const listed = { allowed: [`${stranger.toUpperCase()}/Mail.Send`] };
    expect(judgeStack(delegatedPermissions, [consent(["Mail.Send"], stranger)], listed).violations).toEqual([]);
    expect(judgeStack(delegatedPermissions, [consent(["Mail.Read"], stranger)], listed).violations).toHaveLength(1);
  });

  it("says in a preview what is certain, and that the API is not known yet", () => {
    const unknown = "string value at .resourceServicePrincipalObjectId can't be known during preview";
    expect(of(consent(["Mail.Send"], UNKNOWN_TEXT, ["graph"]))).toEqual({
      violations: [{ message: refused("Mail.Send"), urn: "consent" }],
      unknown,
    });
    expect(of(consent(["Mail.Send"], UNKNOWN_TEXT, ["graph", "exchange"]))).toEqual({ violations: [], unknown });
    expect(of(consent(["Mail.Send"], UNKNOWN_TEXT))).toEqual({ violations: [], unknown });
    expect(of(consent([UNKNOWN_TEXT], GRAPH_OBJECT)).unknown).toBe(
      "string value at .claimValues.0 can't be known during preview",
    );
  });
});
