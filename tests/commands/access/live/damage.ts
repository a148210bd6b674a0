import fc from "fast-check";

/** One answer of a server. */
export interface Sent {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const JSON_TYPE = "application/json;odata.metadata=minimal;charset=utf-8";
const HTML = "<!doctype html><title>Sign in to the network</title>";

export const good = (body: Json): Sent => ({ status: 200, type: JSON_TYPE, body: JSON.stringify(body) });

/** Ways in which something between Graph and us spoils an answer, by name. `random` picks a place, from 0 to 1. */
type Damage = (sent: Sent, random: number, route: string) => Sent;

const parsed = ({ body }: Sent): Json => JSON.parse(body) as Json;
const members = (sent: Sent): Record<string, Json> => ({ ...(parsed(sent) as Record<string, Json>) });
const withMembers = (sent: Sent, more: Record<string, Json>): Sent => good({ ...members(sent), ...more });

export const ANY: Readonly<Record<string, Damage>> = {
  "HTML instead": () => ({ status: 200, type: "text/html", body: HTML }),
  "HTML that claims to be JSON": () => ({ status: 200, type: JSON_TYPE, body: HTML }),
  "JSON that claims to be HTML": (sent) => ({ ...sent, type: "text/html" }),
  "no type": (sent) => ({ ...sent, type: "" }),
  nothing: (sent) => ({ ...sent, body: "" }),
  "no content": () => ({ status: 204, type: "", body: "" }),
  "half of it": (sent, random) => ({ ...sent, body: sent.body.slice(0, Math.floor(random * sent.body.length)) }),
  "an empty object": () => good({}),
  "an empty list": () => good([]),
  null: () => good(null),
  "a text": () => good("as declared"),
  "an error half-way": (sent) => withMembers(sent, { error: { code: "generalException", message: "It broke." } }),
  "a redirect": () => ({
    status: 302,
    type: "text/html",
    body: HTML,
    headers: { location: "https://portal.example/" },
  }),
  "another's 401": () => ({ status: 401, type: "text/html", body: HTML }),
  "another's 403": () => ({ status: 403, type: "text/html", body: HTML }),
  "another's 404": () => ({ status: 404, type: "text/html", body: HTML }),
  "another's 500": () => ({ status: 500, type: "text/html", body: HTML }),
  "a property left out": (sent, random) => good(atPlace(parsed(sent), random, () => undefined)),
  "a property of another type": (sent, random) =>
    good(atPlace(parsed(sent), random, (value) => (typeof value === "number" ? "7" : 7))),
};

export const OF_AN_OBJECT: Readonly<Record<string, Damage>> = {
  "another object": (sent) => withMembers(sent, { id: "another", appId: "another" }),
};

export const OF_A_LIST: Readonly<Record<string, Damage>> = {
  "no list": (sent) => withMembers(sent, { value: { id: "a" } }),
  "null for a list": (sent) => withMembers(sent, { value: null }),
  "texts in the list": (sent) => withMembers(sent, { value: ["a"] }),
  "an empty object in the list": (sent) => withMembers(sent, { value: [{}] }),
  "a next page elsewhere": (sent) => withMembers(sent, { "@odata.nextLink": "https://graph.example.evil/v1.0/x" }),
  "a next page beside Graph": (sent) => withMembers(sent, { "@odata.nextLink": "https://graph.example/v1.0x/x" }),
  "a next page that is none": (sent) => withMembers(sent, { "@odata.nextLink": null }),
  "the same page again": (sent, _, route) => withMembers(sent, { "@odata.nextLink": `https://graph.example${route}` }),
};

/** The value with one of its properties, at whatever depth, changed or (undefined) left out. */
function atPlace(value: Json, random: number, change: (old: Json) => Json | undefined): Json {
  const places = placesOf(value);
  const place = places[Math.floor(random * places.length)] ?? [];
  return changedAt(value, place, change);
}

type Place = readonly (string | number)[];

function placesOf(value: Json): Place[] {
  if (typeof value !== "object" || value === null) return [];
  const entries: [string | number, Json][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, member]) => [
    // A list with one less is a good list.
    ...(Array.isArray(value) ? [] : [[key]]),
    ...placesOf(member).map((below) => [key, ...below]),
  ]);
}

function changedAt(value: Json, [first, ...rest]: Place, change: (old: Json) => Json | undefined): Json {
  if (first === undefined || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json, at) => (at === first ? changedAt(item, rest, change) : item));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]): [string, Json][] => {
      if (key !== first) return [[key, member]];
      const changed = rest.length === 0 ? change(member) : changedAt(member, rest, change);
      return changed === undefined ? [] : [[key, changed]];
    }),
  );
}

/** A route of `routes`, a way to damage its answer, and where. */
export function damages(
  routes: Readonly<Record<string, Sent>>,
): fc.Arbitrary<{ route: string; kind: string; spoilt: Sent }> {
  return fc
    .tuple(fc.constantFrom(...pairsOf(routes)), fc.double({ min: 0, max: 0.999, noNaN: true }))
    .map(([[route, kind, damage], random]) => ({
      route,
      kind,
      spoilt: damage(routes[route] ?? good({}), random, route),
    }));
}

/** Every route with every way that fits it. */
export function pairsOf(routes: Readonly<Record<string, Sent>>): (readonly [string, string, Damage])[] {
  return Object.entries(routes).flatMap(([route, sent]) => {
    const isList = Array.isArray((parsed(sent) as { value?: unknown }).value);
    return Object.entries({ ...ANY, ...(isList ? OF_A_LIST : OF_AN_OBJECT) }).map(
      ([kind, damage]) => [route, kind, damage] as const,
    );
  });
}
