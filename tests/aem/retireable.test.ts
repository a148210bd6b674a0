import { expect, it } from "@jest/globals";

import { retireable } from "../../aem/retireable.ts";

const given = (keyId: string, secret = "new") => ({
  stack: "prod",
  clientId: "client",
  secret,
  keyId,
  at: "2030-05-23T06:00:00Z",
});
const place = (name: string, has?: ReturnType<typeof given>, status?: string) => ({
  name,
  isByHand: status === undefined,
  given: has,
  ...(status === undefined ? {} : { status }),
});
const NEW = { label: "new", keyId: "KEY-2" };

it.each<[string, Parameters<typeof retireable>[0], ReturnType<typeof retireable>]>([
  ["every place has it", [place("a", given("key-2")), place("b", given("key-2"), "ready")], "yes"],
  ["nobody knows of any place", [place("a"), place("b")], "unknown"],
  ["there is no place", [], "unknown"],
  [
    "one has another",
    [place("a", given("key-2")), place("b", given("key-1", "old"))],
    { not: ['b has "old", since 2030-05-23'] },
  ],
  ["one has another under the same label", [place("a", given("key-9"))], { not: ['a has "new", since 2030-05-23'] }],
  ["of one nothing is known", [place("a", given("key-2")), place("b")], { not: ["b has nothing that is known of"] }],
  [
    "one restarts, and the old AEM serves",
    [place("a", given("key-2"), "updating")],
    { not: ["a restarts (updating), and has the old one until that is over"] },
  ],
])("where %s", (_, places, answer) => {
  expect(retireable(places, NEW)).toEqual(answer);
});

it("goes by the label where the state does not tell the id", () => {
  expect(retireable([place("a", given("key-9"))], { label: "new", keyId: undefined })).toBe("yes");
  expect(retireable([place("a", given("key-9", "old"))], { label: "new", keyId: undefined })).toEqual({
    not: ['a has "old", since 2030-05-23'],
  });
});
