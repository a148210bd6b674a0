import { describe, expect, it } from "@jest/globals";

import { planState, refreshState, settleState, sortedSet } from "../../../local/providers/plan.ts";
import { computed, optional, optionalComputed, required } from "../../../local/providers/schema.ts";
import { UNKNOWN } from "../../../local/providers/values.ts";

const SCHEMA = {
  name: required("string"),
  notes: optional("string"),
  start: optionalComputed("string"),
  id: computed("string"),
  uris: optional("set"),
  web: optional("object", {
    fields: { url: optional("string"), uris: optional("set") },
    keepUnmentioned: (old: Record<string, unknown>) => old.url === "",
  }),
};

const OLD = { name: "a", notes: "n", start: "s", id: "1", uris: ["x"], web: { url: "", uris: [] } };

describe("a plan", () => {
  it("leaves unknown on creation what only the directory can tell, and null what nobody gives", () => {
    expect(planState(SCHEMA, undefined, { name: "a" })).toEqual({
      name: "a",
      notes: null,
      start: UNKNOWN,
      id: UNKNOWN,
      uris: null,
      web: null,
    });
  });

  it("keeps on update what the directory told, and drops what is no longer mentioned", () => {
    expect(planState(SCHEMA, OLD, { name: "b" })).toEqual({ ...OLD, name: "b", notes: null, uris: null });
  });

  it("keeps an unmentioned value that says nothing, whether empty text or an empty list", () => {
    const olds = { ...OLD, notes: "", uris: [] };
    expect(planState(SCHEMA, olds, { name: "a" })).toEqual(olds);
  });

  it("drops an unmentioned block that says something", () => {
    expect(planState(SCHEMA, { ...OLD, web: { url: "u", uris: [] } }, { name: "a" }).web).toBeNull();
  });

  it("sorts a set by its bytes and names each element once", () => {
    expect(planState(SCHEMA, undefined, { name: "a", uris: ["b", "a", "B", "a"] }).uris).toEqual(["B", "a", "b"]);
    expect(sortedSet(["é", "z"])).toEqual(["z", "é"]);
  });

  it("takes an empty list for one that was not given", () => {
    expect(planState(SCHEMA, undefined, { name: "a", uris: [] }).uris).toBeNull();
    expect(planState(SCHEMA, OLD, { name: "a", uris: [] }).uris).toBeNull();
  });

  it("makes the values of a map text", () => {
    const schema = { keepers: optional("map") };
    expect(planState(schema, undefined, { keepers: { a: 1, b: true, c: "x", d: UNKNOWN } }).keepers).toEqual({
      a: "1",
      b: "true",
      c: "x",
      d: UNKNOWN,
    });
  });

  it("takes a set as unknown while one of its elements is", () => {
    expect(planState(SCHEMA, undefined, { name: "a", uris: ["b", UNKNOWN] }).uris).toBe(UNKNOWN);
  });
});

describe("the state after writing", () => {
  it("keeps null for a list that was never mentioned and is empty", () => {
    const planned = planState(SCHEMA, undefined, { name: "a" });
    expect(settleState(SCHEMA, {}, planned, { uris: [], notes: "" })).toMatchObject({ uris: null, notes: "" });
  });

  it("keeps an empty list for one that was emptied", () => {
    const planned = planState(SCHEMA, OLD, { name: "a" });
    expect(settleState(SCHEMA, OLD, planned, { uris: [] }).uris).toEqual([]);
  });

  it("takes what was planned for a set, whatever the directory says already", () => {
    const planned = planState(SCHEMA, OLD, { name: "a", uris: ["y"] });
    expect(settleState(SCHEMA, OLD, planned, { uris: ["x"] }).uris).toEqual(["y"]);
  });

  it("holds null for what stays unknown because the directory does not tell it", () => {
    const planned = planState(SCHEMA, undefined, { name: "a" });
    expect(settleState(SCHEMA, {}, planned, { id: "1" })).toMatchObject({ id: "1", start: null });
  });
});

describe("the state after a refresh", () => {
  it("is what the directory says, and the old state where it says nothing", () => {
    expect(refreshState(SCHEMA, OLD, { name: "c", uris: [] })).toEqual({ ...OLD, name: "c", uris: [] });
  });
});
