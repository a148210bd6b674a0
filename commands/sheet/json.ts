import type { Field, Sheet } from "./sheetModel.ts";

/** Raised when a field of the answer is renamed, removed, or changes its meaning. */
const VERSION = 1;

/** The sheet for programs, as `--help` describes it: the same keys always, null where there is nothing. */
export function toJson(sheet: Sheet): string {
  const { stack, edition, title, warnings, before, summary, places, sections, links, files } = sheet;
  const answer = {
    version: VERSION,
    stack,
    edition,
    title,
    warnings,
    summary: summary.map(fieldOf),
    before,
    places: places.map(({ name, path, fields, file, notes }) => ({
      name,
      path,
      fields: fields.map(fieldOf),
      file: file?.path ?? null,
      notes,
    })),
    sections,
    links,
    files: files.map(({ path, content }) => ({ path, content })),
  };
  return `${JSON.stringify(answer, null, 2)}\n`;
}

function fieldOf({ label, kind, value = null, secret, command = null, note = null }: Nullable): object {
  return { label, kind, value, secret, command, note };
}

type Nullable = Omit<Field, "value" | "command" | "note"> & {
  readonly value?: string | null;
  readonly command?: string | null;
  readonly note?: string | null;
};
