import { describe, expect, it } from "@jest/globals";

import { servicePrincipal } from "../../../local/providers/azuread/servicePrincipal.ts";
import { importInputs, refreshInputs } from "../../../local/providers/inputs.ts";

describe("inputs after a refresh", () => {
  it("take what was found, and no property that the program did not give", () => {
    const inputs = { __defaults: ["audience"], name: "a", audience: "x", uris: ["b", "a"] };
    const state = { name: "changed", audience: "x", uris: ["a", "b"], notes: "found" };
    expect(refreshInputs(inputs, state)).toEqual({ ...inputs, name: "changed", uris: ["a", "b"] });
  });

  it("count a default as given once it differs, and drop what is gone", () => {
    const inputs = { __defaults: ["audience"], audience: "x", notes: "n" };
    expect(refreshInputs(inputs, { audience: "y", notes: null })).toEqual({ __defaults: [], audience: "y" });
  });
});

describe("inputs of an import", () => {
  it("are what a program would have to say, without defaults, empty values and rivals", () => {
    const state = {
      accountEnabled: true,
      clientId: "c",
      description: "",
      displayName: "told by the directory",
      featureTags: [{ customSingleSignOn: false, enterprise: false, gallery: false, hide: false }],
      features: [
        { customSingleSignOnApp: false, enterpriseApplication: false, galleryApplication: false, visibleToUsers: true },
      ],
      notes: "kept",
      owners: [],
      tags: ["one"],
    };
    expect(importInputs(servicePrincipal.schema, state)).toEqual({
      __defaults: [],
      clientId: "c",
      featureTags: [{ __defaults: [] }],
      notes: "kept",
    });
  });
});
