import { COMMON_OPTIONS, NEW_SECRET_OPTIONS } from "../../commandLine/commonOptions.ts";
import { EXIT_CODES_HELP } from "../../commandLine/exitCodes.ts";

// Apart from the actions, so that help is told before they are loaded.

/** `rotate add`: declares a new secret. */
export const ADD = {
  HELP: `Usage: npx aem-mail-oauth rotate add --stack S [--label L] [--expires DATE | --lifetime 180d] [--up]

Declares a second client secret in the stack's file, above the one that AEM uses. Both are live until \`retire\`.

Options:
  --stack S, -s     the stack, as in stacks/Pulumi.S.yaml
  --label L         its name, here and in the portal (default s-<date>-<time>)
  --expires DATE    when it ends, like 2030-05-20
  --lifetime DAYS   the same in days (default 180d, or maxSecretLifetime if that is shorter)
  --up              deploy at once; Pulumi shows the changes and asks
  --folder DIR      where stack local keeps everything (default .local)
  --cwd DIR         find Pulumi.yaml from there, upwards, instead of from the working folder

${EXIT_CODES_HELP}`,
  OPTIONS: NEW_SECRET_OPTIONS,
};

/** `rotate retire`: takes the old one away. */
export const RETIRE = {
  HELP: `Usage: npx aem-mail-oauth rotate retire --stack S [--yes] [--unchecked] [--up]

Takes every client secret but the first out of the stack's file. The next deployment revokes them: AEM must have the first one
everywhere by then, which this command asks for, place by place.

Options:
  --stack S, -s  the stack, as in stacks/Pulumi.S.yaml
  --yes          do not ask
  --unchecked    go on although nobody could look up whether the first one is deployed: you have seen it among the live secrets yourself
  --up           deploy at once; Pulumi shows the changes and asks
  --folder DIR   where stack local keeps everything (default .local)
  --cwd DIR      find Pulumi.yaml from there, upwards, instead of from the working folder

${EXIT_CODES_HELP}`,
  OPTIONS: {
    ...COMMON_OPTIONS,
    unchecked: { type: "boolean", default: false },
    up: { type: "boolean", default: false },
    yes: { type: "boolean", default: false },
  } as const,
};

/** `rotate revoke`: takes away one that leaked. */
export const REVOKE = {
  HELP: `Usage: npx aem-mail-oauth rotate revoke LABEL --stack S [--label L] [--expires DATE | --lifetime 180d] [--up]

Takes a client secret that leaked out of the stack's file; the next deployment kills it. Of two, the other stays. Of one, a new one
takes its place, and AEM stops until it has that.

Options:
  --stack S, -s     the stack, as in stacks/Pulumi.S.yaml
  --label L, --expires DATE, --lifetime DAYS
                    of the new secret where there is one, as for add
  --up              deploy at once; Pulumi shows the changes and asks
  --folder DIR      where stack local keeps everything (default .local)
  --cwd DIR         find Pulumi.yaml from there, upwards, instead of from the working folder

${EXIT_CODES_HELP}`,
  OPTIONS: NEW_SECRET_OPTIONS,
};

/** `rotate due`: says what ends soon. */
export const DUE = {
  HELP: `Usage: npx aem-mail-oauth rotate due [--within 30d] [--stack S] [--live [--write]] [--json]

Says which client secrets and which refresh tokens end soon, from the files alone: no login, no network. A secret ends on the date in the
stack's file, or on the one that --live --write recorded; a token 90 days after it was issued, used or not. What nobody knows the end of
is named, and is never taken for good.

Options:
  --within DAYS   how soon (default 30d)
  --stack S, -s   one stack (default all that have a file)
  --live          the secrets' real dates, from the deployment; needs its backend
  --write         with --live: record them in stacks/S.secrets.yaml, to be committed; nothing in it is secret
  --json          {"within": days, "due": boolean, "unread": [stacks],
                  "items": [{stack, kind: secret or token, name, status, date, days, issued, why, next}]}
  --folder DIR    where stack local keeps everything (default .local)
  --cwd DIR       find Pulumi.yaml from there, upwards, instead of from the working folder

${EXIT_CODES_HELP}`,
  OPTIONS: {
    ...COMMON_OPTIONS,
    json: { type: "boolean", default: false },
    live: { type: "boolean", default: false },
    within: { type: "string", default: "30d" },
    write: { type: "boolean", default: false },
  } as const,
};
