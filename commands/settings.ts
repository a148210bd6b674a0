import { checkAddress } from "./consent/options.ts";
import { openDeployment } from "./deployment.ts";
import { requireStack } from "./project.ts";
import { COMMON_OPTIONS, parseOptions } from "./rotate/options.ts";
import { editionOption } from "./settings/edition.ts";
import { readFacts } from "./settings/facts.ts";
import { toMarkdown } from "./settings/markdown.ts";
import { sheetFor } from "./settings/sheetFor.ts";

const HELP = `Usage: npm run settings -- --stack S [options]      or: npx aem-mail-oauth settings --stack S [options]

Says what goes into which field of AEM, place by place.

Options:
  --stack S, -s      the stack
  --edition WHICH    jee, cloud or 65-osgi (default: by the stack's preset)
  --mailbox M        address of the mailbox (default: setting mailbox, else the recorded consent's)
  --show-secrets     show the client secret and the refresh token
  --folder DIR       where stack local keeps everything (default .local)
`;

const OPTIONS = {
  ...COMMON_OPTIONS,
  edition: { type: "string" },
  mailbox: { type: "string" },
  "show-secrets": { type: "boolean", default: false },
} as const;

/** `settings`: the sheet with which AEM is configured. */
export async function settings(args: string[]): Promise<number> {
  const { values } = parseOptions(args, OPTIONS, HELP);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const edition = editionOption(values.edition);
  checkAddress("--mailbox", values.mailbox);
  const stack = await requireStack(values.stack);
  // Standard output is the sheet's alone.
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const deployment = await openDeployment(stack, { folder: values.folder, log });
  try {
    const { mailbox, folder, "show-secrets": showSecrets } = values;
    const facts = await readFacts(deployment, { edition, mailbox, showSecrets, folder, now: new Date() });
    process.stdout.write(toMarkdown(sheetFor(facts)));
    return 0;
  } finally {
    await deployment.close();
  }
}
