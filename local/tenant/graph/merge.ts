import { isObject, type Json, type JsonObject } from "../state/json.ts";
import { defaultOf, defaults, type Shape, type Shapes } from "../state/schema.ts";
import { badRequest, readOnly } from "./errors.ts";

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
