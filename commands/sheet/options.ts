import { COMMON_OPTIONS, parseOptions } from "../../commandLine/commonOptions.ts";
import { EXIT_CODES_HELP } from "../../commandLine/exitCodes.ts";
import { UserError } from "../../support/userError.ts";
import { checkAddress } from "../consent/options.ts";
import { type Edition, editionOption } from "./edition.ts";

export const HELP = `Usage: npx aem-mail-oauth settings --stack S [options]

Says what goes into which field of AEM, place by place, with AEM's own labels. Secrets are left out, each with the command that shows it.

Options:
  --stack S, -s      the stack
  --edition WHICH    jee, cloud or 65-osgi (default: by the stack's preset)
  --format WHICH     md (default), html to open or print, json, or osgi: the files to commit, for cloud and 65-osgi
  --json             the same as --format json
  --out DIR          write into that folder instead of to standard output; osgi needs it
  --force            replace files that are there
  --mailbox M        address of the mailbox (default: that of the token that is kept, else setting mailbox)
  --show-secrets     show the client secret and the refresh token; with --out only you can read the file, and git does not take it in
  --folder DIR       where stack local keeps everything (default .local)
  --cwd DIR          find Pulumi.yaml from there, upwards, instead of from the working folder

JSON: {version: 1, stack, edition, title, warnings[], summary: field[], before[], places: {name, path, fields: field[], file, notes[]}[],
sections: {title, sentences[]}[], links: {title, url}[], files: {path, content}[]}. A place's file is the path of one of the
files, or null. A field is {label, kind, value, secret, command, note}; kind is enter, select, leave, hidden (a secret: command
shows it) or missing (command gets it); value, command and note may be null.

${EXIT_CODES_HELP}`;

export const Format = { Markdown: "md", Html: "html", Json: "json", Osgi: "osgi" } as const;
export type Format = (typeof Format)[keyof typeof Format];

export const OPTIONS = {
  ...COMMON_OPTIONS,
  edition: { type: "string" },
  force: { type: "boolean", default: false },
  format: { type: "string" },
  json: { type: "boolean", default: false },
  mailbox: { type: "string" },
  out: { type: "string" },
  "show-secrets": { type: "boolean", default: false },
} as const;

/** The command line of `settings`, checked. */
export interface SettingsOptions {
  readonly stack: string | undefined;
  readonly folder: string | undefined;
  readonly cwd: string | undefined;
  readonly edition: Edition | undefined;
  readonly format: Format;
  readonly out: string | undefined;
  readonly force: boolean;
  readonly mailbox: string | undefined;
  readonly showSecrets: boolean;
  readonly help: boolean;
}

/** @throws UserError for what cannot be parsed, or does not go together */
export function settingsOptions(args: string[]): SettingsOptions {
  const { values } = parseOptions(args, OPTIONS, HELP);
  const { stack, folder, cwd, out, force, mailbox, "show-secrets": showSecrets, help } = values;
  const format = formatOf(values.format, values.json);
  if (force && out === undefined) throw new UserError("--force goes with --out DIR.");
  if (out === "") throw new UserError("--out is empty. Name a folder, such as --out sheet.");
  if (format === Format.Osgi && out === undefined && !help)
    throw new UserError("--format osgi writes files: name their folder with --out DIR.");

  if (format === Format.Osgi && showSecrets) {
    throw new UserError(
      "--show-secrets: the OSGi files are to be committed, so they hold placeholders and never a secret. What goes in their place: --format md --show-secrets.",
    );
  }
  checkAddress("--mailbox", mailbox);
  return { stack, folder, cwd, edition: editionOption(values.edition), format, out, force, mailbox, showSecrets, help };
}

function formatOf(given: string | undefined, json: boolean): Format {
  const formats = Object.values(Format);
  const format = formats.find((name) => name === (given ?? (json ? Format.Json : Format.Markdown)));
  if (format === undefined) throw new UserError(`--format ${given ?? ""}: one of ${formats.join(", ")}.`);
  if (json && format !== Format.Json) throw new UserError(`--json and --format ${format}: one of the two.`);
  return format;
}
