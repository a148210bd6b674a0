import { describe, expect, it } from "@jest/globals";

import { EntraType } from "../../policy/resources.ts";
import { endFault, secretLifetime } from "../../policy/secretLifetime.ts";
import { judge, UNKNOWN_TEXT } from "./judge.ts";

const NOW = new Date("2031-01-01T00:00:00Z");
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

describe("the end of a secret", () => {
  it("may be as late as the last second of the lifetime, and no later", () => {
    expect(endFault({ endDate: "2031-01-31T00:00:00Z" }, "", 30, NOW)).toBeUndefined();
    expect(endFault({ endDate: "2031-01-31T00:00:01Z" }, "", 30, NOW)).toEqual({
      setting: "endDate",
      given: '"2031-01-31T00:00:01Z"',
      allowed: "an end within 30 days",
      fix: 'Set endDate to "2031-01-31T00:00:00Z" or earlier; a secret that exists keeps its end, so declare another beside it.',
    });
  });

  it("is judged in any time zone, and one that is past is none too late", () => {
    expect(endFault({ endDate: "2031-01-31T02:00:00+02:00" }, "", 30, NOW)).toBeUndefined();
    expect(endFault({ endDate: "2031-01-31T00:00:00-02:00" }, "", 30, NOW)).toBeDefined();
    expect(endFault({ endDate: "2030-12-31T00:00:00Z" }, "", 30, NOW)).toBeUndefined();
  });

  it("has to be given: Entra's own is two years away", () => {
    expect(endFault({}, "", 30, NOW)?.given).toBe("not set, so that Entra lets it live for two years");
    expect(endFault({ endDateRelative: "240h" }, "password.", 30, NOW)).toMatchObject({
      setting: "password.endDate",
      given:
        "not set, so that Entra lets it live for two years, and endDateRelative has no effect in Pulumi's azuread provider",
    });
  });

  it("that cannot be read is refused", () => {
    expect(endFault({ endDate: "next summer" }, "", 30, NOW)?.given).toBe('"next summer"');
  });
});

describe("secret-lifetime", () => {
  it.each([EntraType.ApplicationPassword, EntraType.ServicePrincipalPassword])("%s: 180 days by itself", (type) => {
    expect(judge(secretLifetime, { type, props: { endDate: inDays(179) } }).violations).toEqual([]);
    const late = inDays(181);
    const { violations } = judge(secretLifetime, { type, props: { endDate: late } });
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(`endDate is "${late}"; allowed: an end within 180 days. Set endDate to "`);
  });

  it("takes the days of its configuration", () => {
    const resource = { type: EntraType.ApplicationPassword, props: { endDate: inDays(100) } };
    expect(judge(secretLifetime, resource, { days: 101 }).violations).toEqual([]);
    expect(judge(secretLifetime, resource, { days: 99 }).violations).toHaveLength(1);
  });

  it("looks into a whole application, which may have no secret", () => {
    const { Application: type } = EntraType;
    expect(judge(secretLifetime, { type, props: {} }).violations).toEqual([]);
    expect(judge(secretLifetime, { type, props: { password: { displayName: "x" } } }).violations).toHaveLength(1);
    expect(judge(secretLifetime, { type, props: { password: { endDate: inDays(1) } } }).violations).toEqual([]);
  });

  it("passes other resources over", () => {
    expect(judge(secretLifetime, { type: "random:index/randomUuid:RandomUuid", props: {} }).violations).toEqual([]);
  });

  it("says that a preview does not know an end", () => {
    expect(judge(secretLifetime, { type: EntraType.ApplicationPassword, props: { endDate: UNKNOWN_TEXT } })).toEqual({
      violations: [],
      unknown: "string value at .endDate can't be known during preview",
    });
  });
});
