/** Longest address that is shown whole, in characters: Pulumi cuts what has not changed at about this length. */
const LONGEST = 150;
const URL = /"https?:\/\/[^"\s]*"/g;

/** A line of the engine's with its long addresses shortened; of two, the old and the new one, to where they begin to differ. */
export function shortUrls(line: string): string {
  const [first, second] = line.match(URL) ?? [];
  const from = first !== undefined && second !== undefined ? differsAt(first, second) : 0;
  return line.replace(URL, (quoted) => `"${shortUrl(quoted.slice(1, -1), from)}"`);
}

function shortUrl(url: string, from: number): string {
  if (url.length <= LONGEST) return url;
  if (from < LONGEST - 30) return `${url.slice(0, LONGEST)}...`;
  const end = from + 60;
  return `${url.slice(0, 60)}...${url.slice(from - 30, end)}${end < url.length ? "..." : ""}`;
}

function differsAt(first: string, second: string): number {
  let index = 0;
  while (index < first.length && first[index] === second[index]) index += 1;
  return index;
}
