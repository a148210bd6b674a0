import type { PolicyConfigSchema, ResourceValidationArgs } from "@pulumi/policy";

/** A list in the configuration of a policy. */
interface ConfiguredList {
  readonly schema: PolicyConfigSchema;
  /** What it holds where a resource, or a whole stack, is judged. */
  of(args: Pick<ResourceValidationArgs, "getConfig">): readonly string[];
}

interface Choice {
  /** What the list holds where nobody gives it. Default: nothing. */
  readonly otherwise?: readonly string[];
  /** Which texts it takes, as JSON Schema says it. Default: any. */
  readonly items?: { readonly minLength?: number; readonly pattern?: string; readonly enum?: readonly string[] };
  readonly minItems?: number;
}

/** A list that whoever runs the pack may give, as the one thing that a policy is configured with. */
export function configuredList(
  name: string,
  description: string,
  { otherwise = [], items, minItems }: Choice = {},
): ConfiguredList {
  const { enum: values, ...bounds } = items ?? {};
  const list = {
    type: "array",
    items: { type: "string", ...bounds, ...(values && { enum: [...values] }) },
    ...(minItems !== undefined && { minItems }),
    default: [...otherwise],
    description,
  } as const;
  return {
    schema: { properties: { [name]: list } },
    of: (args) => args.getConfig<Record<string, readonly string[] | undefined>>()[name] ?? otherwise,
  };
}

/** What a list allows, for a message: `no owners` where it is empty. */
export function allowedOrNo(what: string, allowed: readonly string[]): string {
  return allowed.length === 0 ? `no ${what}` : allowed.join(", ");
}
