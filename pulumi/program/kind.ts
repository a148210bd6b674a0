import { parse } from "@babel/parser";

type Statement = ReturnType<typeof parse>["program"]["body"][number];
type Value = Extract<Statement, { type: "VariableDeclaration" }>["declarations"][number]["init"];

/**
 * Whether one process may import this file once and call its default export again and again: it exports a function by default, written
 * as one, and nothing else of its top level does anything or remembers anything. It is read and not run. All other programs, those that
 * nobody can parse among them, get a fresh process for each run; that takes longer and is right in any case.
 *
 * @param text of the file, JavaScript or TypeScript
 */
export function isFunctionProgram(text: string): boolean {
  let body: Statement[];
  try {
    ({ body } = parse(text, { sourceType: "module", plugins: ["typescript"] }).program);
  } catch {
    // Whoever runs it says what is wrong with it.
    return false;
  }
  return body.some(isDefaultFunction) && body.every((statement) => isDefaultFunction(statement) || isInert(statement));
}

function isDefaultFunction(statement: Statement): boolean {
  return statement.type === "ExportDefaultDeclaration" && statement.declaration.type === "FunctionDeclaration";
}

/** Nothing happens when it is evaluated, and nothing that changes later hangs on it. */
function isInert(statement: Statement): boolean {
  switch (statement.type) {
    case "ImportDeclaration":
    case "FunctionDeclaration":
    case "TSDeclareFunction":
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return true;
    case "ExportNamedDeclaration":
      // Pulumi refuses named exports beside a default one; types are none.
      return statement.exportKind === "type";
    case "VariableDeclaration":
      return statement.kind === "const" && statement.declarations.every(({ init }) => isConstant(init));
    default:
      return false;
  }
}

function isConstant(value: Value): boolean {
  switch (value?.type) {
    case "StringLiteral":
    case "NumericLiteral":
    case "BooleanLiteral":
    case "NullLiteral":
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return true;
    case "TemplateLiteral":
      return value.expressions.length === 0;
    default:
      return false;
  }
}
