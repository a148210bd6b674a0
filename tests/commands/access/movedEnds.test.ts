import { describe, expect, it } from "@jest/globals";

import { movedEnds } from "../../../commands/access/movedEnds.ts";

const A = { label: "a" };

describe("movedEnds", () => {
  it.each([
    ["is added", [A], [{ ...A, expires: "2035-01-01" }]],
    ["is later", [{ ...A, expires: "2030-01-01" }], [{ ...A, expires: "2035-01-01" }]],
    ["is earlier", [{ ...A, expires: "2035-01-01" }], [{ ...A, expires: "2030-01-01" }]],
    ["is of the second", [A], [{ label: "b" }, { ...A, expires: "2035-01-01" }]],
  ])("names an end that %s", (_, previous, declared) => {
    const faults = movedEnds(previous, declared, "prod");
    expect(faults).toMatchObject([{ setting: `clientSecrets[${declared.length - 1}].expires` }]);
    expect(faults[0]?.fix).toContain("npx aem-mail-oauth rotate add --stack prod");
  });

  it.each([
    ["nothing was known before", [], [{ ...A, expires: "2035-01-01" }]],
    ["a new label has one", [A], [{ label: "b", expires: "2035-01-01" }, A]],
    ["it stays", [{ ...A, expires: "2035-01-01" }], [{ ...A, expires: "2035-01-01" }]],
    ["it is written otherwise", [{ ...A, expires: "2035-01-01" }], [{ ...A, expires: "2035-01-01T01:00:00+01:00" }]],
    ["it is taken away", [{ ...A, expires: "2035-01-01" }], [A]],
  ])("has nothing to say where %s", (_, previous, declared) => {
    expect(movedEnds(previous, declared, "prod")).toEqual([]);
  });
});
