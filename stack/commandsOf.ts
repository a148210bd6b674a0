import { join } from "node:path";

import { REFRESH_TOKEN_KEY } from "../components/catalogue/configKeys.ts";
import { shellWord } from "../support/text.ts";
import { LOCAL_FOLDER, type NamedStack, type StackRef } from "./stackRef.ts";

/** The commands of one stack, complete, for a person to copy. */
export function commandsOf({ given, isLocal: local, cwd }: NamedStack) {
  // Copied where the person is, they have to reach the same project.
  const stack = `${given}${elsewhere("--cwd", cwd)}`;
  const pulumi = `${given}${elsewhere("-C", cwd)}`;
  const shortSheet = `npx aem-mail-oauth sheet --stack ${stack}`;
  const showSheet = `${shortSheet} --show-secrets`;
  return {
    up: local ? `npx aem-mail-oauth local${elsewhere("--cwd", cwd)}` : `pulumi up -s ${pulumi}`,
    showSecret: local
      ? `npx aem-mail-oauth local outputs --show-secrets${elsewhere("--cwd", cwd)}`
      : `pulumi stack output -s ${pulumi} clientSecret --show-secrets`,
    // The settings of stack local are a copy that the CLI would not find by itself.
    showToken: local ? showSheet : `pulumi config get -s ${pulumi} ${REFRESH_TOKEN_KEY}`,
    shortSheet,
    sheet: showSheet,
    renew: `npx aem-mail-oauth renew --stack ${stack}`,
    upkeep: `npx aem-mail-oauth upkeep --stack ${stack}`,
    deliver: `npx aem-mail-oauth deliver --stack ${stack}`,
    verify: `npx aem-mail-oauth verify --stack ${stack}`,
    access: `npx aem-mail-oauth access --stack ${stack}`,
    add: `npx aem-mail-oauth rotate add --stack ${stack}`,
    retire: `npx aem-mail-oauth rotate retire --stack ${stack}`,
    revoke: (label: string) => `npx aem-mail-oauth rotate revoke ${label} --stack ${stack}`,
    consent: consentCommand({ given, cwd }),
    look: `npx aem-mail-oauth due --live --stack ${stack}`,
    dates: `npx aem-mail-oauth due --live --write --stack ${stack}`,
    repair: `npx aem-mail-oauth repair --stack ${stack}`,
    cancel: `pulumi cancel --yes -s ${pulumi}`,
    preview: `pulumi preview --diff -s ${pulumi}`,
  };
}

/** Any other command of Pulumi's on a stack, with words that no shell has read yet. */
export function pulumiCommand({ given, cwd }: NamedStack, command: string, words: readonly string[]): string {
  return `pulumi ${[command, ...words.map(shellWord)].join(" ")} -s ${given}${elsewhere("-C", cwd)}`;
}

function elsewhere(option: string, cwd: string | undefined): string {
  return cwd === undefined ? "" : ` ${option} ${shellWord(cwd)}`;
}

/** What a sign-in was asked for with, as far as the next one needs the same. */
export interface SignInAgain {
  /** Undefined where the stack's settings name it, or nobody does. */
  readonly mailbox?: string | undefined;
  /** Who signs in for the mailbox; undefined where the mailbox does so itself. */
  readonly user?: string | undefined;
  readonly save?: boolean | undefined;
  readonly out?: string | undefined;
  /** Whether the answer is pasted, as over ssh. */
  readonly paste?: boolean | undefined;
}

/** The command that signs in again, for a person to copy. */
export function consentCommand(
  { given, cwd }: Pick<StackRef, "given" | "cwd">,
  { mailbox, user, save = false, out, paste = false }: SignInAgain = {},
): string {
  const words = [
    ...(mailbox === undefined ? [] : ["--mailbox", shellWord(mailbox)]),
    ...(user === undefined ? [] : ["--user", shellWord(user)]),
    ...(paste ? ["--paste"] : []),
    ...(save ? ["--save"] : []),
    ...(out === undefined ? [] : ["--out", shellWord(out)]),
  ];
  return `npx aem-mail-oauth consent --stack ${[given, ...words].join(" ")}${elsewhere("--cwd", cwd)}`;
}

/** Where stack local keeps everything, and the project beside which it does so by default. */
export type LocalPlace = Pick<StackRef, "folder" | "project" | "cwd">;

/**
 * A command on stack local, for a person to copy: it works on the same folder as the one that prints it.
 *
 * @param words - what stands behind the program's name, such as `local refresh`; written for a shell already
 */
export function localCommand(words: string, { folder, project, cwd }: LocalPlace): string {
  const place = folder === join(project, LOCAL_FOLDER) ? "" : ` --folder ${shellWord(folder)}`;
  return `npx aem-mail-oauth ${words}${place}${elsewhere("--cwd", cwd)}`;
}
