import { describe, expect, it } from "@jest/globals";

import type { ApplicationParts, TenantFacts } from "../../../commands/repair/tenantFacts.ts";
import { verdictsOf } from "../../../commands/repair/verdicts.ts";
import { ResourceType } from "../../../components/catalogue/resources.ts";
import type { PendingOperation } from "../../../pulumi/stackState.ts";

const HEAD = "urn:pulumi:prod::p::aem-mail-oauth:index:MailApplication";
const COMPONENT = { urn: `${HEAD}::mail`, type: ResourceType.MailApplication };
const PROVIDER = {
  urn: "urn:pulumi:prod::p::pulumi:providers:azuread::default_6_9_1",
  type: "pulumi:providers:azuread",
};
const REGISTRATION = {
  urn: `${HEAD}$${ResourceType.ApplicationRegistration}::mail`,
  type: ResourceType.ApplicationRegistration,
  id: "/applications/object",
};
const GRAPH = "00000003-0000-0000-c000-000000000000";
const LIVE: ApplicationParts = { redirectUris: ["Web"], apis: [GRAPH], owners: ["o1"], hasSecrets: false };
const BARE = [
  { id: "object", appId: "client" },
  { id: "other", appId: "client2" },
] as const;

function pending(type: string, name: string, inputs: Readonly<Record<string, unknown>> = {}): PendingOperation {
  const urn = `${HEAD}$${type}::${name}`;
  const provider = `${PROVIDER.urn}::uuid`;
  const all = { applicationId: "/applications/object", ...inputs };
  return { type: "creating", resource: { urn, type, parent: COMPONENT.urn, provider, inputs: all } };
}

const facts = (live: ApplicationParts | undefined = LIVE, bare: TenantFacts["bare"] = []): TenantFacts => ({
  applications: new Map([["object", live]]),
  bare,
});

const KNOWN = [COMPONENT, PROVIDER, REGISTRATION];

describe("verdictsOf", () => {
  it.each([
    [ResourceType.ApplicationRedirectUris, { type: "Web" }, "redirectUris/Web"],
    [ResourceType.ApplicationApiAccess, { apiClientId: GRAPH }, `apiAccess/${GRAPH}`],
    [ResourceType.ApplicationOwner, { ownerObjectId: "o1" }, "owners/o1"],
  ])("imports %s where it is there, and drops it where it is not", (type, inputs, end) => {
    const snapshot = { resources: KNOWN, pending: [pending(type, "part", inputs)] };
    const part = {
      type,
      name: "part",
      id: `/applications/object/${end}`,
      parent: COMPONENT.urn,
      provider: PROVIDER.urn,
    };
    expect(verdictsOf(snapshot, facts())).toEqual([expect.objectContaining({ kind: "import", part })]);
    const none = { redirectUris: ["SPA"], apis: ["other"], owners: ["o2"], hasSecrets: false };
    expect(verdictsOf(snapshot, facts(none))).toEqual([expect.objectContaining({ kind: "drop" })]);
    expect(verdictsOf(snapshot, { ...facts(), applications: new Map([["object", undefined]]) })).toEqual([
      expect.objectContaining({ kind: "drop", why: "its application is not in the tenant" }),
    ]);
    // The state has it by now, as after a repair that was killed behind its import.
    const { urn } = snapshot.pending[0]?.resource ?? { urn: "" };
    const later = { ...snapshot, resources: [...KNOWN, { urn, type }] };
    expect(verdictsOf(later, facts())).toEqual([expect.objectContaining({ kind: "drop" })]);
  });

  it("imports no part whose parent the state lacks, nor one that it does not know", () => {
    const own = { type: ResourceType.ApplicationRedirectUris, inputs: { type: "Web" } };
    const orphan = { resources: [REGISTRATION], pending: [pending(own.type, "part", own.inputs)] };
    expect(verdictsOf(orphan, facts())).toMatchObject([{ kind: "leave" }]);
    const strange = { resources: KNOWN, pending: [pending("azure-native:storage:Account", "store")] };
    expect(verdictsOf(strange, facts())).toMatchObject([{ kind: "leave" }]);
  });

  it.each([ResourceType.ApplicationPassword, ResourceType.ServicePrincipal, ResourceType.RandomUuid, PROVIDER.type])(
    "imports no %s",
    (type) => {
      const snapshot = { resources: KNOWN, pending: [pending(type, "part")] };
      expect(verdictsOf(snapshot, facts())).toMatchObject([{ kind: "drop" }]);
    },
  );

  it("reads again what was being changed or deleted, as far as the state has it", () => {
    const { urn, type } = REGISTRATION;
    const operation = { type: "updating", resource: { urn, type } };
    expect(verdictsOf({ resources: KNOWN, pending: [operation] }, facts())).toMatchObject([{ kind: "read", urn }]);
    expect(verdictsOf({ resources: [COMPONENT], pending: [operation] }, facts())).toMatchObject([{ kind: "drop" }]);
  });

  describe("of a registration", () => {
    const operation = pending(ResourceType.ApplicationRegistration, "mail");
    const begun = { resources: [COMPONENT, PROVIDER], pending: [operation] };

    it("imports the one application that is bare", () => {
      const verdicts = verdictsOf(begun, facts(LIVE, BARE.slice(0, 1)));
      expect(verdicts).toMatchObject([{ kind: "import", part: { name: "mail", id: "/applications/object" } }]);
    });

    it("takes none of several, and names them", () => {
      const [verdict, ...others] = verdictsOf(begun, facts(LIVE, BARE));
      expect([verdict?.kind, others]).toEqual(["leave", []]);
      expect(verdict?.why).toContain("az ad app delete --id client\n      az ad app delete --id client2");
    });

    it("drops it where none is there, or the state has one by now", () => {
      expect(verdictsOf(begun, facts())).toMatchObject([{ kind: "drop" }]);
      expect(verdictsOf({ ...begun, resources: KNOWN }, facts(LIVE, BARE))).toMatchObject([{ kind: "drop" }]);
    });

    it("imports one that a create left which failed, below the component and the one provider", () => {
      const failed = { resources: [COMPONENT, PROVIDER], pending: [] };
      const part = { parent: COMPONENT.urn, provider: PROVIDER.urn, id: "/applications/object", name: "mail" };
      expect(verdictsOf(failed, facts(LIVE, BARE.slice(0, 1)))).toMatchObject([
        { kind: "import", urn: REGISTRATION.urn, part },
      ]);
      expect(verdictsOf({ ...failed, resources: [] }, facts(LIVE, BARE.slice(0, 1)))).toEqual([]);
      expect(verdictsOf({ ...failed, resources: KNOWN }, facts(LIVE, BARE))).toEqual([]);
      expect(verdictsOf(failed, facts())).toEqual([]);
    });
  });
});
