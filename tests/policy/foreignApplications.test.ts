import { createRequire } from "node:module";

import { describe, expect, it } from "@jest/globals";

import { foreignApplications, NAMES_ITS_HOLDER } from "../../policy/foreignApplications.ts";
import { EntraType } from "../../policy/resources.ts";
import { judgeStack, type StackResource, UNKNOWN_TEXT } from "./judge.ts";

const A = "aaaaaaaa-1111-4111-8111-aaaaaaaaaaaa";
const CLIENT_A = "aaaaaaaa-2222-4222-8222-aaaaaaaaaaaa";
const PRINCIPAL_A = "aaaaaaaa-3333-4333-8333-aaaaaaaaaaaa";
const G = "bbbbbbbb-1111-4111-8111-bbbbbbbbbbbb";
const CLIENT_G = "bbbbbbbb-2222-4222-8222-bbbbbbbbbbbb";
const PASSES = { violations: [], unknown: undefined };

const typeOf = (name: string): string => `azuread:index/${name[0]?.toLowerCase() ?? ""}${name.slice(1)}:${name}`;
const own: StackResource = {
  type: EntraType.ApplicationRegistration,
  name: "own",
  props: { objectId: A, clientId: CLIENT_A },
};
const unmade: StackResource = { type: EntraType.ApplicationRegistration, name: "own", props: {} };
const principal = (name: string, props: object, from: string[] = []): StackResource => ({
  type: EntraType.ServicePrincipal,
  name,
  props,
  from: { clientId: from },
});
const hung = (type: string, property: string, id: string, from: string[] = []): StackResource => ({
  type,
  name: "hung",
  props: { [property]: id },
  from: { [property]: from },
});
const password = (id: string, from: string[] = []): StackResource =>
  hung(EntraType.ApplicationPassword, "applicationId", id, from);
const ofPrincipal = (id: string, from: string[] = []): StackResource =>
  hung(EntraType.ServicePrincipalPassword, "servicePrincipalId", id, from);
const said = (stack: readonly StackResource[], config?: object): string[] =>
  judgeStack(foreignApplications, stack, config).violations.map(({ message }) => message);

/** Classes of the SDK by type, with their source: the constructor shows which inputs they take. */
const CLASSES = Object.values(createRequire(import.meta.url)("@pulumi/azuread") as Record<string, unknown>).flatMap(
  (it) => {
    const type = typeof it === "function" ? (it as { __pulumiType?: unknown }).__pulumiType : undefined;
    return typeof type === "string" ? [{ type, source: String(it) }] : [];
  },
);
const HANGING = CLASSES.flatMap(({ type, source }) =>
  NAMES_ITS_HOLDER.filter((property) => source.includes(`resourceInputs["${property}"] = args`)).map(
    (property) => [type, property] as const,
  ),
);
const HOLDERS = ["Application", "ApplicationFromTemplate", "ApplicationRegistration", "ServicePrincipal"].map(typeOf);

describe("foreign-applications", () => {
  it("reads every type of the SDK that is named after an application or a service principal, but those themselves", () => {
    const named = CLASSES.map(({ type }) => type).filter((type) => /:(Application|ServicePrincipal)\w*$/.test(type));
    expect(HANGING.length).toBeGreaterThan(18);
    expect(HANGING.map(([type]) => type)).toContain(typeOf("SynchronizationSecret"));
    expect(named.filter((type) => !HANGING.some(([it]) => it === type)).sort()).toEqual([...HOLDERS].sort());
  });

  it.each(HANGING)("names %s with somebody's %s, and lets one of the stack's own pass", (type, property) => {
    const sp = principal("sp", { objectId: PRINCIPAL_A, clientId: CLIENT_A });
    expect(judgeStack(foreignApplications, [own, sp, hung(type, property, `/x/${G}`)]).violations).toEqual([
      { message: expect.stringContaining(`${property} is "/x/${G}", which this stack does not declare`), urn: "hung" },
    ]);
    const id = property.startsWith("application") ? A : PRINCIPAL_A;
    expect(judgeStack(foreignApplications, [own, sp, hung(type, property, `/x/${id}`)])).toEqual(PASSES);
  });

  it("reads types that the pack does not know, and none of other providers", () => {
    expect(said([hung(typeOf("ApplicationBackdoor"), "applicationId", G)])).toHaveLength(1);
    expect(said([hung("aws:x/app:App", "applicationId", G)])).toEqual([]);
  });

  it("says what is wrong and how to fix it", () => {
    expect(said([password(`/applications/${G}`)])).toEqual([
      `applicationId is "/applications/${G}", which this stack does not declare; allowed: applications that this stack declares. ` +
        "Declare the application here, remove this, or have the object id added to the list of this policy.",
    ]);
  });

  it.each([A, A.toUpperCase(), `/applications/${A}`, `/Applications/${A.toUpperCase()}/`])(
    "takes %s for the stack's own",
    (spelling) => {
      expect(judgeStack(foreignApplications, [own, password(spelling)])).toEqual(PASSES);
    },
  );

  it("is not misled by what a known id is computed from", () => {
    expect(said([own, password(`/applications/${G}`, ["own"])])).toHaveLength(1);
  });

  it("passes in a preview what is computed from an application of the stack alone, and its service principal", () => {
    const sp = principal("sp", { clientId: UNKNOWN_TEXT, useExisting: true }, ["own"]);
    const stack = [unmade, sp, password(UNKNOWN_TEXT, ["own"])];
    expect(judgeStack(foreignApplications, stack)).toEqual(PASSES);
    expect(judgeStack(foreignApplications, [unmade, sp, ofPrincipal(UNKNOWN_TEXT, ["sp"])])).toEqual(PASSES);
  });

  it("names as a guess what a preview does not know, and what nothing of the stack is in", () => {
    for (const stack of [
      [unmade, password(UNKNOWN_TEXT)],
      [unmade, ofPrincipal(UNKNOWN_TEXT)],
      [unmade, principal("sp", { clientId: UNKNOWN_TEXT }), ofPrincipal(UNKNOWN_TEXT, ["sp"])],
    ])
      expect(said(stack)).toEqual([expect.stringMatching(/is not known yet, .* a guess until the update;/)]);
  });

  it("cannot tell what is computed from an own and a foreign one, and still names the rest", () => {
    const graph = principal("graph", { clientId: CLIENT_G, useExisting: true });
    const both = { ...ofPrincipal(UNKNOWN_TEXT, ["own", "graph"]), name: "both" };
    expect(judgeStack(foreignApplications, [unmade, graph, both, password(G)])).toMatchObject({
      violations: [{ urn: "hung" }],
      unknown: "string value at .servicePrincipalId can't be known during preview",
    });
    const mixed = principal("mixed", { clientId: UNKNOWN_TEXT }, ["own", "graph"]);
    const { violations, unknown } = judgeStack(foreignApplications, [
      unmade,
      graph,
      mixed,
      ofPrincipal(UNKNOWN_TEXT, ["mixed"]),
    ]);
    expect([violations, unknown]).toEqual([[], expect.stringContaining(".clientId can't be known")]);
  });

  it("takes a service principal for the stack's own by its application alone, whatever useExisting says", () => {
    const existing = principal("sp", { clientId: CLIENT_G, useExisting: true, objectId: G });
    for (const secret of [ofPrincipal(`/servicePrincipals/${G}`), ofPrincipal(UNKNOWN_TEXT, ["sp"])]) {
      expect(said([own, existing, secret])).toEqual([expect.stringContaining(`client id ${CLIENT_G}`)]);
      expect(said([own, existing, secret], { allowed: [CLIENT_G.toUpperCase()] })).toEqual([]);
      expect(said([own, existing, secret], { allowed: [CLIENT_A] })).toHaveLength(1);
    }
    // One that is only read shows no client id.
    expect(said([own, principal("read", { objectId: G }), ofPrincipal(G)])).toHaveLength(1);
    const sp = principal("sp", { clientId: CLIENT_A.toUpperCase(), objectId: PRINCIPAL_A });
    expect(judgeStack(foreignApplications, [own, sp, ofPrincipal(PRINCIPAL_A)])).toEqual(PASSES);
  });

  it("takes what a template makes for the stack's own", () => {
    const template = {
      type: typeOf("ApplicationFromTemplate"),
      name: "t",
      props: { applicationObjectId: A, servicePrincipalObjectId: PRINCIPAL_A },
    };
    expect(judgeStack(foreignApplications, [template, password(A)])).toEqual(PASSES);
    expect(judgeStack(foreignApplications, [template, ofPrincipal(PRINCIPAL_A)])).toEqual(PASSES);
    expect(said([template, password(G)])).toHaveLength(1);
  });

  it("takes an assignment of a role with one end in the stack, and names one with none", () => {
    const sp = principal("sp", { objectId: PRINCIPAL_A, clientId: CLIENT_A });
    const assignment = (principalObjectId: string, resourceObjectId: string): StackResource => ({
      type: EntraType.AppRoleAssignment,
      name: "assignment",
      props: { principalObjectId, resourceObjectId },
    });
    expect(judgeStack(foreignApplications, [own, sp, assignment(PRINCIPAL_A, G)])).toEqual(PASSES);
    expect(judgeStack(foreignApplications, [own, sp, assignment(G, PRINCIPAL_A)])).toEqual(PASSES);
    expect(said([own, sp, assignment(G, CLIENT_G)])).toHaveLength(1);
    expect(said([own, sp, assignment(G, CLIENT_G)], { allowed: [G] })).toEqual([]);
  });

  it("lets those of its configuration pass, in any spelling, and no others", () => {
    const stack = [own, password(`/applications/${G}`)];
    expect(said(stack, { allowed: [G.toUpperCase()] })).toEqual([]);
    expect(said(stack, { allowed: [`/applications/${G}`] })).toEqual([]);
    expect(said(stack, { allowed: [CLIENT_G] })).toEqual([expect.stringContaining(`declares, ${CLIENT_G}.`)]);
  });
});
