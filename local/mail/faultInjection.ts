import { rmSync } from "node:fs";
import { join } from "node:path";

import { readIfThereSync } from "../../support/readIfThere.ts";
import { parsed } from "../../support/shape.ts";
import { UserError } from "../../support/userError.ts";
import { writeWhole } from "../../support/writeWhole.ts";

/** What an administrator of Exchange can switch off, and how Exchange is when it is not well. */
export const MAIL_FAULTS = {
  smtpDisabledForTenant: "SMTP AUTH is switched off for the whole organisation",
  smtpDisabledForMailbox: "SMTP AUTH is switched off for the mailbox",
  smtpPolicy: "the organisation's security policy keeps the mailbox from SMTP",
  smtpRefused: "SMTP refuses a good token, as for some personal accounts",
  smtpBusy: "SMTP turns every connection away",
  smtpTryLater: "SMTP puts every message off",
  imapDisabled: "IMAP is switched off for the mailbox",
  popDisabled: "POP is switched off for the mailbox",
} as const;
export type MailFault = keyof typeof MAIL_FAULTS;

const fileIn = (folder: string): string => join(folder, "faults.json");

/**
 * The faults that are on: a JSON list of names in `faults.json` of the mail's folder, read at each sign-in, so that another
 * process may switch them while the servers run.
 * @throws UserError when the file holds anything else
 */
export function faultsIn(folder: string): ReadonlySet<MailFault> {
  const file = fileIn(folder);
  const text = readIfThereSync(file);
  return new Set(text === undefined ? [] : parse(text, file));
}

/** Switches exactly these faults on; none ends them all. */
export async function switchFaults(folder: string, faults: readonly MailFault[]): Promise<void> {
  if (faults.length === 0) rmSync(fileIn(folder), { force: true });
  else await writeWhole(fileIn(folder), `${JSON.stringify(faults)}\n`, { mode: 0o600 });
}

function parse(text: string, file: string): MailFault[] {
  const names = Object.keys(MAIL_FAULTS);
  const given = parsed(text);
  if (Array.isArray(given) && given.every((name) => names.includes(String(name)))) return given as MailFault[];
  throw new UserError(`${file} should hold a JSON list of faults, of: ${names.join(", ")}. Fix it or delete it.`);
}
