import { isCollection, type Property, type Schema } from "./schema.ts";
import {
  containsUnknown,
  equal,
  isObject,
  isUnknown,
  isZero,
  shown,
  UNKNOWN,
  type Value,
  type Values,
  withoutUnknown,
} from "./values.ts";

/**
 * The state that an update from `olds` (absent: a creation) to the inputs `news` would lead to, as far as it can be told without
 * asking the directory: what only the directory can tell is unknown on creation and stays as it is on update.
 */
export function planState(schema: Schema, olds: Values | undefined, news: Values): Values {
  return Object.fromEntries(
    Object.entries(schema).map(([name, property]) => [name, planProperty(property, olds, name, news[name] ?? null)]),
  );
}

function planProperty(property: Property, olds: Values | undefined, name: string, given: Value): Value {
  const old = olds === undefined ? undefined : (olds[name] ?? null);
  const isComputed = property.use === "computed" || property.use === "optionalComputed";
  if (isNotGiven(property, given) || property.use === "computed" || (isComputed && given === "")) {
    if (isComputed) return old === undefined ? UNKNOWN : old;
    return old !== undefined && old !== null && staysUnmentioned(property, old) ? old : nothing(property);
  }
  return planGiven(property, old, given);
}

/** Terraform keeps a list or set of blocks even where there are none. */
function nothing({ kind, fields }: Property): Value {
  return fields !== undefined && (kind === "list" || kind === "set") ? [] : null;
}

/** Terraform's SDK cannot tell an empty list or set from none. */
function isNotGiven({ kind }: Property, given: Value): boolean {
  return given === null || ((kind === "list" || kind === "set") && isZero(given));
}

function staysUnmentioned(property: Property, old: Value): boolean {
  return isZero(old) || (isObject(old) && property.keepUnmentioned?.(old) === true);
}

function planGiven(property: Property, old: Value | undefined, given: Value): Value {
  const { fields, kind } = property;
  if (isUnknown(given)) return UNKNOWN;
  if (kind === "object" && isObject(given) && fields !== undefined)
    return planState(fields, isObject(old) ? old : undefined, given);

  if (kind === "map" && isObject(given)) return mapOfTexts(given);
  if (kind === "list" && Array.isArray(given) && fields !== undefined) {
    const before = Array.isArray(old) ? old : [];
    return given.map((element, index) => planElement(fields, before[index], element));
  }
  if (kind === "set" && Array.isArray(given)) {
    // Terraform cannot tell which elements of a set are equal while one is unknown.
    if (containsUnknown(given)) return UNKNOWN;
    if (fields === undefined) return sortedSet(given);
    const before = Array.isArray(old) ? old : [];
    return given.map((element) => planElement(fields, sameElement(fields, before, element), element));
  }
  return given;
}

/** A map has values of one type: numbers and booleans become text. */
function mapOfTexts(given: Values): Values {
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, value === null ? null : shown(value)]));
}

function planElement(fields: Schema, old: Value | undefined, given: Value): Value {
  return isObject(given) ? planState(fields, isObject(old) ? old : undefined, given) : given;
}

/** The element of the old set that says the same as the given one, so that it may keep what the directory added to it. */
function sameElement(fields: Schema, before: readonly Value[], given: Value): Value | undefined {
  if (!isObject(given)) return undefined;
  return before.find((old) => isObject(old) && equal(planState(fields, old, given), old));
}

/** Terraform keeps sets of strings in the order of their bytes, each element once. */
export function sortedSet(elements: readonly Value[]): Value[] {
  return [...new Set(elements)].sort((left, right) => compareBytes(shown(left), shown(right)));
}

function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/**
 * The state after a creation or update: what the directory now says, else what was planned. A list, set or map that was never
 * mentioned is null while it is empty, as Terraform keeps it; one that was emptied is empty.
 */
export function settleState(schema: Schema, olds: Values, planned: Values, actual: Values): Values {
  return Object.fromEntries(
    Object.entries(schema).map(([name, property]) => {
      const plan = planned[name] ?? null;
      const value = actual[name];
      if (value === undefined || isPlannedSet(property, plan)) return [name, withoutUnknown(plan)];
      const isNothing = plan === null && isCollection(property) && isZero(value) && isZero(olds[name]);
      return [name, isNothing ? null : settle(property, value)];
    }),
  );
}

/** Terraform takes it that a set is written as it was planned. */
function isPlannedSet({ kind }: Property, plan: Value): boolean {
  return kind === "set" && Array.isArray(plan) && !containsUnknown(plan);
}

/** The state after a refresh or import: what the directory says, else what the state said. */
export function refreshState(schema: Schema, olds: Values, actual: Values): Values {
  return Object.fromEntries(
    Object.entries(schema).map(([name, property]) => {
      const value = actual[name];
      return [name, value === undefined ? (olds[name] ?? null) : settle(property, value)];
    }),
  );
}

function settle(property: Property, value: Value): Value {
  return property.kind === "set" && property.fields === undefined && Array.isArray(value) ? sortedSet(value) : value;
}
