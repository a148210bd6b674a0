import { parseLifetime } from "../../components/secretLifetime.ts";
import type { ClientSecretArgs } from "../../components/mailApplicationArgs.ts";
import { UserError } from "../../local/userError.ts";
import { EXIT_CODES_HELP, ExitCode } from "../exitCodes.ts";
import { liveSecrets } from "../liveSecrets.ts";
import { requireStack, stackNames } from "../project.ts";
import { consentFile, readConsents } from "./consents.ts";
import { readDeclaration } from "./declaredSecrets.ts";
import { consentItems, describe, isDue, secretItems, type DueItem } from "./dueItems.ts";
import { COMMON_OPTIONS, parseOptions } from "./options.ts";

const HELP = `Usage: npx aem-mail-oauth rotate due [--within 30d] [--stack S] [--live] [--json]

Says which client secrets end soon and which consents are older than 60 days, from the files alone: no login, no network.

Options:
  --within DAYS   how soon (default 30d)
  --stack S       one stack (default all that have a file)
  --live          the real dates, from the outputs of the stack; needs its backend
  --json          {"within": days, "due": boolean, "items": [{stack, kind, name, status, date, days, next}]}
  --folder DIR    where stack local keeps everything (default .local)

${EXIT_CODES_HELP}`;

const OPTIONS = {
  ...COMMON_OPTIONS,
  json: { type: "boolean", default: false },
  live: { type: "boolean", default: false },
  within: { type: "string", default: "30d" },
} as const;

/** `rotate due`: for a scheduled job, and for whoever wonders. */
export async function due(args: string[], now: Date): Promise<number> {
  const { values } = parseOptions(args, OPTIONS, HELP);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const within = parseLifetime(values.within);
  if (within === undefined) {
    throw new UserError(`--within "${values.within}": write a whole number of days from 1d to 9999d, like 30d.`);
  }
  const stacks = values.stack === undefined ? await stackNames() : [await requireStack(values.stack)];
  const items: DueItem[] = [];
  const unread: string[] = [];
  for (const stack of stacks) {
    const { declared } = await readDeclaration(stack, now);
    const secrets = values.live ? await secretsOf(stack, declared.secrets, values.folder) : declared.secrets;
    if (secrets === undefined) unread.push(stack);
    items.push(...secretItems(stack, secrets ?? [], within, now));
    items.push(...consentItems(stack, await readConsents(consentFile(stack, values.folder)), now));
  }
  const found = items.filter(isDue);
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ within, due: found.length > 0, items })}\n`);
  } else {
    for (const item of items) {
      process.stdout.write(`${isDue(item) ? "DUE " : "    "}${describe(item)}\n`);
      if (item.next !== undefined) process.stdout.write(`        ${item.next}\n`);
    }
    process.stdout.write(`${conclusion(items, found.length, unread.length, within)}\n`);
  }
  if (found.length > 0) return ExitCode.Due;
  return unread.length > 0 ? ExitCode.CannotTell : ExitCode.Good;
}

/** What it all comes to. Nothing that is not known counts as well. */
function conclusion(items: readonly DueItem[], due: number, unread: number, within: number): string {
  const unknown = items.filter(({ status }) => status === "unknown").length;
  const doubts = [
    ...(unknown === 0 ? [] : [`${unknown} without a date may be`]),
    ...(unread === 0 ? [] : [`${unread} ${unread === 1 ? "stack" : "stacks"} could not be read`]),
  ];
  const known = due === 0 ? `Nothing ${unknown === 0 ? "" : "with a date "}is` : due === 1 ? "1 is" : `${due} are`;
  return `${known} due within ${within} days${doubts.length === 0 ? "" : `; ${doubts.join(", and ")}`}.`;
}

/**
 * Labels and real ends, from the outputs; undefined where they cannot be read, which is said: the other stacks have dates
 * too.
 */
async function secretsOf(
  stack: string,
  declared: readonly ClientSecretArgs[],
  folder: string,
): Promise<ClientSecretArgs[] | undefined> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  // Loaded here alone: the Automation API takes longer to load than all the rest to run.
  const { openDeployment } = await import("../deployment.ts");
  try {
    const deployment = await openDeployment(stack, { folder, log: say });
    try {
      const value = (await deployment.outputs()).clientSecrets?.value;
      if (!Array.isArray(value)) {
        say(`Stack ${stack}: nothing is deployed.`);
        return [];
      }
      const live = liveSecrets(value);
      const waiting = declared.filter(({ label }) => live.every((secret) => secret.label !== label));
      for (const { label } of waiting)
        say(`Stack ${stack}: client secret "${label}" is declared, and not deployed yet.`);
      return live;
    } finally {
      await deployment.close();
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(`Stack ${stack} could not be read. ${error.message}`);
    return undefined;
  }
}
