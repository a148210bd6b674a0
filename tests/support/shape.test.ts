import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import {
  exactly,
  flag,
  listOf,
  mapOf,
  Misshapen,
  name,
  nullable,
  object,
  oneOf,
  optional,
  text,
} from "../../support/shape.ts";

const SHAPE = object({
  id: exactly("A"),
  kind: oneOf("Scope", "Role"),
  web: object({ uris: listOf(text), on: flag }),
  note: nullable(text),
  hint: optional(name),
});
const VALUE = { id: "a", kind: "Role", web: { uris: ["x"], on: false, more: 1 }, note: null };

describe("a shape", () => {
  it("gives what it names, and nothing else", () => {
    expect(SHAPE(VALUE, "")).toEqual({ id: "a", kind: "Role", web: { uris: ["x"], on: false }, note: null });
    expect(mapOf(flag)({ a: true }, "")).toEqual({ a: true });
  });

  it.each([
    [{ ...VALUE, id: "b" }, "id is that of something else"],
    [{ ...VALUE, kind: "scope" }, "kind is none of Scope, Role"],
    [{ ...VALUE, kind: 1 }, "kind is number, not Scope or Role"],
    [{ ...VALUE, web: { on: true } }, "web.uris is missing"],
    [{ ...VALUE, web: { uris: [1], on: true } }, "web.uris[0] is number, not text"],
    [{ ...VALUE, web: { uris: {}, on: true } }, "web.uris is an object, not a list"],
    [{ ...VALUE, web: { uris: [], on: "true" } }, "web.on is string, not true or false"],
    [{ ...VALUE, web: [] }, "web is a list, not an object"],
    [{ ...VALUE, web: null }, "web is null, not an object"],
    [{ ...VALUE, note: undefined }, "note is missing"],
    [{ ...VALUE, hint: "" }, "hint is empty"],
    [undefined, "it is missing"],
    // What every object has is not what was sent.
    [Object.create(VALUE), "id is missing"],
  ])("says where and what of %j", (value, message) => {
    expect(() => SHAPE(value, "")).toThrow(new Misshapen(message));
  });

  it("fails in no other way, and repeats nothing of the value", () => {
    fc.assert(
      fc.property(fc.anything(), fc.uuid(), (value, secret) => {
        const given = { ...VALUE, web: value, kind: secret };
        expect(() => SHAPE(given, "")).toThrow(Misshapen);
        expect(() => SHAPE(given, "")).not.toThrow(secret);
      }),
    );
  });
});
