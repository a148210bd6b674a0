import process from "node:process";

/** What the names of files are told from: a folder whose own name is another one in each run. */
const FOLDERS = Object.entries({
  "<folder>": process.env.BOUNDARIES_FOLDER ?? "",
  "<project>": process.env.BOUNDARIES_PROJECT ?? "",
}).filter(([, path]) => path !== "");

/** A path without what differs from run to run. */
export function nameOfPath(path: unknown): string {
  const text = path instanceof URL ? path.pathname : String(path);
  return withoutNumbers(FOLDERS.reduce((name, [word, folder]) => name.replace(folder, word), text));
}

export const withoutNumbers = (text: string): string =>
  text
    .replace(/\d+-[0-9a-f]{8}-[0-9a-f]{12}\.tmp\b/g, "*.tmp")
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, "*")
    .replace(/\b[0-9a-f]{12,}\b/g, "*")
    .replace(/(?<=-)[A-Za-z0-9]{6}(?=\/|$)/g, "*")
    .replace(/(?<=:)\d+|\b\d{13,}\b/g, "*");

/** Program and its first words, without options and values. */
export function nameOfChild(file: unknown, args: readonly unknown[]): string {
  const words = args.map(String).filter((word) => /^[a-z]+$/.test(word));
  return [String(file).replace(/^.*[/\\]/, ""), ...words.slice(0, 3)].join(" ");
}
