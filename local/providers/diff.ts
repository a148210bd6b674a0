import { planState } from "./plan.ts";
import { optional, type Property, type Schema } from "./schema.ts";
import { equal, isObject, isUnknown, type Value, type Values } from "./values.ts";

type ChangeKind = "ADD" | "DELETE" | "UPDATE";

/** One changed property or element; `path` is Pulumi's: notes, scopeIds[1], web.redirectUris[0]. */
export interface Change {
  readonly path: string;
  readonly kind: ChangeKind;
  readonly replace: boolean;
}

export interface Difference {
  readonly changes: readonly Change[];
  /** Top-level properties that changed, and of these the ones that make a new resource; sorted. */
  readonly properties: readonly string[];
  readonly replaces: readonly string[];
  /** Properties that would make a new resource, had they changed; sorted. */
  readonly stables: readonly string[];
}

/**
 * What changes from the state `olds` to the planned one, in the terms of Pulumi's detailed diff. `news` are the inputs that the
 * plan comes from. Properties in `ignoreChanges` are left out; the engine has reset them in `news` already.
 */
export function difference(
  schema: Schema,
  olds: Values,
  planned: Values,
  news: Values,
  ignoreChanges: readonly string[],
): Difference {
  const ignored = new Set(ignoreChanges.map(topLevel));
  const changes = Object.entries(schema)
    .filter(([name]) => !ignored.has(name))
    .flatMap(([name, property]) =>
      compare(
        name,
        property,
        olds[name] ?? null,
        planned[name] ?? null,
        news[name] ?? null,
        property.forceNew === true,
      ),
    );
  const replaces = new Set(changes.filter((change) => change.replace).map((change) => topLevel(change.path)));
  return {
    changes,
    properties: [...new Set(changes.map((change) => topLevel(change.path)))].sort(),
    replaces: [...replaces].sort(),
    stables: Object.keys(schema)
      .filter((name) => schema[name]?.forceNew === true && !replaces.has(name))
      .sort(),
  };
}

function topLevel(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? path;
}

function compare(path: string, property: Property, old: Value, plan: Value, given: Value, replace: boolean): Change[] {
  if (isAbsent(old) && isAbsent(plan)) return [];
  if (isAbsent(old)) return [{ path, kind: "ADD", replace }];
  if (isAbsent(plan)) return [{ path, kind: "DELETE", replace }];
  if (isUnknown(plan)) return [{ path, kind: "UPDATE", replace }];
  const { fields } = property;
  if (property.kind === "set" && Array.isArray(old) && Array.isArray(plan))
    return compareSets(path, property, old, plan, Array.isArray(given) ? given : [], replace);

  if (property.kind === "list" && Array.isArray(old) && Array.isArray(plan)) {
    return Array.from({ length: Math.max(old.length, plan.length) }).flatMap((_, index) => {
      const element = elementOf(property);
      const at = `${path}[${index}]`;
      return compare(at, element, old[index] ?? null, plan[index] ?? null, plan[index] ?? null, replace);
    });
  }
  if (property.kind === "object" && fields !== undefined && isObject(old) && isObject(plan)) {
    return Object.entries(fields).flatMap(([name, field]) => {
      const input = isObject(given) ? (given[name] ?? null) : null;
      return compare(
        `${path}.${name}`,
        field,
        old[name] ?? null,
        plan[name] ?? null,
        input,
        replace || field.forceNew === true,
      );
    });
  }
  if (property.kind === "map" && isObject(old) && isObject(plan)) {
    const value: Property = { kind: "string", use: "optional" };
    return [...new Set([...Object.keys(old), ...Object.keys(plan)])]
      .sort()
      .flatMap((key) => compare(memberPath(path, key), value, old[key] ?? null, plan[key] ?? null, null, replace));
  }
  return equal(old, plan) ? [] : [{ path, kind: "UPDATE", replace }];
}

/** An empty list counts as none: its first element is shown as the list being added. */
function isAbsent(value: Value): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function memberPath(path: string, key: string): string {
  return /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(key) ? `${path}.${key}` : `${path}["${key}"]`;
}

/**
 * A removed element is named by its place in the old state, an added one by its place in the program's list: Terraform sorts
 * sets, and the engine shows the program's order.
 */
function compareSets(
  path: string,
  property: Property,
  old: Value[],
  plan: Value[],
  given: Value[],
  replace: boolean,
): Change[] {
  const removed = old.flatMap((element, index) => (includes(plan, element) ? [] : [index]));
  const added = plan.filter((element) => !includes(old, element));
  if (given.length < plan.length && added.length + removed.length > 0) return [{ path, kind: "UPDATE", replace }];
  const places = added.map((element) => given.findIndex((input) => says(property, input, element)));
  if (places.includes(-1)) return [{ path, kind: "UPDATE", replace }];
  const element = elementOf(property);
  return [...new Set([...removed, ...places])]
    .sort((left, right) => left - right)
    .flatMap((index) => {
      const before = removed.includes(index) ? (old[index] ?? null) : null;
      const after = added[places.indexOf(index)] ?? null;
      return compare(`${path}[${index}]`, element, before, after, given[index] ?? null, replace);
    });
}

function elementOf({ fields }: Property): Property {
  return fields === undefined ? optional("string") : optional("object", { fields });
}

function includes(elements: readonly Value[], sought: Value): boolean {
  return elements.some((element) => equal(element, sought));
}

function says(property: Property, input: Value, planned: Value): boolean {
  if (property.fields === undefined || !isObject(input)) return equal(input, planned);
  return equal(planState(property.fields, undefined, input), planned);
}
