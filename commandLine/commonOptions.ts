import { flag, text } from "./option.ts";

/** What every command takes. */
export const COMMON_OPTIONS = {
  stack: { ...text("S", "the stack, as in stacks/Pulumi.S.yaml"), short: "s" },
  folder: text("DIR", "where stack local keeps everything (default .local beside Pulumi.yaml)"),
  cwd: text("DIR", "work on the project there: the nearest Pulumi.yaml upwards of DIR (default: the working folder)"),
  help: { ...flag("show this text"), short: "h" },
} as const;

/** Of every command that changes something; what it notes of itself goes through support/auditNotes.ts. */
export const AUDIT = text("FILE", "append one JSON line on who did what, without any value, to this file");
/** What several commands take. */
export const FORCE = flag("replace what is there");
export const JSON_OUTPUT = flag("one JSON object on standard output, all else on standard error");
export const MAILBOX = text("M", "address of the mailbox");
export const PORT = text("N", "port to listen on (0 takes any free one)");
export const SHOW_SECRETS = flag("show secrets");
export const UP = flag("deploy at once; Pulumi shows the changes and asks");
export const YES = flag("do not ask");

/** Of the actions that make a secret. */
export const NEW_SECRET_OPTIONS = {
  label: text("L", "its name, here and in the portal (default s-<date>-<time>)"),
  expires: text("DATE", "when it ends, like 2030-05-20"),
  lifetime: text("DAYS", "the same in days (default 180d, or maxSecretLifetime if that is shorter)"),
  up: UP,
} as const;
