import type { ResourceValidationPolicy } from "@pulumi/policy";

import { type Fault, shown } from "../components/rules/faults.ts";
import { DAY, DEFAULT_LIFETIME_DAYS, graphTime, parseExpires } from "../components/secrets/secretLifetime.ts";
import { EntraType, propsOf, type SecretProps } from "./resources.ts";
import { violation } from "./violation.ts";

interface Config {
  days?: number;
}

/**
 * Secrets end soon. The engine shows a policy the end that was asked for when the secret was made, also where a program ignores changes of
 * it, so that a secret does not get too long as time passes; it gets so when the rule is made stricter.
 */
export const secretLifetime: ResourceValidationPolicy = {
  name: "secret-lifetime",
  displayName: "Secrets expire soon",
  description: "A client secret ends within a number of days from now.",
  severity: "high",
  url: "https://learn.microsoft.com/graph/api/application-addpassword",
  remediationSteps:
    "Give the secret an earlier end. One that exists cannot be shortened: make another beside it, move what uses it over, and remove it.",
  configSchema: {
    properties: {
      days: {
        type: "integer",
        minimum: 1,
        default: DEFAULT_LIFETIME_DAYS,
        description: "Days from now within which a secret has to end.",
      },
    },
  },
  validateResource(args, reportViolation) {
    const { days = DEFAULT_LIFETIME_DAYS } = args.getConfig<Config>();
    const secret =
      propsOf(args, EntraType.ApplicationPassword) ?? propsOf(args, EntraType.ServicePrincipalPassword) ?? undefined;
    const inner = propsOf(args, EntraType.Application)?.password;
    for (const [props, path] of [
      [secret, ""],
      [inner, "password."],
    ] as const) {
      const fault = props == null ? undefined : endFault(props, path, days, new Date());
      if (fault !== undefined) reportViolation(violation(fault));
    }
  },
};

/** What is wrong with the end of one secret; `path` leads to it within the resource, `now` is when the lifetime is counted from. */
export function endFault(secret: SecretProps, path: string, days: number, now: Date): Fault | undefined {
  const latest = new Date(now.getTime() + days * DAY);
  const rest = {
    allowed: `an end within ${days} days`,
    fix: `Set endDate to "${graphTime(latest)}" or earlier; a secret that exists keeps its end, so declare another beside it.`,
  };
  const { endDate, endDateRelative } = secret;
  if (endDate == null || endDate === "") {
    const ignored = endDateRelative == null ? "" : `, and endDateRelative has no effect in Pulumi's azuread provider`;
    return { ...rest, setting: `${path}endDate`, given: `not set, so that Entra lets it live for two years${ignored}` };
  }
  const end = parseExpires(endDate);
  if (end !== undefined && end <= latest) return undefined;
  return { ...rest, setting: `${path}endDate`, given: shown(endDate) };
}
