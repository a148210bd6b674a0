import { describe, type DueItem, isDue } from "../../stack/ends/dueItems.ts";
import { printableText } from "../../support/text.ts";

/** All that was found, and the stacks that could not be read. */
export interface Answer {
  /** Days. */
  readonly within: number;
  readonly items: readonly DueItem[];
  readonly unread: readonly string[];
}

export function asJson({ within, items, unread }: Answer): string {
  return `${JSON.stringify({ within, due: items.some(isDue), unread, items })}\n`;
}

/** Lines for a person: what is due or unknown is marked, and followed by the command to run. */
export function asText(answer: Answer): string {
  const lines = answer.items.flatMap((item) => {
    const mark = isDue(item) ? "DUE " : item.status === "unknown" ? "?   " : "    ";
    const next = item.next === undefined ? [] : [`        ${printableText(item.next)}`];
    return [`${mark}${printableText(describe(item))}`, ...next];
  });
  return `${[...lines, conclusion(answer)].join("\n")}\n`;
}

/** What it all comes to. Nothing that is not known counts as well. */
function conclusion({ within, items, unread }: Answer): string {
  const due = items.filter(isDue).length;
  const unknown = items.filter(({ status }) => status === "unknown").length;
  const doubts = [
    ...(unknown === 0 ? [] : [unknown === 1 ? "1 is unknown" : `${unknown} are unknown`]),
    ...(unread.length === 0 ? [] : [`${unread.length} ${unread.length === 1 ? "stack" : "stacks"} could not be read`]),
  ];
  const known =
    due === 0 ? `Nothing ${doubts.length === 0 ? "" : "that is known "}is` : due === 1 ? "1 is" : `${due} are`;
  return `${known} due within ${within} days${doubts.length === 0 ? "" : `; ${doubts.join(", and ")}`}.`;
}
