import { describe, expect, it } from "@jest/globals";

import { settingsOf } from "../../components/rules/settings.ts";
import { readStackConfig } from "../../components/rules/stackConfig.ts";
import { DAMAGED_SHAPES, VALID_SETTINGS } from "../damagedSettings.ts";

const NOW = new Date("2030-01-01T00:00:00Z");
const NAMESPACE = "aem-mail-oauth:";

/** Valid settings but for this one. */
function read(damaged: Readonly<Record<string, string>>, secret: readonly string[] = []) {
  const ours = Object.entries(VALID_SETTINGS).map(([key, value]) => [`${NAMESPACE}${key}`, value]);
  const values = { ...(Object.fromEntries(ours) as Record<string, string>), ...damaged };
  return readStackConfig({ values, isSecret: (key) => secret.includes(key), stack: "dev", now: NOW });
}

const CASES = [
  ...Object.keys(VALID_SETTINGS).map((key) => `${NAMESPACE}${key}`),
  "azuread:tenantId",
  "azuread:environment",
];

describe("settings of which one is damaged", () => {
  it("are right as long as none is", () => {
    expect(read({}).faults).toEqual([]);
  });

  it.each(CASES)("%s: whatever stands there, there is a list of faults or a use for it, and never a crash", (key) => {
    const refused = DAMAGED_SHAPES.filter((shape) => {
      const { args, faults } = read({ [key]: shape });
      // What asks before anybody has looked at the faults.
      expect(() => settingsOf(args, "dev")).not.toThrow();
      for (const fault of faults) {
        expect(Object.values(fault).every((words) => typeof words === "string" && words !== "")).toBe(true);
        expect(JSON.stringify(fault).length).toBeLessThan(1000);
      }
      return faults.length > 0;
    });
    // Most shapes fit nowhere; a name or an address may be almost any text, and a token is anybody's.
    expect(refused.length).toBeGreaterThanOrEqual(/displayName|refreshToken/.test(key) ? 8 : DAMAGED_SHAPES.length - 6);
  });

  it.each(CASES)("%s: what is kept encrypted is shown by no fault, and by no warning", (key) => {
    const hidden = DAMAGED_SHAPES.filter((shape) => shape.length > 20).map((shape) => shape.slice(0, 20));
    expect(hidden.length).toBeGreaterThan(2);
    for (const shape of [...DAMAGED_SHAPES, "0.AXoA-a-refresh-token-of-the-mailbox"]) {
      const { faults, warnings } = read({ [key]: shape }, [key]);
      const told = JSON.stringify([faults, warnings]);
      for (const start of [...hidden, "0.AXoA"]) expect(told).not.toContain(JSON.stringify(start).slice(1, -1));
    }
    // The control: in the open a wrong tenant is shown.
    expect(JSON.stringify(read({ "azuread:tenantId": "0.AXoA" }).faults)).toContain("0.AXoA");
  });

  it.each(["__proto__", "constructor", "toString", "", "config:preset", "Preset"])("know no key %j", (key) => {
    expect(read({ [`${NAMESPACE}${key}`]: "x" }).faults).toMatchObject([{ setting: key }]);
  });
});
