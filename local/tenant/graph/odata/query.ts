import type { Reply } from "../../http.ts";
import { type Json, type JsonObject, textOf } from "../../state/json.ts";
import { badRequest, GraphError, unsupportedQuery } from "../errors.ts";
import type { Call } from "../operation.ts";
import { parseFilter } from "./filter.ts";

export interface Collection {
  /** As in @odata.context: `applications`, `directoryObjects`. */
  readonly name: string;
  /** As in messages: `Application`. */
  readonly resource: string;
  /** All properties that one of its objects has. */
  readonly known: readonly string[];
  /** What is returned unless $select asks for something else; default all. */
  readonly shown?: readonly string[];
}

const OPTIONS = ["$filter", "$select", "$top", "$skiptoken", "$count", "$orderby", "$format"];
const PAGE = 100;
const LARGEST_PAGE = 999;

/** One object, as far as $select wants it. */
export function entityReply(call: Call, item: JsonObject, of: Collection, status = 200): Reply {
  checkOptions(call, ["$select", "$format"]);
  const wanted = selection(call, of);
  const headers = status === 201 ? { location: `${graphRoot(call)}/${of.name}/${textOf(item.id)}` } : {};
  return { status, headers, body: { "@odata.context": context(call, of, true), ...pick(item, wanted) } };
}

/** A collection: $filter, $orderby, $count, $select, and pages of $top (100, at most 999). */
export function listReply(call: Call, all: readonly JsonObject[], of: Collection): Reply {
  checkOptions(call, OPTIONS);
  const advancedAllowed = isEventual(call) && call.query.get("$count") === "true";
  const items = sorted(call, filtered(call, all, of, advancedAllowed), of, advancedAllowed);
  const from = start(call);
  const size = pageSize(call);
  const wanted = selection(call, of);
  const body: Record<string, Json> = { "@odata.context": context(call, of, false) };
  if (advancedAllowed) body["@odata.count"] = items.length;
  if (from + size < items.length) body["@odata.nextLink"] = nextLink(call, from + size);
  body.value = items.slice(from, from + size).map((item) => pick(item, wanted));
  return { status: 200, body };
}

/** `/$count`: the bare number, for clients that accept eventual consistency. */
export function countReply(call: Call, all: readonly JsonObject[], of: Collection): Reply {
  if (!isEventual(call)) throw badRequest("$count is not currently supported.");
  const count = filtered(call, all, of, true).length;
  return { status: 200, headers: { "content-type": "text/plain" }, body: String(count) };
}

const isEventual = (call: Call): boolean => call.headers.consistencylevel === "eventual";
const graphRoot = (call: Call): string => `${call.url}/${call.version}`;

function filtered(call: Call, all: readonly JsonObject[], of: Collection, advancedAllowed: boolean): JsonObject[] {
  const text = call.query.get("$filter");
  if (text === null) return [...all];
  const filter = parseFilter(text, of.known, of.resource);
  if (filter.advanced && !advancedAllowed) {
    throw unsupportedQuery(
      "The specified filter needs advanced query capabilities: send the header ConsistencyLevel: eventual and $count=true.",
    );
  }
  return all.filter((item) => filter.matches(item));
}

function sorted(call: Call, items: JsonObject[], of: Collection, advancedAllowed: boolean): JsonObject[] {
  const [property, direction = "asc", ...rest] = (call.query.get("$orderby") ?? "").split(" ");
  if (property === undefined || property === "") return items;
  if (!of.known.includes(property) || !["asc", "desc"].includes(direction) || rest.length > 0)
    throw unsupportedQuery(`Unsupported sort property '${property}' for '${of.resource}'.`);

  if (call.query.has("$filter") && !advancedAllowed) throw unsupportedQuery("Sorting not supported for current query.");

  const key = (item: JsonObject): string => textOf(item[property]).toLowerCase();
  const factor = direction === "desc" ? -1 : 1;
  return items.sort((a, b) => factor * key(a).localeCompare(key(b), "en"));
}

/** Where the page begins. A token that is none begins no list anew: whoever sent it would go round in circles. */
function start(call: Call): number {
  const token = call.query.get("$skiptoken");
  if (token === null) return 0;
  const text = Buffer.from(token, "base64url").toString();
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw badRequest("Skip token is null, malformed or expired.");
}

function pageSize(call: Call): number {
  const top = call.query.get("$top");
  if (top === null) return PAGE;
  const size = /^\d{1,9}$/.test(top) ? Number(top) : NaN;
  if (size >= 1 && size <= LARGEST_PAGE) return size;
  throw badRequest(`Invalid page size specified: '${top}'. Must be between 1 and ${LARGEST_PAGE} inclusive.`);
}

function nextLink(call: Call, from: number): string {
  const query = new URLSearchParams(call.query);
  query.set("$skiptoken", Buffer.from(String(from)).toString("base64url"));
  return `${call.url}${call.path}?${query.toString()}`;
}

function selection(call: Call, of: Collection): readonly string[] | undefined {
  const names = (call.query.get("$select") ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (names.length === 0) return of.shown;
  const unknown = names.find((name) => name !== "*" && !of.known.includes(name));
  if (unknown !== undefined) {
    throw new GraphError(
      400,
      "BadRequest",
      `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type ` +
        `'microsoft.graph.${of.resource.charAt(0).toLowerCase()}${of.resource.slice(1)}'.`,
    );
  }
  return names.includes("*") ? undefined : names;
}

function pick(item: JsonObject, wanted: readonly string[] | undefined): JsonObject {
  if (wanted === undefined) return item;
  const kept = Object.entries(item).filter(([name]) => name.startsWith("@") || wanted.includes(name));
  return Object.fromEntries(kept);
}

function context(call: Call, of: Collection, single: boolean): string {
  const select = call.query.get("$select");
  const columns = select === null ? "" : `(${select})`;
  return `${graphRoot(call)}/$metadata#${of.name}${columns}${single ? "/$entity" : ""}`;
}

function checkOptions(call: Call, allowed: readonly string[]): void {
  const names = [...call.query.keys()];
  const twice = names.find((name, at) => name.startsWith("$") && names.indexOf(name) !== at);
  if (twice !== undefined) {
    // OData 4.01, part 2, section 5.1: a system query option is given once.
    throw new GraphError(
      400,
      "BadRequest",
      `Query option '${twice}' was specified more than once, but it must be specified at most once.`,
    );
  }
  const unknown = names.find((name) => name.startsWith("$") && !allowed.includes(name));
  if (unknown !== undefined)
    throw new GraphError(400, "BadRequest", `The query parameter '${unknown}' is not supported here.`);
}
