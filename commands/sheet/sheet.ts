import { join } from "node:path";

import type { Backend } from "../../stack/backend.ts";
import type { Deployment } from "../../stack/deployment.ts";
import { requireStack } from "../../stack/project.ts";
import { namedStack } from "../../stack/stackRef.ts";
import { UserError } from "../../support/userError.ts";
import { Edition } from "./edition.ts";
import { readFacts } from "./facts.ts";
import { toHtml } from "./html.ts";
import { toJson } from "./json.ts";
import { toMarkdown } from "./markdown.ts";
import { Format, type SheetOptions } from "./options.ts";
import { jsonOf, requireMailbox } from "./osgi.ts";
import { sheetFor } from "./sheetFor.ts";
import { type Sheet, showsSecret } from "./sheetModel.ts";
import { type NewFile, writeFiles } from "./writeFiles.ts";

/** `sheet`: the sheet with which AEM is configured. */
export async function sheet(options: SheetOptions, backend: Backend): Promise<number> {
  const stack = await requireStack(options);
  const filled = await readSheet(await backend.open(stack, { log: toStandardError }), options);
  const { format, out, force } = options;
  if (format === Format.Osgi) {
    // The files have no place for words.
    for (const warning of filled.warnings) process.stderr.write(`Warning: ${warning}\n`);
  }
  if (out === undefined) {
    process.stdout.write(RENDERERS[format](filled));
    return 0;
  }
  const files = format === Format.Osgi ? osgiFiles(filled) : [sheetFile(filled, format)];
  await writeFiles(out, files, force);
  for (const { name } of files) process.stdout.write(`Wrote ${join(out, name)}\n`);
  if (files.some(({ secret }) => secret)) {
    process.stdout.write(
      "It shows secrets, and only you can read it. Keep it out of git, and delete it once AEM has them.\n",
    );
  }
  return 0;
}

/** Standard output is the sheet's alone. */
const toStandardError = (line: string): void => void process.stderr.write(`${line}\n`);

async function readSheet(
  deployment: Deployment,
  { format, edition, mailbox, showSecrets }: SheetOptions,
): Promise<Sheet> {
  try {
    const facts = await readFacts(deployment, { edition, mailbox, showSecrets, now: new Date() });
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

function sheetFile(filled: Sheet, format: Format): NewFile {
  const { name } = namedStack(filled.stack);
  return {
    name: `aem-mail-settings.${name}.${filled.edition}.${format}`,
    text: RENDERERS[format](filled),
    secret: showsSecret(filled),
  };
}

function osgiFiles({ files }: Sheet): NewFile[] {
  return files.map((file) => ({ name: file.path, text: jsonOf(file), secret: false }));
}
