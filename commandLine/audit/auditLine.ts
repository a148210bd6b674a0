import type { AuditNote } from "../../support/auditNotes.ts";
import { ExitCode } from "../exitCodes.ts";
import type { Who } from "./whoAndRun.ts";

/** One command, as it ended. */
export interface Ended {
  readonly began: Date;
  readonly ended: Date;
  /** Without options. */
  readonly command: string;
  /** As `--stack` named it. */
  readonly stack: string | undefined;
  readonly code: number;
  readonly who: Who;
  /** The page of the pipeline's run. */
  readonly run: string | null;
  readonly notes: readonly AuditNote[];
}

/** Stands where a name should be and something else was: what is no name may be a value. */
export const NO_NAME = "(left out)";

/**
 * What `--audit` writes of a command: a line of JSON. It has names and times alone. An error's words are not in it, and what does not look
 * like a name is left out: people paste secrets into the wrong place.
 */
export function auditLine({ began, ended, command, stack, code, who, run, notes }: Ended): string {
  const changed = notes.length > 0;
  const applications = unique(notes.map(({ application }) => application)).map(idOf);
  return JSON.stringify({
    when: ended.toISOString(),
    began: began.toISOString(),
    command,
    stacks: unique([stack, ...notes.map((note) => note.stack)]).map(nameOf),
    result: resultOf(code, changed),
    code,
    changed,
    who,
    run,
    applications,
    secrets: uniqueObjects(
      notes.flatMap(({ secrets = [] }) =>
        secrets.map(({ change, label, keyId }) => ({
          change,
          ...named("label", label, labelOf),
          ...named("keyId", keyId, idOf),
        })),
      ),
    ),
    tokens: uniqueObjects(
      notes.flatMap(({ tokens = [] }) =>
        tokens.map(({ change, mailbox, issued }) => ({
          change,
          ...named("mailbox", mailbox, nameOf),
          ...named("issued", issued, timeOf),
        })),
      ),
    ),
    places: unique(notes.flatMap(({ places = [] }) => places)).map(nameOf),
  });
}

/** Something that is due, and a tenant that differs, are answers: the command did what it is for. */
function resultOf(code: number, changed: boolean): "done" | "refused" | "failed" {
  const answers: readonly number[] = [ExitCode.Good, ExitCode.Due, ExitCode.Differs];
  if (answers.includes(code)) return "done";
  const refusals: readonly number[] = [ExitCode.Yours, ExitCode.CannotTell];
  return refusals.includes(code) && !changed ? "refused" : "failed";
}

/** By what the rules of secrets take for a label. */
const labelOf = (text: string): string => (/^[a-z][a-z0-9-]{0,31}$/.test(text) ? text : NO_NAME);

const idOf = (text: string): string => (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text) ? text : NO_NAME);

const timeOf = (text: string): string =>
  /^\d{4}-\d\d-\d\dT[\d:.]{8,18}(Z|[+-]\d\d:\d\d)$/.test(text) ? text : NO_NAME;

/** Names of stacks, mailboxes, files and places. Entra's secrets have a `~`, and tokens are long. */
function nameOf(text: string): string {
  const isRandom = text.split(/[^\p{L}\p{N}_+=-]+/u).some((word) => word.length >= 24 && looksRandom(word));
  return /^[\p{L}\p{N}.@][\p{L}\p{N} .,:/_@+()'-]{0,119}$/u.test(text) && !isRandom ? text : NO_NAME;
}

/** What is random changes between small letters, capitals and digits at every second character or so; a name, at its words. */
function looksRandom(word: string): boolean {
  const kinds = Array.from(word, (letter) => [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u].findIndex((kind) => kind.test(letter)));
  const changes = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
  return new Set(kinds.filter((kind) => kind >= 0)).size === 3 && changes >= 0.4 * word.length;
}

function named(key: string, value: string | undefined, check: (text: string) => string): Record<string, string> {
  return value === undefined || value === "" ? {} : { [key]: check(value) };
}

function unique(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names.filter((name) => name !== undefined && name !== ""))] as string[];
}

function uniqueObjects<T>(all: readonly T[]): T[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
