/**
 * Reads a value that came from outside as what it should be, and takes nothing on trust: what is not there or is of another type is an
 * error, never an empty value. `at` says where the value stands; it is in the error, the value itself never is.
 */
export type Shape<T> = (value: unknown, at: string) => T;

/** What a shape gives. */
export type Shaped<S> = S extends Shape<infer T> ? T : never;

/** A value that is not what it should be. The message tells where and what, as in `web.redirectUris is missing`. */
export class Misshapen extends Error {
  override readonly name = "Misshapen";
}

export const text: Shape<string> = (value, at) => {
  if (typeof value === "string") return value;
  throw wrong(value, at, "text");
};

/** Text that names something: never empty. */
export const name: Shape<string> = (value, at) => {
  if (text(value, at) !== "") return value as string;
  throw new Misshapen(`${at} is empty`);
};

export const flag: Shape<boolean> = (value, at) => {
  if (typeof value === "boolean") return value;
  throw wrong(value, at, "true or false");
};

/** One of these words. */
export function oneOf<const T extends string>(...allowed: readonly T[]): Shape<T> {
  return (value, at) => {
    const found = allowed.find((word) => word === value);
    if (found !== undefined) return found;
    throw typeof value === "string"
      ? new Misshapen(`${at} is none of ${allowed.join(", ")}`)
      : wrong(value, at, allowed.join(" or "));
  };
}

/** The id that was asked for, in whatever case: anything else is the answer to another question. */
export function exactly(id: string): Shape<string> {
  return (value, at) => {
    if (text(value, at).toLowerCase() === id.toLowerCase()) return value as string;
    throw new Misshapen(`${at} is that of something else`);
  };
}

/** Given as null, which is not the same as left out. */
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, at) => (value === null ? null : shape(value, at));
}

/** Left out where there is nothing to say. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, at) => (value === undefined ? undefined : shape(value, at));
}

export function listOf<T>(shape: Shape<T>): Shape<T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw wrong(value, at, "a list");
    return value.map((item: unknown, index) => shape(item, `${at}[${index}]`));
  };
}

/** A JSON object, with whatever it holds. */
export const record: Shape<Readonly<Record<string, unknown>>> = (value, at) => {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw wrong(value, at, "an object");
};

/** An object with these members; others are left out of the result. */
export function object<F extends Readonly<Record<string, Shape<unknown>>>>(
  fields: F,
): Shape<{ readonly [K in keyof F]: Shaped<F[K]> }> {
  return (value, at) => {
    const members = record(value, at);
    const read = Object.entries(fields).map(([key, shape]) => {
      const member = Object.hasOwn(members, key) ? members[key] : undefined;
      return [key, shape(member, at === "" ? key : `${at}.${key}`)] as const;
    });
    return Object.fromEntries(read) as { [K in keyof F]: Shaped<F[K]> };
  };
}

/** An object whose members all have one shape, by name. */
export function mapOf<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, at) =>
    Object.fromEntries(
      Object.entries(record(value, at)).map(([key, member]) => [key, shape(member, at === "" ? key : `${at}.${key}`)]),
    );
}

function wrong(value: unknown, at: string, wanted: string): Misshapen {
  const where = at === "" ? "it" : at;
  if (value === undefined) return new Misshapen(`${where} is missing`);
  const kind = value === null ? "null" : Array.isArray(value) ? "a list" : typeof value;
  return new Misshapen(`${where} is ${kind === "object" ? "an object" : kind}, not ${wanted}`);
}

/** What a text of JSON says; undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
