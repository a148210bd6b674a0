import { checkAddress, portOf } from "../../commandLine/checks.ts";
import { commandLine } from "../../commandLine/commandLine.ts";
import { AUDIT, FORCE, JSON_OUTPUT, MAILBOX, PORT } from "../../commandLine/commonOptions.ts";
import { flag, inWords, text } from "../../commandLine/option.ts";
import { type ScopeChoice, scopeChoice } from "../../signIn/scopes.ts";
import { UserError } from "../../support/userError.ts";

/** What `consent` is asked, checked. */
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
}

export const CONSENT = commandLine(
  {
    usage: "consent --stack S [options]",
    does: [
      "Signs the mailbox in once, and gets the refresh token that AEM is given. Opens a browser, waits for it to come back, and " +
        "proves the token by signing in to the mailbox with it.",
    ],
    options: {
      mailbox: inWords(MAILBOX, "address of the mailbox (default: setting mailbox; without it, whoever signs in)"),
      user: text("U", "a person who signs in for a shared mailbox that they have full access to"),
      paste: flag(
        "print the link and read the answer from standard input: over ssh, or without http://localhost as redirect URI. Takes the " +
          "whole address that the browser ends on (best), or the bare code, from this command's link or from the stack's output " +
          "authorizeUrl",
      ),
      save: flag("keep the token where setting tokenStore says: encrypted in the stack's settings, or in a key vault"),
      out: text("FILE", "write the token to a file that only you can read, where git does not take it in"),
      force: inWords(FORCE, "replace that file if it is there, or a kept token of another application"),
      "no-verify": flag("do not refresh the token and sign in to the mailbox"),
      scopes: {
        ...text("WHICH", "mail (default): what the mail servers take; adobe: to the letter of Adobe's page"),
        default: "mail",
      },
      port: inWords(PORT, "port to wait on (default: any free one)"),
      timeout: { ...text("MINUTES", "how long to wait (default 15)"), default: "15" },
      "no-browser": flag("print the link only"),
      explain: text("NUMBER", "say what an error of a sign-in page means, such as AADSTS50011, and end"),
      audit: AUDIT,
      json: JSON_OUTPUT,
    },
    notes: ["Without --save and --out the token is printed, once."],
  },
  ({ stack, folder, cwd, mailbox, user, paste, save, out, force, explain, json, ...asked }): ConsentOptions => {
    if (paste && asked.port !== undefined)
      throw new UserError("--port goes with a browser on this machine, not with --paste.");
    if (force && out === undefined && !save) throw new UserError("--force goes with --out FILE, or with --save.");
    checkAddress("--mailbox", mailbox);
    checkAddress("--user", user);
    return {
      stack,
      folder,
      cwd,
      mailbox,
      user,
      paste,
      save,
      out,
      force,
      verify: !asked["no-verify"],
      scopes: scopeChoice(asked.scopes),
      port: portOf(asked.port ?? "0"),
      timeout: timeoutOf(asked.timeout),
      browser: !asked["no-browser"],
      explain,
      json,
    };
  },
);

function timeoutOf(text: string): number {
  const minutes = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || minutes === 0 || minutes > 24 * 60)
    throw new UserError(`--timeout ${text}: minutes, such as 15 or 0.5, and at most a day.`);

  return minutes * 60_000;
}
