import { COMMON_OPTIONS, parseOptions } from "../../commandLine/commonOptions.ts";
import { EXIT_CODES_HELP } from "../../commandLine/exitCodes.ts";
import { type ScopeChoice, scopeChoice } from "../../signIn/scopes.ts";
import { UserError } from "../../support/userError.ts";

export const HELP = `Usage: npx aem-mail-oauth consent --stack S [options]

Signs the mailbox in once, and gets the refresh token that AEM is given. Opens a browser, waits for it to come back, and proves
the token by signing in to the mailbox with it.

Options:
  --stack S, -s      the stack
  --mailbox M        address of the mailbox (default: setting mailbox; without it, whoever signs in)
  --user U           a person who signs in for a shared mailbox that they have full access to
  --paste            print the link and read the answer from standard input: over ssh, or without http://localhost as redirect
                     URI. Takes the whole address that the browser ends on (best), or the bare code, from this command's link or
                     from the stack's output authorizeUrl
  --save             keep the token, encrypted, in the stack's settings
  --out FILE         write the token to a file that only you can read, where git does not take it in
  --force            replace that file if it is there
  --no-verify        do not refresh the token and sign in to the mailbox
  --scopes WHICH     mail (default): what the mail servers take; adobe: to the letter of Adobe's page
  --port N           port to wait on (default: any free one)
  --timeout MINUTES  how long to wait (default 15)
  --no-browser       print the link only
  --explain NUMBER   say what an error of a sign-in page means, such as AADSTS50011, and end
  --json             one JSON object on standard output, all else on standard error
  --folder DIR       where stack local keeps everything (default .local)
  --cwd DIR          find Pulumi.yaml from there, upwards, instead of from the working folder

Without --save and --out the token is printed, once.

${EXIT_CODES_HELP}`;

export const OPTIONS = {
  ...COMMON_OPTIONS,
  explain: { type: "string" },
  force: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  mailbox: { type: "string" },
  "no-browser": { type: "boolean", default: false },
  "no-verify": { type: "boolean", default: false },
  out: { type: "string" },
  paste: { type: "boolean", default: false },
  port: { type: "string" },
  save: { type: "boolean", default: false },
  scopes: { type: "string", default: "mail" },
  timeout: { type: "string", default: "15" },
  user: { type: "string" },
} as const;

/** The command line of `consent`, checked. */
export interface ConsentOptions {
  readonly stack: string | undefined;
  readonly folder: string | undefined;
  readonly cwd: string | undefined;
  readonly mailbox: string | undefined;
  readonly user: string | undefined;
  readonly paste: boolean;
  readonly save: boolean;
  readonly out: string | undefined;
  readonly force: boolean;
  readonly verify: boolean;
  readonly scopes: ScopeChoice;
  /** 0 for any free one. */
  readonly port: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly browser: boolean;
  readonly explain: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

/** @throws UserError for what cannot be parsed, or does not go together */
export function consentOptions(args: string[]): ConsentOptions {
  const { values } = parseOptions(args, OPTIONS, HELP);
  const { stack, folder, cwd, user, paste, save, out, force, json, explain, help } = values;
  if (paste && values.port !== undefined)
    throw new UserError("--port goes with a browser on this machine, not with --paste.");
  if (force && out === undefined) throw new UserError("--force goes with --out FILE.");
  for (const [name, address] of [["--mailbox", values.mailbox] as const, ["--user", user] as const])
    checkAddress(name, address);
  return {
    stack,
    folder,
    cwd,
    mailbox: values.mailbox,
    user,
    paste,
    save,
    out,
    force,
    verify: !values["no-verify"],
    scopes: scopeChoice(values.scopes),
    port: portOf(values.port),
    timeout: timeoutOf(values.timeout),
    browser: !values["no-browser"],
    explain,
    json,
    help,
  };
}

/** @throws UserError for what is no address */
export function checkAddress(option: string, address: string | undefined): void {
  if (address !== undefined && !/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(address))
    throw new UserError(`${option} ${address}: write an address, such as aem@contoso.com.`);
}

function portOf(text: string | undefined): number {
  const port = Number(text ?? "0");
  if (!/^\d{1,5}$/.test(text ?? "0") || port > 65_535)
    throw new UserError(`--port ${text ?? ""}: a port is a whole number from 0 to 65535.`);

  return port;
}

function timeoutOf(text: string): number {
  const minutes = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || minutes === 0 || minutes > 24 * 60)
    throw new UserError(`--timeout ${text}: minutes, such as 15 or 0.5, and at most a day.`);

  return minutes * 60_000;
}
