import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { difference, type Difference } from "../../../local/providers/diff.ts";
import { planState } from "../../../local/providers/plan.ts";
import { optional, optionalComputed, required, type Schema } from "../../../local/providers/schema.ts";
import { UNKNOWN, type Values } from "../../../local/providers/values.ts";

const SCHEMA: Schema = {
  app: required("string", { forceNew: true }),
  label: optionalComputed("string", { forceNew: true }),
  keepers: optional("map", { forceNew: true }),
  notes: optional("string"),
  scopes: optional("set"),
  uris: optional("list"),
  web: optional("object", { fields: { url: optional("string"), uris: optional("set") } }),
  apis: optional("set", { fields: { app: required("string"), ids: required("list") } }),
};

function diff(olds: Values, news: Values, ignoreChanges: string[] = []): Difference {
  return difference(SCHEMA, olds, planState(SCHEMA, olds, news), news, ignoreChanges);
}

describe("a difference", () => {
  it("is none where a program says what the state says, in whatever order its sets are", () => {
    const olds = { app: "a", notes: "n", scopes: ["a", "b"] };
    expect(diff(olds, { app: "a", notes: "n", scopes: ["b", "a"] })).toEqual({
      changes: [],
      properties: [],
      replaces: [],
      stables: ["app", "keepers", "label"],
    });
  });

  it("replaces where a property that makes a new resource changes, and names the others as stable", () => {
    expect(diff({ app: "a", label: "one" }, { app: "a", label: "two" })).toEqual({
      changes: [{ path: "label", kind: "UPDATE", replace: true }],
      properties: ["label"],
      replaces: ["label"],
      stables: ["app", "keepers"],
    });
  });

  it("replaces where such a property becomes unknown", () => {
    expect(diff({ app: "a" }, { app: UNKNOWN }).changes).toEqual([{ path: "app", kind: "UPDATE", replace: true }]);
  });

  it("leaves out what is ignored, with its elements", () => {
    const news = { app: "a", label: "two", keepers: { k: "2" } };
    const { changes } = diff({ app: "a", label: "one", keepers: { k: "1" } }, news, ["label", "keepers.k"]);
    expect(changes).toEqual([]);
  });

  it("tells an added property from a removed one", () => {
    expect(diff({ app: "a", notes: "n" }, { app: "a" }).changes).toEqual([
      { path: "notes", kind: "DELETE", replace: false },
    ]);
    expect(diff({ app: "a", notes: null }, { app: "a", notes: "n" }).changes).toEqual([
      { path: "notes", kind: "ADD", replace: false },
    ]);
  });

  it("names a removed element of a set by its place in the state, an added one by its place in the program", () => {
    const olds = { app: "a", scopes: ["a", "b", "c"] };
    expect(diff(olds, { app: "a", scopes: ["c", "a"] }).changes).toEqual([
      { path: "scopes[1]", kind: "DELETE", replace: false },
    ]);
    expect(diff(olds, { app: "a", scopes: ["c", "b", "a", "aa"] }).changes).toEqual([
      { path: "scopes[3]", kind: "ADD", replace: false },
    ]);
  });

  it("calls it an update where an element comes at the place of one that goes", () => {
    const changes = diff({ app: "a", scopes: ["a", "b"] }, { app: "a", scopes: ["a", "z"] }).changes;
    expect(changes).toEqual([{ path: "scopes[1]", kind: "UPDATE", replace: false }]);
  });

  it("shows the first elements of a list or set as the whole being added", () => {
    for (const scopes of [null, []]) {
      const changes = diff({ app: "a", scopes }, { app: "a", scopes: ["x"] }).changes;
      expect(changes).toEqual([{ path: "scopes", kind: "ADD", replace: false }]);
    }
  });

  it("shows a set that holds something unknown as one update", () => {
    const changes = diff({ app: "a", scopes: ["a"] }, { app: "a", scopes: ["a", UNKNOWN] }).changes;
    expect(changes).toEqual([{ path: "scopes", kind: "UPDATE", replace: false }]);
  });

  it("goes into blocks, maps and the objects of a set", () => {
    const olds = {
      app: "a",
      keepers: { "a b": "1", c: "1" },
      uris: ["x", "y"],
      web: { url: "", uris: ["u"] },
      apis: [{ app: "g", ids: ["1"] }],
    };
    const news = {
      app: "a",
      keepers: { "a b": "2" },
      uris: ["x", "z"],
      web: { url: "w", uris: ["u", "v"] },
      apis: [{ app: "g", ids: ["1", "2"] }],
    };
    expect(diff(olds, news).changes).toEqual([
      { path: 'keepers["a b"]', kind: "UPDATE", replace: true },
      { path: "keepers.c", kind: "DELETE", replace: true },
      { path: "uris[1]", kind: "UPDATE", replace: false },
      { path: "web.url", kind: "UPDATE", replace: false },
      { path: "web.uris[1]", kind: "ADD", replace: false },
      { path: "apis[0].ids[1]", kind: "ADD", replace: false },
    ]);
  });

  it("is none between any state and the inputs it was made of", () => {
    const sets = fc.uniqueArray(fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(fc.string(), sets, fc.dictionary(fc.string(), fc.string()), (notes, scopes, keepers) => {
        const news = { app: "a", notes, scopes, keepers };
        const state = { ...planState(SCHEMA, undefined, news), label: "told" };
        expect(diff(state, { ...news, scopes: scopes.toReversed() }).changes).toEqual([]);
      }),
    );
  });
});
