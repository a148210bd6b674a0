import { describe, expect, it } from "@jest/globals";
import { API_IDS, findPermission } from "../../components/permissions.ts";
import { delegatedPermissions } from "../../policy/delegatedPermissions.ts";
import { EntraType } from "../../policy/resources.ts";
import { judge, UNKNOWN_TEXT } from "./judge.ts";

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

  it("judges a consent by its claims", () => {
    const grant = { type: EntraType.DelegatedPermissionGrant, props: { claimValues: ["SMTP.Send", "Files.Read.All"] } };
    expect(judge(delegatedPermissions, grant, { allowed: ["SMTP.Send"] }).violations).toEqual([
      "claimValues[1] is the delegated permission Files.Read.All; allowed: SMTP.Send. " +
        "Remove it, or have the list of this policy extended.",
    ]);
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
