import type { Edition } from "./edition.ts";

/** What a person does with one field. */
export const FieldKind = {
  /** Types or pastes the value. */
  Enter: "enter",
  /** Ticks the box, or chooses the value from a list. */
  Select: "select",
  /** Leaves it as it is. */
  Leave: "leave",
  /** A secret that is not shown here: `command` shows it. */
  Hidden: "hidden",
  /** Nobody knows the value yet: `command` gets it. */
  Missing: "missing",
} as const;
export type FieldKind = (typeof FieldKind)[keyof typeof FieldKind];

export interface Field {
  /** AEM's own label. */
  readonly label: string;
  readonly kind: FieldKind;
  /** Left out where it is hidden, missing, or to be left as it is. */
  readonly value?: string;
  /** Whether the value is a secret, shown or not. */
  readonly secret: boolean;
  readonly command?: string;
  /** A sentence, with code between backticks, as in all texts of a sheet. */
  readonly note?: string;
}

/** A file to commit or to hand to Adobe's tools; never with a secret. */
export interface SheetFile {
  /** Below the folder of `--out`. */
  readonly path: string;
  /** Written as strict JSON. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** One place in AEM, to be filled in from top to bottom. */
export interface Place {
  readonly name: string;
  /** Where it is, menu by menu or file by file. */
  readonly path: string;
  readonly fields: readonly Field[];
  /** What the place is to hold, where it is a file. */
  readonly file?: SheetFile;
  /** Sentences on what is to be done before and after, and what is easily overlooked. */
  readonly notes: readonly string[];
}

export interface Section {
  readonly title: string;
  readonly sentences: readonly string[];
}

export interface Link {
  readonly title: string;
  readonly url: string;
}

/** What goes into which field of AEM, for one stack. Nothing here is formatted. */
export interface Sheet {
  readonly stack: string;
  readonly edition: Edition;
  readonly title: string;
  /** What the sheet is about: the application and the mailbox. */
  readonly summary: readonly Field[];
  readonly warnings: readonly string[];
  /** What has to be there first. */
  readonly before: readonly string[];
  readonly places: readonly Place[];
  /** What comes afterwards, now and later. */
  readonly sections: readonly Section[];
  readonly links: readonly Link[];
  /** All files of the edition. */
  readonly files: readonly SheetFile[];
}

/** Whether a sheet shows a secret in the open. */
export function showsSecret({ places }: Sheet): boolean {
  return places.some(({ fields }) => fields.some(({ secret, value }) => secret && value !== undefined));
}
