import { printable } from "../../support/text.ts";
import { jsonOf } from "./osgi.ts";
import { type Field, FieldKind, type Place, type Sheet } from "./sheetModel.ts";

/** Values are given by anybody, and columns wider than this are not padded: a refresh token would make every line as long. */
const WIDEST = 60;

/** What Markdown or HTML would obey outside of code; an underscore within a word means nothing. */
const OBEYED = /[\\*[\]<&|]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;

/** A sheet to read in a terminal, a wiki or a ticket. */
export function toMarkdown(sheet: Sheet): string {
  const { title, warnings, before, summary, places, sections, links } = sheet;
  const blocks = [
    `# ${inline(title)}`,
    ...warnings.map((warning) => `> **Note:** ${inline(warning)}`),
    table(["", "Value"], summary.map(fieldRow)),
    "## Before you begin",
    list(before),
    ...places.flatMap((place, index) => placeBlocks(place, index + 1)),
    ...sections.flatMap(({ title: heading, sentences }) => [`## ${inline(heading)}`, list(sentences)]),
    "## Pages",
    links.map(({ title: name, url }) => `- [${inline(name)}](${url})`).join("\n"),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function placeBlocks({ name, path, fields, file, notes }: Place, number: number): string[] {
  return [
    `## ${number}. ${inline(name)}`,
    inline(path),
    ...(fields.length === 0
      ? []
      : [
          table(
            ["Field", "Value", "Note"],
            fields.map((field) => [...fieldRow(field), inline(field.note ?? "")]),
          ),
        ]),
    ...(file === undefined ? [] : [fenced(jsonOf(file))]),
    ...(notes.length === 0 ? [] : [list(notes)]),
  ];
}

function fieldRow(field: Field): string[] {
  return [inline(field.label), cell(field)];
}

function cell({ kind, value = "", command = "" }: Field): string {
  switch (kind) {
    case FieldKind.Enter:
      return code(value);
    case FieldKind.Select:
      return inline(value);
    case FieldKind.Leave:
      return "leave as it is";
    case FieldKind.Hidden:
      return `hidden; to see it: ${code(command)}`;
    case FieldKind.Missing:
      return `not known yet; to get it: ${code(command)}`;
  }
}

function list(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${inline(sentence)}`).join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0).filter((length) => length <= WIDEST)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rows.map(line)].join("\n");
}

/** Text with code between backticks. */
function inline(text: string): string {
  return printable(text)
    .split("`")
    .map((part, index) => (index % 2 === 1 ? code(part) : part.replace(OBEYED, String.raw`\$&`)))
    .join("");
}

/** A value as code, whatever it holds; a pipe would end the cell of a table even there. */
function code(text: string): string {
  const plain = printable(text).replaceAll("|", String.raw`\|`);
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${plain}${fence}` : `${fence} ${plain} ${fence}`;
}

function fenced(content: string): string {
  return `\`\`\`json\n${content.trimEnd()}\n\`\`\``;
}
