import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";

import { unjudged } from "./lookalikes.ts";
import { EntraType, propsOf } from "./resources.ts";
import { allKnown } from "./unknowns.ts";

interface Config {
  ignored?: string[];
}

/**
 * Names what makes applications, or gives them access, and is judged by no policy of this pack: silence about it would read as praise. For a person to
 * look at, so policy/mandatory.json lets it advise only.
 */
export const notJudged: ResourceValidationPolicy = {
  name: "not-judged",
  displayName: "Named, because no policy judges it",
  description:
    "A resource that may make an application, or give one access, by a way that this pack does not look into.",
  severity: "low",
  url: "https://learn.microsoft.com/entra/identity-platform/app-objects-and-service-principals",
  remediationSteps:
    "Look at the resource yourself. Declare applications with the azuread provider, so that they are judged; have a type of which you are sure added to " +
    "`ignored` in the configuration of this policy.",
  configSchema: {
    properties: {
      ignored: {
        type: "array",
        items: { type: "string", minLength: 1 },
        default: [],
        description: "Resource types that are not named, as Pulumi writes them; with * at the end all that begin so.",
      },
    },
  },
  validateResource(args, reportViolation) {
    const { ignored = [] } = args.getConfig<Config>();
    if (ignored.some((it) => (it.endsWith("*") ? args.type.startsWith(it.slice(0, -1)) : it === args.type))) return;
    const name = (why: string): void => {
      reportViolation(
        `not judged: ${args.type}; ${why}. Look at it yourself, and have the type added to the ignored ones of this policy if it does not concern this policy.`,
      );
    };
    const why = unjudged(args.type);
    if (why !== undefined) name(why);
    allKnown(
      unreadOf(args).map(({ property, given, means }) => () => {
        if (given()) name(`${property} is set, and ${means}`);
      }),
    );
  },
};

interface Unread {
  readonly property: string;
  /** Whether there is something; throws where a preview does not know it. */
  readonly given: () => boolean;
  readonly means: string;
}

/** What the types in UNJUDGED declare on their own can be written into an application, or a service principal, as well. */
function unreadOf(args: ResourceValidationArgs): Unread[] {
  const principal = propsOf(args, EntraType.ServicePrincipal);
  if (principal !== undefined) {
    const means = "whoever opens the application from a list of applications is sent there";
    return [{ property: "loginUrl", given: () => isThere(principal.loginUrl), means }];
  }
  const whole = propsOf(args, EntraType.Application);
  if (whole === undefined) return [];
  return [
    {
      property: "templateId",
      given: () => isThere(whole.templateId),
      means: "what a template brings along is not declared",
    },
    {
      property: "appRoles",
      given: () => isThere(whole.appRoles),
      means: "whoever has a role already has what its new value stands for in the application's own API",
    },
    {
      property: "api.oauth2PermissionScopes",
      given: () => isThere(whole.api?.oauth2PermissionScopes),
      means: "an earlier consent is one to what the new value stands for in the application's own API",
    },
    {
      property: "optionalClaims",
      given: () => isThere(whole.optionalClaims),
      means: "it changes what tokens say of the person who signs in",
    },
  ];
}

function isThere(value: string | readonly object[] | object | null | undefined): boolean {
  return value != null && value !== "" && !(Array.isArray(value) && value.length === 0);
}
