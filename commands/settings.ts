import { join } from "node:path";

import { UserError } from "../local/userError.ts";
import { openDeployment } from "./deployment.ts";
import { requireStack } from "./project.ts";
import { Edition } from "./settings/edition.ts";
import { readFacts } from "./settings/facts.ts";
import { toHtml } from "./settings/html.ts";
import { toJson } from "./settings/json.ts";
import { toMarkdown } from "./settings/markdown.ts";
import { Format, type SettingsOptions, settingsOptions } from "./settings/options.ts";
import { jsonOf, requireMailbox } from "./settings/osgi.ts";
import { type Sheet, showsSecret } from "./settings/sheet.ts";
import { sheetFor } from "./settings/sheetFor.ts";
import { type NewFile, writeFiles } from "./settings/writeFiles.ts";

/** `settings`: the sheet with which AEM is configured. */
export async function settings(args: string[]): Promise<number> {
  const options = settingsOptions(args);
  const stack = await requireStack(options.stack);
  const sheet = await readSheet(stack, options);
  const { format, out, force } = options;
  if (format === Format.Osgi) {
    // The files have no place for words.
    for (const warning of sheet.warnings) process.stderr.write(`Warning: ${warning}\n`);
  }
  if (out === undefined) {
    process.stdout.write(RENDERERS[format](sheet));
    return 0;
  }
  const files = format === Format.Osgi ? osgiFiles(sheet) : [sheetFile(sheet, format)];
  await writeFiles(out, files, force);
  for (const { name } of files) process.stdout.write(`Wrote ${join(out, name)}\n`);
  if (files.some(({ secret }) => secret)) {
    process.stdout.write(
      "It shows secrets, and only you can read it. Keep it out of git, and delete it once AEM has them.\n",
    );
  }
  return 0;
}

async function readSheet(
  stack: string,
  { format, edition, mailbox, showSecrets, folder }: SettingsOptions,
): Promise<Sheet> {
  // Standard output is the sheet's alone.
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const deployment = await openDeployment(stack, { folder, log });
  try {
    const facts = await readFacts(deployment, { edition, mailbox, showSecrets, folder, now: new Date() });
    if (format === Format.Osgi) {
      if (facts.edition === Edition.Jee) {
        throw new UserError(
          "AEM Forms on JEE takes no OSGi files for this: its values are entered in Admin UI. Ask for --format md, html or json, or name another --edition.",
        );
      }
      requireMailbox(facts);
    }
    return sheetFor(facts);
  } finally {
    await deployment.close();
  }
}

const RENDERERS: Readonly<Record<Format, (sheet: Sheet) => string>> = {
  md: toMarkdown,
  html: toHtml,
  json: toJson,
  osgi: ({ files }) => files.map(jsonOf).join("\n"),
};

function sheetFile(sheet: Sheet, format: Format): NewFile {
  const stack = sheet.stack.split("/").at(-1) ?? sheet.stack;
  return {
    name: `aem-mail-settings.${stack}.${sheet.edition}.${format}`,
    text: RENDERERS[format](sheet),
    secret: showsSecret(sheet),
  };
}

function osgiFiles({ files }: Sheet): NewFile[] {
  return files.map((file) => ({ name: file.path, text: jsonOf(file), secret: false }));
}
