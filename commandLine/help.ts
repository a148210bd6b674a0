import { EXIT_CODES_HELP } from "./exitCodes.ts";
import { type Option, type Options, written } from "./option.ts";

/** Help as data. */
export interface HelpText {
  /** Behind the program's name, as in `verify --stack S [options]`. */
  readonly usage: string;
  /** What it does, in paragraphs. */
  readonly does: readonly string[];
  /** Names and what each is, below a heading. */
  readonly lists?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Words that are no options, by what stands for them in the usage. */
  readonly arguments?: Readonly<Record<string, string>>;
  readonly options?: Options;
  /** Paragraphs below the options. */
  readonly notes?: readonly string[];
}

/** Columns of a terminal that the text fits into. */
const WIDTH = 120;

/** The line that every help begins with. */
export function usageOf({ usage }: Pick<HelpText, "usage">): string {
  return `Usage: npx aem-mail-oauth ${usage}`;
}

/** The help of a command line. */
export function helpOf(said: HelpText): string {
  const { does, lists = {}, arguments: words = {}, options = {}, notes = [] } = said;
  const rows = [
    ...Object.entries(words),
    ...Object.entries(options).map(([name, option]) => [labelOf(name, option), option.help] as const),
  ];
  const listed = Object.entries(lists).map(([heading, list]) => [heading, Object.entries(list)] as const);
  const width = widthOf(listed.flatMap(([, list]) => list));
  return [
    usageOf(said),
    ...does.map((paragraph) => wrapped(paragraph)),
    ...listed.map(([heading, list]) => `${heading}:\n${table(list, width)}`),
    ...(rows.length === 0 ? [] : [`Options:\n${table(rows, widthOf(rows))}`]),
    ...notes.map((paragraph) => wrapped(paragraph)),
    EXIT_CODES_HELP,
  ].join("\n\n");
}

function labelOf(name: string, option: Option): string {
  return `${written(name, option)}${option.short === undefined ? "" : `, -${option.short}`}`;
}

type Row = readonly [label: string, help: string];

function widthOf(rows: readonly Row[]): number {
  return Math.max(0, ...rows.map(([label]) => label.length));
}

function table(rows: readonly Row[], width: number): string {
  return rows.map(([label, help]) => `  ${label.padEnd(width)}  ${wrapped(help, " ".repeat(width + 4))}`).join("\n");
}

/** Lines of at most WIDTH columns, broken at spaces; all but the first begin with the indent. */
function wrapped(paragraph: string, indent = ""): string {
  const lines: string[] = [];
  for (const word of paragraph.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && indent.length + last.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${indent}`);
}
