import type { Schema } from "./schema.ts";
import { equal, isObject, isZero, type Value, type Values } from "./values.ts";

const DEFAULTS = "__defaults";

/**
 * The inputs after a refresh: each that the program gave takes the value found, one that is no longer there is dropped, and one
 * that was filled in by default counts as given once it differs.
 */
export function refreshInputs(inputs: Values, state: Values): Values {
  const result: Values = {};
  const changed = new Set<Value>();
  for (const [name, old] of Object.entries(inputs)) {
    const found = state[name] ?? null;
    if (name === DEFAULTS || found === null) continue;
    result[name] = refreshInput(old, found);
    if (!equal(result[name], old)) changed.add(name);
  }
  const defaults = inputs[DEFAULTS];
  if (Array.isArray(defaults)) result[DEFAULTS] = defaults.filter((name) => !changed.has(name));
  return result;
}

function refreshInput(old: Value, found: Value): Value {
  if (isObject(old) && isObject(found)) return refreshInputs(old, found);
  if (Array.isArray(old) && Array.isArray(found))
    return found.slice(0, old.length).map((element, index) => refreshInput(old[index] ?? null, element));

  return found;
}

/** The inputs of an imported resource: whatever a program can give and is neither empty nor the default. */
export function importInputs(schema: Schema, state: Values): Values {
  const result: Values = { [DEFAULTS]: [] };
  for (const name of Object.keys(schema).sort()) {
    const property = schema[name];
    const found = state[name] ?? null;
    if (property === undefined || property.use === "computed" || found === null) continue;
    if (property.conflictsWith?.some((rival) => rival in result) === true) continue;
    const input = importInput(property.fields, found);
    const isOmissible =
      property.default === undefined ? isZero(input) || isEmptyObject(input) : equal(property.default, input);
    if (property.use === "required" || !isOmissible) result[name] = input;
  }
  return result;
}

function importInput(fields: Schema | undefined, found: Value): Value {
  if (fields === undefined) return found;
  if (Array.isArray(found)) return found.map((element) => importInput(fields, element));
  return isObject(found) ? importInputs(fields, found) : found;
}

function isEmptyObject(value: Value): boolean {
  return isObject(value) && Object.keys(value).every((name) => name === DEFAULTS);
}
