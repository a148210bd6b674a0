import { listed } from "./doubt.ts";
import type { Quote } from "./quoting.ts";

/** What is said of one stack. */
export interface Section {
  readonly name: string;
  readonly heading: readonly string[];
  /** A line each, those of wider access first. */
  readonly lines: readonly { readonly text: string; readonly wider: boolean }[];
}

/** A report in parts, of which whole lines may be left out. */
export interface Parts {
  readonly opening: readonly string[];
  readonly sections: readonly Section[];
  readonly ending: readonly string[];
  readonly quote: Quote;
  readonly emphasis: (text: string) => string;
  /** Characters that the report may have. */
  readonly most: number;
}

/**
 * Puts a report together. What does not fit is left out by whole lines, so that nothing that a line begins stays open; lines that tell of wider
 * access are left out last, and what is left out is counted.
 */
export function fitted(parts: Parts): string {
  const { sections, opening, most } = parts;
  const order = ranked(sections);
  const withFirst = (count: number, blocks = opening.length): string =>
    joined({ ...parts, opening: opening.slice(0, blocks) }, shownOf(sections, order.slice(0, count)));
  const whole = withFirst(order.length);
  if (whole.length <= most) return whole;
  // The largest number that fits, by halves.
  let [fits, tooMany] = [0, order.length];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (withFirst(middle).length <= most) fits = middle;
    else tooMany = middle;
  }
  // At last without what stands above the stacks: the title says whether it is there.
  let blocks = opening.length;
  while (blocks > 1 && withFirst(fits, blocks).length > most) blocks -= 1;
  return withFirst(fits, blocks);
}

/**
 * The section of each heading and line, those of wider access before all others. A section's heading comes before its lines, and these keep
 * their order.
 */
function ranked(sections: readonly Section[]): number[] {
  const of = (wider: boolean): number[] =>
    sections.flatMap(({ lines }, index) => {
      const count = lines.filter((line) => line.wider === wider).length;
      const heading = lines.some((line) => line.wider) === wider ? 1 : 0;
      return Array.from({ length: count + heading }, () => index);
    });
  return [...of(true), ...of(false)];
}

function shownOf(sections: readonly Section[], chosen: readonly number[]): number[] {
  const shown = sections.map(() => 0);
  for (const index of chosen) shown[index] = (shown[index] ?? 0) + 1;
  return shown;
}

/** The report with so many of each section: its heading, and then lines. */
function joined({ opening, sections, ending, quote, emphasis }: Parts, shown: readonly number[]): string {
  const parts = sections.map((section, index) => ({ ...section, count: (shown[index] ?? 0) - 1 }));
  const told = parts.filter(({ count }) => count >= 0);
  const silent = parts.filter(({ count }) => count < 0);
  const blocks = told.flatMap(({ name, heading, lines, count }) => {
    const rest = lines.slice(count);
    const more = rest.length === 0 ? [] : [`- ... and ${rest.length} more of stack ${quote(name)}${widerOf(rest)}.`];
    return [...heading, [...lines.slice(0, count).map(({ text }) => text), ...more].join("\n")];
  });
  const left = [...silent.flatMap(({ lines }) => lines), ...told.flatMap(({ lines, count }) => lines.slice(count))];
  const cut =
    left.length + silent.length === 0
      ? []
      : [
          `${emphasis("Too long to be shown whole")}: ${left.length} line${left.length === 1 ? " is" : "s are"} left out` +
            `${widerOf(left)}. All of them: \`npx aem-mail-oauth access --diff\`, and the summary of a run.`,
        ];
  const unsaid =
    silent.length === 0
      ? []
      : [
          `Left out whole: ${listed(
            silent.map(({ name }) => name),
            quote,
          )}.`,
        ];
  const [title = "", ...rest] = opening;
  return `${[title, ...cut, ...rest, ...blocks, ...unsaid, ...ending].filter((block) => block !== "").join("\n\n")}\n`;
}

function widerOf(lines: Section["lines"]): string {
  const count = lines.filter((line) => line.wider).length;
  return count === 0 ? ", none of them wider" : `, ${count} of them wider or not certain`;
}
