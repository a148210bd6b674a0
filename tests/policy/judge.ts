import { createRequire } from "node:module";

import type {
  PolicyResource,
  PolicyResourceOptions,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";

interface Unknowns {
  unknownCheckingProxy: (props: object) => Record<string, unknown>;
  unknownStringValue: string;
  unknownArrayValue: string;
  unknownBooleanValue: string;
  unknownObjectValue: string;
}

// What @pulumi/policy gives a pack when it serves the engine; it does not declare the types of this module.
const { unknownCheckingProxy, unknownStringValue, unknownArrayValue, unknownBooleanValue, unknownObjectValue } =
  createRequire(import.meta.url)("@pulumi/policy/proxy.js") as Unknowns;

/** Values that a preview does not know yet, as the engine sends them. */
export const UNKNOWN_TEXT = unknownStringValue;
export const UNKNOWN_LIST = unknownArrayValue;
export const UNKNOWN_SWITCH = unknownBooleanValue;
export const UNKNOWN_OBJECT = unknownObjectValue;

const OPTIONS: PolicyResourceOptions = {
  protect: false,
  ignoreChanges: [],
  aliases: [],
  customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  additionalSecretOutputs: [],
};

function notApplicable(reason?: string): never {
  throw new Error(reason);
}

export interface Judged {
  readonly violations: readonly string[];
  /** What the preview says of a value that the policy could not see; undefined where it saw all. */
  readonly unknown: string | undefined;
}

/** What a policy says of one resource, with its properties wrapped as they are when the engine asks. */
export function judge(
  policy: ResourceValidationPolicy,
  resource: { type: string; props: object; urn?: string; parent?: string },
  config: object = {},
): Judged {
  const violations: string[] = [];
  const { type, props, urn = `urn:pulumi:test::test::${type}::it`, parent } = resource;
  const args: ResourceValidationArgs = {
    type,
    props: unknownCheckingProxy(props),
    urn,
    name: "it",
    opts: { ...OPTIONS, ...(parent === undefined ? {} : { parent }) },
    stackTags: new Map(),
    isType: () => false,
    asType: () => undefined,
    getConfig: () => config as never,
    notApplicable,
  };
  const { validateResource } = policy;
  if (typeof validateResource !== "function") throw new Error(`${policy.name} has not one validation`);
  try {
    void validateResource(args, (message) => violations.push(message));
  } catch (error) {
    if (!(error instanceof Error) || error.constructor.name !== "UnknownValueError") throw error;
    return { violations, unknown: error.message };
  }
  return { violations, unknown: undefined };
}

export interface StackResource {
  readonly type: string;
  readonly name: string;
  readonly props: object;
  /** By property, the names of the resources of the list that its value is computed from. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
}

export interface JudgedStack {
  readonly violations: readonly { readonly message: string; readonly urn: string | undefined }[];
  readonly unknown: string | undefined;
}

/** What a stack policy says of resources, whose URNs are their names. */
export function judgeStack(
  policy: StackValidationPolicy,
  resources: readonly StackResource[],
  config: object = {},
): JudgedStack {
  const built = resources.map(({ type, name, props }): PolicyResource => ({
    type,
    name,
    props: unknownCheckingProxy(props),
    urn: name,
    opts: OPTIONS,
    dependencies: [],
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
  }));
  const named = (name: string): PolicyResource => {
    const found = built.find(({ urn }) => urn === name);
    if (found === undefined) throw new Error(`the list has no resource ${name}`);
    return found;
  };
  for (const { name, from = {} } of resources)
    for (const [property, names] of Object.entries(from)) named(name).propertyDependencies[property] = names.map(named);

  const violations: { message: string; urn: string | undefined }[] = [];
  try {
    void policy.validateStack(
      { resources: built, stackTags: new Map(), getConfig: () => config as never, notApplicable },
      (message, urn) => violations.push({ message, urn }),
    );
  } catch (error) {
    if (!(error instanceof Error) || error.constructor.name !== "UnknownValueError") throw error;
    return { violations, unknown: error.message };
  }
  return { violations, unknown: undefined };
}
