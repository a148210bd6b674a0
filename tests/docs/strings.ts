import { parse } from "@babel/parser";

/** What is looked at of a node of Babel's tree. */
interface Node {
  readonly type: string;
  readonly start: number;
}

/** By the type of a node: what below it nobody reads, as it names files, properties or types. */
const UNREAD: Readonly<Record<string, readonly string[]>> = {
  ClassMethod: ["key"],
  ClassProperty: ["key"],
  ExportAllDeclaration: ["source"],
  ExportNamedDeclaration: ["source"],
  ImportDeclaration: ["source", "attributes"],
  ImportExpression: ["source", "options"],
  MemberExpression: ["property"],
  ObjectMethod: ["key"],
  ObjectProperty: ["key"],
  OptionalMemberExpression: ["property"],
  TSImportType: ["argument", "source"],
  TSLiteralType: ["literal"],
  TSMethodSignature: ["key"],
  TSPropertySignature: ["key"],
};

/** What is known only when the program runs. */
const VALUE = "…";

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Partial<Node>).type === "string";

/** What a string, a template or a sum of such says, and the expressions in it, which may say something as well. */
function sentenceOf(node: Node): { readonly words: string; readonly others: readonly Node[] } | undefined {
  if (node.type === "StringLiteral") return { words: (node as Node & { value: string }).value, others: [] };
  if (node.type === "TemplateLiteral") {
    const { quasis, expressions } = node as Node & {
      quasis: { value: { cooked?: string; raw: string } }[];
      expressions: Node[];
    };
    return { words: quasis.map(({ value }) => value.cooked ?? value.raw).join(VALUE), others: expressions };
  }
  const { operator, left, right } = node as Partial<Record<"left" | "right", Node>> & { operator?: string };
  if (operator !== "+" || left === undefined || right === undefined) return undefined;
  const parts = [left, right].map((part) => ({ part, said: sentenceOf(part) }));
  if (parts.every(({ said }) => said === undefined)) return undefined;
  return {
    words: parts.map(({ said }) => said?.words ?? VALUE).join(""),
    others: parts.flatMap(({ part, said }) => said?.others ?? [part]),
  };
}

function* stringsBelow(node: Node): Generator<{ readonly start: number; readonly words: string }> {
  const said = sentenceOf(node);
  if (said !== undefined) yield { start: node.start, words: said.words };
  const read = Object.entries(node).filter(([name]) => !(UNREAD[node.type] ?? []).includes(name));
  const below = said?.others ?? read.flatMap(([, value]) => value as unknown).filter(isNode);
  for (const child of below) yield* stringsBelow(child);
}

/**
 * What a program in TypeScript can say: its strings and templates, each at the line where it begins, those that `+` joins as one. Names
 * of files, properties and types are left out, and so are comments.
 */
export function stringsOf(source: string): string {
  const { program } = parse(source, {
    sourceType: "module",
    plugins: ["typescript"],
    createImportExpressions: true,
    attachComment: false,
  });
  const lines = source.split("\n").map((): string[] => []);
  for (const { start, words } of stringsBelow(program as Node))
    lines[source.slice(0, start).split("\n").length - 1]?.push(words.replaceAll(/\s+/g, " "));
  return lines.map((said) => said.join(" | ")).join("\n");
}
