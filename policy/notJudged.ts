import type { ResourceValidationPolicy } from "@pulumi/policy";
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
        `not judged: ${args.type}; ${why}. Look at it yourself, and have the type added to the ignored ones of this policy if it is none of its business.`,
      );
    };
    const why = unjudged(args.type);
    if (why !== undefined) name(why);
    allKnown([
      () => {
        const template = propsOf(args, EntraType.Application)?.templateId;
        if (template != null && template !== "")
          name("templateId is set, and what a template brings along is not declared");
      },
      () => {
        const known = propsOf(args, EntraType.Application)?.api?.knownClientApplications;
        if ((known?.length ?? 0) > 0)
          name("api.knownClientApplications is set: consent to those is consent to this one too");
      },
    ]);
  },
};
