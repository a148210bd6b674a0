import { badRequest, readOnly } from "./errors.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";

/**
 * The shape of a property that a client may set. Primitives and complex values may be null, lists may not; what a
 * client leaves out takes the default, or null.
 */
export type Shape =
  { type: "string" | "boolean" | "integer"; default?: Json } | { list: Shape } | { complex: Shapes; absent?: null };
export type Shapes = Readonly<Record<string, Shape>>;

export const text: Shape = { type: "string" };
export const flag: Shape = { type: "boolean" };
export const flagOr = (value: boolean): Shape => ({ type: "boolean", default: value });
export const integer: Shape = { type: "integer" };
export const texts: Shape = { list: text };
export const listOf = (complex: Shapes): Shape => ({ list: { complex } });
/** A complex property that is there even when nothing in it is set. */
export const complex = (shapes: Shapes): Shape => ({ complex: shapes });
/** A complex property that is null until something in it is set. */
export const optional = (shapes: Shapes): Shape => ({ complex: shapes, absent: null });

/** All properties at their defaults. */
export function defaults(shapes: Shapes): JsonObject {
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, defaultOf(shape)]));
}

/**
 * `current` with `changes` merged in as Graph's PATCH does it: complex properties merge, lists are replaced.
 * @throws GraphError 400 for a property that is unknown, read-only or of the wrong type.
 */
export function merge(
  current: JsonObject,
  changes: JsonObject,
  shapes: Shapes,
  readOnlyNow: JsonObject = {},
  path = "",
): JsonObject {
  const result = { ...current };
  for (const [name, value] of Object.entries(changes)) {
    if (name.includes("@")) continue;
    const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (shape === undefined) {
      if (!Object.hasOwn(readOnlyNow, name)) throw badRequest(`Invalid property '${path}${name}'.`);
      // Clients send back what they were given, the id above all; only a different value is an attempt to write.
      if (JSON.stringify(readOnlyNow[name]) !== JSON.stringify(value)) throw readOnly(name);
      continue;
    }
    result[name] = merged(result[name] ?? null, value, shape, `${path}${name}`);
  }
  return result;
}

function merged(current: Json, value: Json, shape: Shape, path: string): Json {
  if ("list" in shape) {
    if (value === null) throw nullList(path, shape.list);
    if (!Array.isArray(value)) throw wrongType(path, "a list");
    return value.map((item) => merged(defaultOf(shape.list, true), item, shape.list, path));
  }
  if ("complex" in shape) {
    if (value === null) return defaultOf(shape);
    if (!isObject(value)) throw wrongType(path, "an object");
    return merge(isObject(current) ? current : defaults(shape.complex), value, shape.complex, {}, `${path}/`);
  }
  if (value === null) return shape.default ?? null;
  const fits = shape.type === "integer" ? Number.isInteger(value) : typeof value === shape.type;
  if (!fits) throw wrongType(path, `of type ${shape.type}`);
  return value;
}

function defaultOf(shape: Shape, asItem = false): Json {
  if ("list" in shape) return [];
  if ("complex" in shape) return shape.absent === null && !asItem ? null : defaults(shape.complex);
  return shape.default ?? null;
}

/** OData's words for a list that is null; to empty one, an empty list has to be sent. */
function nullList(path: string, item: Shape) {
  const name = path.split("/").pop() ?? path;
  const type =
    "type" in item ? `Edm.${item.type.charAt(0).toUpperCase()}${item.type.slice(1)}` : "microsoft.graph.complex";
  return badRequest(
    `A null value was found for the property named '${name}', which has the expected type ` +
      `'Collection(${type})[Nullable=False]'. The expected type 'Collection(${type})[Nullable=False]' does not allow null values.`,
  );
}

const wrongType = (path: string, wanted: string) =>
  badRequest(`Cannot convert the value of property '${path}': it must be ${wanted}.`);
