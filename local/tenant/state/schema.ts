import { type Json, type JsonObject } from "./json.ts";

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

export function defaultOf(shape: Shape, asItem = false): Json {
  if ("list" in shape) return [];
  if ("complex" in shape) return shape.absent === null && !asItem ? null : defaults(shape.complex);
  return shape.default ?? null;
}
