import type { GroupText } from "../../commandLine/command.ts";
import { type Asked, commandLine } from "../../commandLine/commandLine.ts";
import { AUDIT, NEW_SECRET_OPTIONS, UP, YES } from "../../commandLine/commonOptions.ts";
import { flag, inWords } from "../../commandLine/option.ts";

// Apart from the actions, so that help is shown before they are loaded.

export const ROTATE: GroupText = {
  usage: "rotate <action> [options]",
  does: ["Changes the client secret without an outage: add, deploy, switch AEM, retire, deploy."],
  actions: {
    add: "declare a new secret beside the one that AEM uses",
    retire: "take the old one away, when AEM has the new one everywhere",
    revoke: "take away one that leaked, by its label",
    repair: "find live secrets that nobody declared, and remove them",
  },
  notes: ["npx aem-mail-oauth rotate <action> --help shows more."],
};

const ADD_OPTIONS = { ...NEW_SECRET_OPTIONS, audit: AUDIT } as const;

export type AddOptions = Asked<typeof ADD_OPTIONS>;

/** `rotate add`: declares a new secret. */
export const ADD = commandLine({
  usage: "rotate add --stack S [--label L] [--expires DATE | --lifetime DAYS] [--up]",
  does: [
    "Declares a second client secret in the stack's file, above the one that AEM uses. Both are live until `rotate retire`.",
  ],
  options: ADD_OPTIONS,
});

const RETIRE_OPTIONS = {
  yes: YES,
  unchecked: flag(
    "go on although nobody could look up whether the first one is deployed: you have seen it among the live secrets yourself",
  ),
  up: UP,
  audit: AUDIT,
};

export type RetireOptions = Asked<typeof RETIRE_OPTIONS>;

/** `rotate retire`: takes the old one away. */
export const RETIRE = commandLine({
  usage: "rotate retire --stack S [--yes] [--unchecked] [--up]",
  does: [
    "Takes every client secret but the first out of the stack's file. The next deployment revokes them: AEM must have the first " +
      "one everywhere by then, which this command asks for, place by place.",
  ],
  options: RETIRE_OPTIONS,
});

const { label, expires, lifetime } = NEW_SECRET_OPTIONS;

/** `rotate revoke`: takes away one that leaked. Its word is the label of that one. */
export const REVOKE = commandLine({
  usage: "rotate revoke LABEL --stack S [--label L] [--expires DATE | --lifetime DAYS] [--up]",
  does: [
    "Takes a client secret that leaked out of the stack's file; the next deployment kills it. Of two, the other stays. Of one, a " +
      "new one takes its place, and AEM stops until it has that.",
  ],
  arguments: { LABEL: "label of the one that leaked" },
  words: 1,
  options: {
    ...ADD_OPTIONS,
    label: inWords(label, `of the new secret, where there is one: ${label.help}`),
    expires: inWords(expires, `of the new secret: ${expires.help}`),
    lifetime: inWords(lifetime, `of the new secret: ${lifetime.help}`),
  },
});
