import { checkAddress } from "../../commandLine/checks.ts";
import { commandLine } from "../../commandLine/commandLine.ts";
import { FORCE, JSON_OUTPUT, MAILBOX, SHOW_SECRETS } from "../../commandLine/commonOptions.ts";
import { inWords, text } from "../../commandLine/option.ts";
import { UserError } from "../../support/userError.ts";
import { type Edition, editionOption } from "./edition.ts";

export const Format = { Markdown: "md", Html: "html", Json: "json", Osgi: "osgi" } as const;
export type Format = (typeof Format)[keyof typeof Format];

/** What `sheet` is asked, checked. */
export interface SheetOptions {
  readonly stack: string | undefined;
  readonly folder: string | undefined;
  readonly cwd: string | undefined;
  readonly edition: Edition | undefined;
  readonly format: Format;
  readonly out: string | undefined;
  readonly force: boolean;
  readonly mailbox: string | undefined;
  readonly showSecrets: boolean;
}

export const SHEET = commandLine(
  {
    usage: "sheet --stack S [options]",
    does: [
      "Shows what goes into which field of AEM, place by place, with AEM's own labels. Secrets are left out, each with the command that " +
        "shows it.",
    ],
    options: {
      edition: text("WHICH", "jee, cloud or 65-osgi (default: by the stack's preset)"),
      format: text(
        "WHICH",
        "md (default), html to open or print, json, or osgi: the files to commit, for cloud and 65-osgi",
      ),
      json: inWords(JSON_OUTPUT, "the same as --format json"),
      out: text("DIR", "write into that folder instead of to standard output; osgi needs it"),
      force: inWords(FORCE, "replace files that are there"),
      mailbox: inWords(
        MAILBOX,
        "address of the mailbox (default: that of the token that is kept, else setting mailbox)",
      ),
      "show-secrets": inWords(
        SHOW_SECRETS,
        "show the client secret and the refresh token; with --out only you can read the file, and git does not take it in",
      ),
    },
    notes: [
      "JSON: {version: 1, stack, edition, title, warnings[], summary: field[], before[], places: {name, path, fields: field[], file, " +
        "notes[]}[], sections: {title, sentences[]}[], links: {title, url}[], files: {path, content}[]}. A place's file is the path " +
        "of one of the files, or null. A field is {label, kind, value, secret, command, note}; kind is enter, select, leave, " +
        "hidden (a secret: command shows it) or missing (command gets it); value, command and note may be null.",
    ],
  },
  ({ stack, folder, cwd, out, force, mailbox, "show-secrets": showSecrets, ...asked }): SheetOptions => {
    const format = formatOf(asked.format, asked.json);
    if (force && out === undefined) throw new UserError("--force goes with --out DIR.");
    if (out === "") throw new UserError("--out is empty. Name a folder, such as --out sheet.");
    if (format === Format.Osgi && out === undefined)
      throw new UserError("--format osgi writes files: name their folder with --out DIR.");

    if (format === Format.Osgi && showSecrets) {
      throw new UserError(
        "--show-secrets: the OSGi files are to be committed, so they hold placeholders and never a secret. What goes in their place: --format md --show-secrets.",
      );
    }
    checkAddress("--mailbox", mailbox);
    return { stack, folder, cwd, edition: editionOption(asked.edition), format, out, force, mailbox, showSecrets };
  },
);

function formatOf(given: string | undefined, json: boolean): Format {
  const formats = Object.values(Format);
  const format = formats.find((name) => name === (given ?? (json ? Format.Json : Format.Markdown)));
  if (format === undefined) throw new UserError(`--format ${given ?? ""}: one of ${formats.join(", ")}.`);
  if (json && format !== Format.Json) throw new UserError(`--json and --format ${format}: one of the two.`);
  return format;
}
