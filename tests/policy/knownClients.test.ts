import { describe, expect, it } from "@jest/globals";

import { knownClients } from "../../policy/knownClients.ts";
import { EntraType } from "../../policy/resources.ts";
import { judge, UNKNOWN_LIST, UNKNOWN_TEXT } from "./judge.ts";

const A = "aaaaaaaa-1111-4111-8111-aaaaaaaaaaaa";
const B = "bbbbbbbb-1111-4111-8111-bbbbbbbbbbbb";

/** The three ways to let a client in, each with a list of clients; the last has one. */
const WAYS: readonly (readonly [string, (ids: readonly string[] | string) => { type: EntraType; props: object }])[] = [
  ["a whole application", (ids) => ({ type: EntraType.Application, props: { api: { knownClientApplications: ids } } })],
  ["known clients", (ids) => ({ type: EntraType.ApplicationKnownClients, props: { knownClientIds: ids } })],
];
const preAuthorized = (authorizedClientId: string) => ({
  type: EntraType.ApplicationPreAuthorized,
  props: { authorizedClientId },
});

describe.each(WAYS)("known-clients, of %s", (_, of) => {
  it("lets none pass", () => {
    expect(judge(knownClients, of([]))).toEqual({ violations: [], unknown: undefined });
  });

  it("names each, also beside one that a preview does not know", () => {
    expect(judge(knownClients, of([A, B])).violations).toHaveLength(2);
    const mixed = judge(knownClients, of([UNKNOWN_TEXT, B]));
    expect(mixed.violations).toEqual([expect.stringContaining(`[1] is the client ${B}; allowed: no clients.`)]);
    expect(mixed.unknown).toBeDefined();
    expect(judge(knownClients, of(UNKNOWN_LIST)).unknown).toBeDefined();
  });

  it("lets those of its configuration pass, in any letters, and no others", () => {
    const { violations } = judge(knownClients, of([A.toUpperCase(), B]), { allowed: [A] });
    expect(violations).toEqual([expect.stringContaining(`the client ${B}; allowed: ${A}.`)]);
  });
});

describe("known-clients, of a pre-authorised client", () => {
  it("names it, in the words of either version of the provider", () => {
    expect(judge(knownClients, preAuthorized(A)).violations).toHaveLength(1);
    const before = { type: EntraType.ApplicationPreAuthorized, props: { authorizedAppId: A } };
    expect(judge(knownClients, before).violations).toHaveLength(1);
    expect(judge(knownClients, preAuthorized(UNKNOWN_TEXT)).unknown).toBeDefined();
    expect(judge(knownClients, preAuthorized(A), { allowed: [A] })).toEqual({ violations: [], unknown: undefined });
  });
});
