/**
 * Reads OpenMetrics text of gauges as strictly as its grammar is (specification 1.0, section "ABNF", and the rules on metadata, units and
 * duplicates), and resolves to the value of each series. prometheus_client for Python, the reference, takes and refuses the same.
 *
 * @throws Error for everything else
 */
export function parseOpenMetrics(text: string): Readonly<Record<string, number>> {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.pop() !== "# EOF")
    throw new Error("the text has to end with # EOF and one line break");
  const series: Record<string, number> = {};
  const families = new Set<string>();
  let family = "";
  for (const line of lines) {
    const [, word = "", name = "", rest = ""] = /^# (TYPE|UNIT|HELP) ([a-zA-Z_:][\w:]*) (.*)$/.exec(line) ?? [];
    if (word === "TYPE") {
      if (families.has(name) || rest !== "gauge") throw new Error(`a second family, or no gauge: ${line}`);
      families.add((family = name));
    } else if (word !== "") {
      if (name !== family) throw new Error(`metadata of another family: ${line}`);
      if (word === "UNIT" && !name.endsWith(`_${rest}`)) throw new Error(`the name has to end with its unit: ${line}`);
      if (word === "HELP" && /(^|[^\\])"|\\[^\\"n]/.test(rest)) throw new Error(`an escape that there is not: ${line}`);
    } else {
      const [, key = "", of = "", value = ""] = SAMPLE.exec(line) ?? [];
      if (key === "" || of !== family) throw new Error(`no sample of ${family}: ${line}`);
      if (Object.hasOwn(series, key)) throw new Error(`twice: ${key}`);
      series[key] = Number(value);
    }
  }
  return series;
}

const LABEL = String.raw`[a-zA-Z_]\w*="(?:[^\\"\n\r]|\\[\\"n])*"`;
const SAMPLE = new RegExp(String.raw`^(([a-zA-Z_:][\w:]*)(?:\{${LABEL}(?:,${LABEL})*\})?) ([-+]?\d+(?:\.\d+)?)$`);
