import { describe, expect, it } from "@jest/globals";

import { azureadPackage } from "../../../local/providers/azuread/package.ts";
import { packageSpec } from "../../../local/providers/packageSpec.ts";
import { randomPackage } from "../../../local/providers/random/package.ts";
import { object } from "../../../local/providers/values.ts";

describe("the schema of the package", () => {
  it("describes each resource's inputs apart from what the directory tells", () => {
    expect(packageSpec(randomPackage)).toEqual({
      name: "random",
      version: "4.21.2",
      meta: { moduleFormat: "(.*)(?:/[^/]*)" },
      types: {},
      resources: {
        "random:index/randomUuid:RandomUuid": {
          properties: {
            keepers: { type: "object", additionalProperties: { type: "string" } },
            result: { type: "string" },
          },
          inputProperties: { keepers: { type: "object", additionalProperties: { type: "string" } } },
          requiredInputs: [],
        },
      },
    });
  });

  it("marks a secret's value, and describes every block that it refers to", () => {
    const spec = packageSpec(azureadPackage({ variables: {} }));
    const password = object(object(spec.resources)["azuread:index/applicationPassword:ApplicationPassword"]);
    expect(object(password.properties).value).toEqual({ type: "string", secret: true });
    expect(password.requiredInputs).toEqual(["applicationId"]);
    const references = [...JSON.stringify(spec).matchAll(/"#\/types\/([^"]+)"/g)].map(([, token]) => token ?? "");
    const described = Object.keys(object(spec.types));
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((token) => !described.includes(token))).toEqual([]);
  });
});
