import { readFile } from "node:fs/promises";

/** This project's program as somebody else would write it: with the same work at top level, and its outputs as exports. */
export async function topLevelProgram(): Promise<string> {
  const text = await readFile(new URL("../index.ts", import.meta.url), "utf8");
  return text
    .replace("export default async function mailProgram() {\n", "")
    .replace(/ {2}return \{\n([^]*?) {2}\};\n\}\n$/, (_, outputs: string) =>
      outputs.replace(/^ {4}(\w+): (.*),$/gm, "export const $1 = $2;"),
    );
}
