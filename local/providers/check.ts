import { type Kind, type Property, type Schema, terraformName } from "./schema.ts";
import { isObject, isUnknown, type Value, type Values } from "./values.ts";

/** The member of inputs that names the properties filled in by default, so that a later default may replace them. */
const DEFAULTS = "__defaults";

/** The inputs as the resource will keep them: values in their right type, defaults filled in and named in `__defaults`. */
export function completeInputs(schema: Schema, olds: Values, news: Values): Values {
  const inputs: Values = {};
  for (const [name, value] of Object.entries(news))
    if (value !== null && name !== DEFAULTS) inputs[name] = completeValue(schema[name], olds[name] ?? null, value);

  const defaults: string[] = [];
  for (const [name, property] of Object.entries(schema)) {
    const { default: value } = property;
    if (value === undefined || inputs[name] !== undefined || conflicts(property, news)) continue;
    inputs[name] = wasDefault(olds, name) ? (olds[name] ?? value) : value;
    defaults.push(name);
  }
  return { ...inputs, [DEFAULTS]: defaults.sort() };
}

function wasDefault(olds: Values, name: string): boolean {
  const defaults = olds[DEFAULTS];
  return !Array.isArray(defaults) || defaults.includes(name);
}

function conflicts(property: Property, news: Values): boolean {
  return (property.conflictsWith ?? []).some((name) => (news[name] ?? null) !== null);
}

function completeValue(property: Property | undefined, old: Value, value: Value): Value {
  if (property === undefined || isUnknown(value)) return value;
  const { fields } = property;
  if (fields !== undefined && isObject(value)) return completeInputs(fields, isObject(old) ? old : {}, value);
  if (Array.isArray(value)) {
    const before = Array.isArray(old) ? old : [];
    return value.map((element, index) => completeValue(elementOf(property), before[index] ?? null, element));
  }
  return inItsType(property.kind, value);
}

/** YAML and other languages give text for numbers and booleans; as Go does, "1" and "t" are taken for true. */
function inItsType(kind: Kind, value: Value): Value {
  if (kind === "string" && (typeof value === "number" || typeof value === "boolean")) return String(value);
  if (kind === "boolean" && typeof value === "string" && /^(1|t|T|TRUE|true|True)$/.test(value)) return true;
  if (kind === "boolean" && typeof value === "string" && /^(0|f|F|FALSE|false|False)$/.test(value)) return false;
  if (kind === "integer" && typeof value === "string" && /^-?\d+$/.test(value)) return Number(value);
  return value;
}

/** What is wrong with a resource's inputs, each in one sentence that names the resource and the property. */
export function inputFailures(schema: Schema, news: Values, resource: string): string[] {
  return findFaults(schema, news, "", "").map(
    ({ reason, path }) => `${reason}. Examine values at '${resource}.${path}'.`,
  );
}

/** What is wrong with a function's arguments. */
export function argumentFailures(schema: Schema, args: Values): string[] {
  return findFaults(schema, args, "", "").map(({ reason, path }) => `[${terraformName(path, schema[path])}] ${reason}`);
}

/** Warnings of properties that are given and should no longer be. */
export function deprecations(schema: Schema, news: Values): string[] {
  return Object.entries(schema).flatMap(([name, { deprecated }]) =>
    deprecated === undefined || (news[name] ?? null) === null
      ? []
      : [`property "${name}" is deprecated: ${deprecated}`],
  );
}

interface Fault {
  readonly reason: string;
  /** Pulumi's path of the property. */
  readonly path: string;
}

/** Faults of an object's members; `path` and `terraform` are the object's own names, each with its separator at the end. */
function findFaults(schema: Schema, news: Values, path: string, terraform: string): Fault[] {
  const unknownKeys = Object.keys(news)
    .filter((name) => schema[name] === undefined && name !== DEFAULTS)
    .map((name) => ({ reason: "Invalid or unknown key", path: `${path}${name}` }));
  const faults = Object.entries(schema).flatMap(([name, property]) => {
    const at = { path: `${path}${name}`, terraform: `${terraform}${terraformName(name, property)}` };
    const value = news[name] ?? null;
    return [
      ...presenceFaults(schema, name, property, news, at),
      ...(value === null ? [] : valueFaults(property, value, at)),
    ];
  });
  return [...unknownKeys, ...faults];
}

interface Place {
  readonly path: string;
  readonly terraform: string;
}

function presenceFaults(schema: Schema, name: string, property: Property, news: Values, at: Place): Fault[] {
  const isGiven = (other: string): boolean => (news[other] ?? null) !== null;
  const named = (names: readonly string[]): string =>
    names.map((other) => terraformName(other, schema[other])).join(",");
  const fault = (reason: string): Fault[] => [{ reason, path: at.path }];
  if (property.use === "required" && !isGiven(name))
    return fault(`Missing required argument. The argument "${at.terraform}" is required, but no definition was found.`);

  if (property.use === "computed" && isGiven(name)) {
    return fault(
      `Value for unconfigurable attribute. Can't configure a value for "${at.terraform}": its value will be decided automatically based on the result of applying this configuration`,
    );
  }
  const oneOf = property.exactlyOneOf ?? [];
  const givenOf = oneOf.filter(isGiven);
  if (oneOf.length > 0 && givenOf.length !== 1) {
    const found =
      givenOf.length === 0 ? "must be specified" : `can be specified, but \`${named(givenOf)}\` were specified`;
    return fault(
      `Invalid combination of arguments. "${at.terraform}": ${givenOf.length === 0 ? "one of" : "only one of"} \`${named(oneOf)}\` ${found}`,
    );
  }
  if (property.atLeastOneOf?.some(isGiven) === false) {
    return fault(
      `Missing required argument. "${at.terraform}": one of \`${named(property.atLeastOneOf)}\` must be specified`,
    );
  }
  const rival = isGiven(name) ? property.conflictsWith?.find(isGiven) : undefined;
  if (rival === undefined) return [];
  return fault(`Conflicting configuration arguments. "${at.terraform}": conflicts with ${named([rival])}`);
}

function valueFaults(property: Property, value: Value, at: Place): Fault[] {
  if (isUnknown(value)) return [];
  const { fields, validate } = property;
  if (Array.isArray(value) && (property.kind === "list" || property.kind === "set")) {
    return [
      ...countFaults(property, value.length, at),
      ...value.flatMap((element, index) => {
        // A set has no order, so its elements have no place that the user could look up.
        const path = property.kind === "set" ? at.path : `${at.path}[${index}]`;
        return valueFaults(elementOf(property), element, { path, terraform: `${at.terraform}.${index}` });
      }),
    ];
  }
  if (fields !== undefined && isObject(value)) return findFaults(fields, value, `${at.path}.`, `${at.terraform}.`);
  const typed = inItsType(property.kind, value);
  const reason = typeFault(property.kind, typed) ?? validate?.(typed, at.terraform);
  return reason === undefined ? [] : [{ reason, path: at.path }];
}

function elementOf(property: Property): Property {
  return { ...property, kind: property.fields === undefined ? "string" : "object" };
}

function typeFault(kind: Kind, value: Value): string | undefined {
  if (kind === "boolean" && typeof value !== "boolean")
    return `cannot parse '' as bool: strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`;

  if (kind === "integer" && typeof value !== "number")
    return `cannot parse '' as int: strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`;

  if (kind === "string" && typeof value !== "string") return `expected a string, got ${JSON.stringify(value)}`;
  if ((kind === "list" || kind === "set") && !Array.isArray(value))
    return `expected a list, got ${JSON.stringify(value)}`;
  if ((kind === "map" || kind === "object") && !isObject(value))
    return `expected an object, got ${JSON.stringify(value)}`;
  return undefined;
}

function countFaults({ minItems = 0, maxItems = Infinity }: Property, count: number, at: Place): Fault[] {
  if (count > maxItems) {
    return [
      {
        reason: `Too many list items. Attribute ${at.terraform} supports ${maxItems} item maximum, but config has ${count} declared`,
        path: at.path,
      },
    ];
  }
  if (count < minItems) {
    return [
      {
        reason: `Not enough list items. Attribute ${at.terraform} requires ${minItems} item minimum, but config has only ${count} declared`,
        path: at.path,
      },
    ];
  }
  return [];
}
