import type { ProofLine } from "./mail/proof.ts";

const TITLES: Readonly<Record<ProofLine["step"], string>> = {
  token: "refresh",
  IMAP: "IMAP",
  POP: "POP",
  SMTP: "SMTP",
  message: "message",
};

/** One step of the proof as a person reads it: a line, and below it why it failed and what to do. */
export function proofText(line: ProofLine): string {
  const { step, outcome, expected, server, milliseconds, reply, what, way } = line;
  const head = `  ${TITLES[step].padEnd(8)}`;
  if (outcome === "works") return `${head}works   ${server ?? ""}, ${seconds(milliseconds)}`;
  if (outcome === "undeclared") return `${head}-       not among the stack's permissions. ${way ?? ""}`.trimEnd();
  if (outcome === "missing") return `${head}-       not tried. ${what ?? ""}`.trimEnd();
  const note = expected ? "" : " (a note: AEM does not need it)";
  return [
    `${head}fails   ${server ?? ""}, ${seconds(milliseconds)}${note}`,
    ...indented(what),
    ...indented(way === undefined ? undefined : `What to do: ${way}`),
    ...indented(reply === undefined ? undefined : `The server says: ${reply}`),
  ].join("\n");
}

function indented(text: string | undefined): string[] {
  return text === undefined ? [] : text.split("\n").map((line) => `      ${line}`);
}

const seconds = (milliseconds = 0): string => `${(milliseconds / 1000).toFixed(2)} s`;
