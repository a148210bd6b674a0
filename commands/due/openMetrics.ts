import { type DueItem, isDue } from "../../stack/ends/dueItems.ts";
import { printableText } from "../../support/text.ts";

/** One stack, as far as it could be looked at. */
export interface LookedAt {
  readonly stack: string;
  /** Whether its files, or its deployment, could be read. */
  readonly isRead: boolean;
  /** When its upkeep last succeeded; undefined where that is not known here. */
  readonly lastSuccess: Date | undefined;
}

interface Family {
  /** Ends with the unit where it has one. */
  readonly name: string;
  readonly unit?: "seconds";
  readonly help: string;
  readonly samples: readonly Sample[];
}

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/**
 * What is due, as OpenMetrics text: gauges alone, without timestamps, so that what reads Prometheus' older text format (a push gateway, a node
 * exporter's textfile collector) takes it as well. The status is no label: each change of it would be another series.
 * https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
 */
export function openMetrics(items: readonly DueItem[], stacks: readonly LookedAt[], now: Date): string {
  const families: Family[] = [
    {
      name: "aem_mail_oauth_run_timestamp_seconds",
      unit: "seconds",
      help: "When these lines were written.",
      samples: [[{}, seconds(now)]],
    },
    {
      name: "aem_mail_oauth_last_success_timestamp_seconds",
      unit: "seconds",
      help: "When the upkeep of a stack last did all that was due.",
      samples: stacks.flatMap(({ stack, lastSuccess }): Sample[] =>
        lastSuccess === undefined ? [] : [[{ stack }, seconds(lastSuccess)]],
      ),
    },
    {
      name: "aem_mail_oauth_read",
      help: "1 where everything about a stack could be read, else 0: then nothing that is missing is good.",
      samples: stacks.map(({ stack, isRead }) => [{ stack }, Number(isRead)]),
    },
    {
      name: "aem_mail_oauth_end_timestamp_seconds",
      unit: "seconds",
      help: "When a client secret or a refresh token ends. Left out where that is unknown.",
      samples: items.flatMap((item): Sample[] =>
        item.date === undefined ? [] : [[labelsOf(item), seconds(new Date(item.date))]],
      ),
    },
    {
      name: "aem_mail_oauth_due",
      help: "1 where a client secret or a refresh token has ended or ends soon, else 0.",
      samples: items.map((item) => [labelsOf(item), Number(isDue(item))]),
    },
    {
      name: "aem_mail_oauth_unknown",
      help: "1 where the end of a client secret or a refresh token is unknown, else 0.",
      samples: items.map((item) => [labelsOf(item), Number(item.status === "unknown")]),
    },
  ];
  // Of several with the same names the worst counts: a series may have one value.
  const worst = (name: string): ((a: number, b: number) => number) => (/_read$|_end_/.test(name) ? Math.min : Math.max);
  return `${families.flatMap((family) => linesOf(family, worst(family.name))).join("\n")}\n# EOF\n`;
}

function labelsOf({ stack, kind, name }: DueItem): Record<string, string> {
  return { stack, kind, name };
}

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

function linesOf({ name, unit, help, samples }: Family, pick: (a: number, b: number) => number): string[] {
  const series = new Map<string, number>();
  for (const [labels, value] of samples) {
    const key = `${name}${labelSet(labels)}`;
    series.set(key, pick(series.get(key) ?? value, value));
  }
  if (series.size === 0) return [];
  return [
    `# TYPE ${name} gauge`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${help}`,
    ...[...series].map(([key, value]) => `${key} ${value}`),
  ];
}

function labelSet(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** As a label's value is written, and as a terminal or a job's log may show it. */
function escaped(value: string): string {
  return printableText(value.toWellFormed()).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
