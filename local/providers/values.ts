/** A property value as Pulumi's protocol carries it. An unknown value (one that only an update can tell) is {@link UNKNOWN}. */
export type Value = null | boolean | number | string | Value[] | { [name: string]: Value };
export type Values = Record<string, Value>;

/** The string by which Pulumi's protocol marks an unknown value (sdk/proto: "unknown" sentinels). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Older engines send one sentinel for each type; all mean the same. */
const UNKNOWNS: ReadonlySet<Value> = new Set<Value>([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function isUnknown(value: Value | undefined): boolean {
  return value !== undefined && UNKNOWNS.has(value);
}

export function containsUnknown(value: Value): boolean {
  if (Array.isArray(value)) return value.some(containsUnknown);
  if (isObject(value)) return Object.values(value).some(containsUnknown);
  return isUnknown(value);
}

export function isObject(value: Value | undefined): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What Terraform's SDK cannot tell from "not set": null, "", 0, false, [] and {}. */
export function isZero(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

/** Deep equality; a member that is null equals one that is absent. */
export function equal(left: Value | undefined, right: Value | undefined): boolean {
  if (left === right || (left ?? null) === (right ?? null)) return true;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((element, index) => equal(element, right[index]));

  if (isObject(left) && isObject(right)) {
    const names = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...names].every((name) => equal(left[name], right[name]));
  }
  return false;
}

export function text(value: Value | undefined): string {
  return typeof value === "string" ? value : "";
}

export function flag(value: Value | undefined): boolean {
  return value === true;
}

export function list(value: Value | undefined): Value[] {
  return Array.isArray(value) ? value : [];
}

/** A list that is read, changed and written back, or decides whether something is there: something else in its place is no empty list. */
export function listIn(found: Values, name: string): Value[] {
  const value = found[name] ?? [];
  if (Array.isArray(value)) return value;
  throw new Error(`the answer of Microsoft Graph could not be read: ${name} is no list`);
}

export function texts(value: Value | undefined): string[] {
  return list(value).filter((element) => typeof element === "string");
}

export function object(value: Value | undefined): Values {
  return isObject(value) ? value : {};
}

/** The value as a person reads it in a message. */
export function shown(value: Value): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The values with null for what is not known. */
export function withoutUnknowns(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, withoutUnknown(value)]));
}

export function withoutUnknown(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutUnknown);
  if (isObject(value)) return withoutUnknowns(value);
  return isUnknown(value) ? null : value;
}
