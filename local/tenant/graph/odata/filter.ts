import { isObject, type Json, type JsonObject, textOf } from "../../state/json.ts";
import { badRequest, ownWords, unsupportedQuery } from "../errors.ts";
import { timeOf } from "./dates.ts";
import { invalidFilter, type Token, tokensOf } from "./tokens.ts";

type Scope = Readonly<Record<string, Json>>;
type Test = (item: Scope) => boolean;

export interface Filter {
  readonly matches: (item: JsonObject) => boolean;
  /** Graph answers `ne`, `not` and `endswith` only with `ConsistencyLevel: eventual` and `$count=true`. */
  readonly advanced: boolean;
}

const COMPARE = new Map<string, (left: Json, right: Json) => boolean>([
  ["eq", (left, right) => order(left, right) === 0],
  ["ne", (left, right) => order(left, right) !== 0],
  ["gt", (left, right) => Number(order(left, right)) > 0],
  ["ge", (left, right) => Number(order(left, right)) >= 0],
  ["lt", (left, right) => Number(order(left, right)) < 0],
  ["le", (left, right) => Number(order(left, right)) <= 0],
]);

/** Deeper than anybody writes, and far from where the stack ends. */
const DEEPEST = 100;

/**
 * Compiles a $filter: and, or, not, brackets, eq ne gt ge lt le, in, startswith, endswith and any.
 * `known` names the properties that the resource has.
 * @throws GraphError 400
 */
export function parseFilter(filter: string, known: readonly string[], resource: string): Filter {
  const tokens = tokensOf(filter);
  let at = 0;
  let depth = 0;
  let advanced = false;

  const peek = (text: string): boolean => tokens[at]?.kind !== "literal" && tokens[at]?.text === text;
  const take = (text: string): boolean => peek(text) && ++at > 0;
  const next = (): Token => {
    const token = tokens[at++];
    if (token === undefined) throw invalidFilter(filter);
    return token;
  };
  const expect = (text: string): void => {
    if (!take(text)) throw invalidFilter(filter);
  };
  const literal = (): Json => {
    const token = next();
    if (token.kind !== "literal") throw invalidFilter(filter);
    return token.value;
  };
  const path = (variables: readonly string[]): string[] => {
    const token = next();
    if (token.kind !== "name") throw invalidFilter(filter);
    const parts = token.text.split("/");
    const first = parts[0] ?? "";
    if (!variables.includes(first) && !known.includes(first)) {
      throw unsupportedQuery(
        `Unsupported or invalid query filter clause specified for property '${first}' of resource '${resource}'.`,
      );
    }
    return parts;
  };

  const any = (variables: readonly string[]): Test => {
    const list = path(variables);
    list.pop();
    expect("(");
    if (take(")")) return (item) => listAt(item, list).length > 0;
    const variable = next().text;
    expect(":");
    const test = either([...variables, variable]);
    expect(")");
    return (item) => listAt(item, list).some((element) => test({ ...item, [variable]: element }));
  };
  const call = (variables: readonly string[]): Test => {
    const name = next().text;
    expect("(");
    const where = path(variables);
    expect(",");
    const wanted = textOf(literal()).toLowerCase();
    expect(")");
    if (name === "endswith") advanced = true;
    return (item) => {
      const value = valueAt(item, where);
      if (typeof value !== "string") return false;
      return name === "endswith" ? value.toLowerCase().endsWith(wanted) : value.toLowerCase().startsWith(wanted);
    };
  };
  const comparison = (variables: readonly string[]): Test => {
    const where = path(variables);
    if (take("in")) {
      expect("(");
      const values = [literal()];
      while (take(",")) values.push(literal());
      expect(")");
      return (item) => values.some((value) => order(valueAt(item, where), value) === 0);
    }
    const operator = next().text;
    const compare = COMPARE.get(operator);
    if (compare === undefined) throw invalidFilter(filter);
    if (operator === "ne") advanced = true;
    const value = literal();
    return (item) => compare(valueAt(item, where), value);
  };
  /** Everything that holds another expression comes by here. */
  const primary = (variables: readonly string[]): Test => {
    if (++depth > DEEPEST) throw tooDeep();
    const test = innermost(variables);
    depth -= 1;
    return test;
  };
  const innermost = (variables: readonly string[]): Test => {
    if (take("not")) {
      advanced = true;
      const test = primary(variables);
      return (item) => !test(item);
    }
    if (take("(")) {
      const test = either(variables);
      expect(")");
      return test;
    }
    const isCall = tokens[at + 1]?.kind === "symbol" && tokens[at + 1]?.text === "(";
    if (!isCall) return comparison(variables);
    const name = tokens[at]?.text ?? "";
    if (name.endsWith("/any")) return any(variables);
    if (name === "startswith" || name === "startsWith" || name === "endswith" || name === "endsWith")
      return call(variables);

    throw unsupportedQuery(`The function '${name}' is not supported in a filter of resource '${resource}'.`);
  };
  const both = (variables: readonly string[]): Test => {
    const tests = [primary(variables)];
    while (take("and")) tests.push(primary(variables));
    return (item) => tests.every((test) => test(item));
  };
  const either = (variables: readonly string[]): Test => {
    const tests = [both(variables)];
    while (take("or")) tests.push(both(variables));
    return (item) => tests.some((test) => test(item));
  };

  const matches = either([]);
  if (at < tokens.length) throw invalidFilter(filter);
  return { matches, advanced };
}

const valueAt = (item: Scope, path: readonly string[]): Json =>
  path.reduce<Json>((value, name) => (isObject(value) ? (value[name] ?? null) : null), item);

const listAt = (item: Scope, path: readonly string[]): Json[] => {
  const list = valueAt(item, path);
  return Array.isArray(list) ? list : [];
};

/** Text compares without regard to case, as in the directory; unlike kinds don't compare at all. */
function order(left: Json, right: Json): number | undefined {
  if (left === right) return 0;
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left !== "string" || typeof right !== "string") return undefined;
  const [from, to] = [timeOf(left), timeOf(right)];
  if (from !== undefined && to !== undefined) return from - to;
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  return a === b ? 0 : a < b ? -1 : 1;
}

const tooDeep = (): Error => badRequest(ownWords(`a filter is nested ${DEEPEST} levels deep at most`));
