import type { Value, Values } from "./values.ts";

/** `object` is a Terraform block of which there is one at most; Pulumi shows it without the list around it. */
export type Kind = "string" | "boolean" | "integer" | "map" | "object" | "list" | "set";

/** Who gives a value: the program (`required`, `optional`), the directory (`computed`), or whoever of the two does first. */
type Use = "required" | "optional" | "optionalComputed" | "computed";

/** Says what is wrong with a value, or nothing. `path` is the name in Terraform's spelling: display_name, redirect_uris.0. */
export type Validator = (value: Value, path: string) => string | undefined;

export interface Property {
  readonly kind: Kind;
  readonly use: Use;
  /** Members of an object, or of the objects in a list or set. */
  readonly fields?: Schema;
  /** A change makes a new resource. */
  readonly forceNew?: boolean;
  readonly secret?: boolean;
  /** Why the property should no longer be given, and what to give instead. */
  readonly deprecated?: string;
  readonly default?: Value;
  /** For a list or set of plain values: checks each element. */
  readonly validate?: Validator;
  readonly conflictsWith?: readonly string[];
  readonly atLeastOneOf?: readonly string[];
  /** Names of which exactly one must be given (functions only). */
  readonly exactlyOneOf?: readonly string[];
  readonly minItems?: number;
  readonly maxItems?: number;
  /** Terraform's name where it is not the snake_case of Pulumi's. */
  readonly terraformName?: string;
  /** Whether an old value that the program does not mention may stay as it is. */
  readonly keepUnmentioned?: (old: Values) => boolean;
}

export type Schema = Readonly<Record<string, Property>>;

type Details = Omit<Property, "kind" | "use">;

export function required(kind: Kind, details: Details = {}): Property {
  return { kind, use: "required", ...details };
}

export function optional(kind: Kind, details: Details = {}): Property {
  return { kind, use: "optional", ...details };
}

export function optionalComputed(kind: Kind, details: Details = {}): Property {
  return { kind, use: "optionalComputed", ...details };
}

export function computed(kind: Kind, details: Details = {}): Property {
  return { kind, use: "computed", ...details };
}

export function terraformName(name: string, property: Property | undefined): string {
  return property?.terraformName ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function isCollection(property: Property): boolean {
  return property.kind === "list" || property.kind === "set" || property.kind === "map";
}
