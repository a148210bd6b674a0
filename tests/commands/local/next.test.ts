import { describe, expect, it } from "@jest/globals";

import { type Given, nextSteps } from "../../../commands/local/next.ts";
import type { Result } from "../../../stack/localStack.ts";
import { localRef } from "../../checkout.ts";

const NOW = new Date("2030-06-01T00:00:00Z");
const NOTHING: Result = { changes: { same: 9 }, outputs: {}, steps: [], failed: false };
const CHANGED: Result = { ...NOTHING, changes: { update: 1, same: 8 } };
const GIVEN: Given = { place: localRef("/tmp/x"), config: [], policyPack: undefined, policyPackConfig: undefined };

const after = (
  action: "up" | "preview" | "refresh" | "destroy" | "outputs",
  result: Result,
  given: Partial<Given> = {},
) => nextSteps(action, result, { ...GIVEN, ...given }, [], NOW);

describe("after a preview with changes", () => {
  it("names the command that makes these changes, with every option that they depend on, for a shell", () => {
    const given = {
      config: [
        'displayName=It\'s "new" for $HOME',
        'clientSecrets=[{"label":"second"},{"label":"initial"}]',
        "protect=true",
      ],
      policyPack: "my rules",
      policyPackConfig: "policy/mandatory.json",
    };
    expect(after("preview", CHANGED, given)).toBe(
      "Next: `npx aem-mail-oauth local --config 'displayName=It'\\''s \"new\" for $HOME' " +
        `--config 'clientSecrets=[{"label":"second"},{"label":"initial"}]' --config protect=true ` +
        "--policy-pack 'my rules' --policy-pack-config policy/mandatory.json --folder /tmp/x` makes these changes.\n",
    );
    expect(after("preview", CHANGED)).toBe("Next: `npx aem-mail-oauth local --folder /tmp/x` makes these changes.\n");
  });

  it("never repeats what may be a secret of a provider", () => {
    const next = after("preview", CHANGED, { config: ["azuread:clientSecret=geheim", "aem-mail-oauth:protect=true"] });
    expect(next).toContain("--config 'azuread:clientSecret=<the same value>' --config aem-mail-oauth:protect=true");
    expect(next).not.toContain("geheim");
  });
});

describe("where nothing is to be changed", () => {
  it.each(["preview", "up"] as const)("%s says what was compared, and what was not", (action) => {
    const words = after(action, NOTHING);
    expect(words).toMatch(
      /^Nothing (to do|changed)\. The settings were compared with the state, not with the tenant\./,
    );
    expect(words).toContain("npx aem-mail-oauth access --live --stack local --folder /tmp/x");
    expect(words).toContain("npx aem-mail-oauth local refresh --folder /tmp/x");
  });

  it("says none of that where something changes", () => {
    expect(after("up", CHANGED)).not.toContain("compared");
    expect(after("preview", CHANGED)).not.toContain("compared");
  });

  it("refresh claims no more than what its resources see", () => {
    expect(after("refresh", NOTHING)).toContain("access --live --stack local --folder /tmp/x");
    expect(after("refresh", NOTHING)).not.toContain("puts back");
    expect(after("refresh", CHANGED)).toContain("`npx aem-mail-oauth local --folder /tmp/x` puts back");
  });
});

it("tells that --config holds for one run", () => {
  expect(after("up", CHANGED, { config: ["protect=true"] })).toContain("--config was for this run");
  expect(after("up", CHANGED)).not.toContain("--config");
});

it("names the folder after a destroy, and nothing after outputs", () => {
  expect(after("destroy", CHANGED)).toContain("`npx aem-mail-oauth local reset --folder /tmp/x`");
  expect(after("outputs", NOTHING)).toBe("");
});
