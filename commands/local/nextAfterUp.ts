import { localCommand, type LocalPlace } from "../../stack/commandsOf.ts";
import type { ConsentRecord } from "../../stack/consents.ts";
import type { Result } from "../../stack/localStack.ts";
import { shellWord } from "../../support/text.ts";

/** A refresh token ends so many days after its sign-in, used or not. */
const TOKEN_DAYS = 90;
const DAY_MS = 86_400_000;

/** Permissions that a sign-in of the mailbox asks for. */
const ASKED_FOR = ["IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send"] as const;

type Deployed = Pick<Result, "outputs" | "steps" | "applicationSince">;

/** The step that comes next on the way to mail, or while a secret is rotated. Lines, the first with "Next:". */
export function nextAfterUp(done: Deployed, place: LocalPlace, consents: Consents, now: Date): string {
  const steps = [...signInSteps(done, place, consents, now), ...secretSteps(done, place)];
  const all = steps.length > 0 ? steps : [sheetStep(place, consents)];
  const isNew = isMade(done, "ApplicationRegistration");
  return `${asList(isNew ? [...all, ...pointers(place)] : all)}\n`;
}

function asList(steps: readonly string[]): string {
  return `Next: ${steps.join(";\n      ")}.`;
}

/** Why and how the mailbox is to sign in; empty where it has, for this application and what it may do. */
function signInSteps(done: Deployed, place: LocalPlace, consents: Consents, now: Date): string[] {
  if ("unknown" in consents) return [`it is unknown whether the mailbox signed in: ${consents.unknown}`];
  const last = [...consents].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0];
  const command = `\`${localCommand(consentWords(last), place)}\``;
  if (last === undefined) return [`sign the mailbox in with ${command}`];
  const why = whySignInAgain(last, done, now);
  return why === undefined ? [] : [`sign the mailbox in again, ${why}: ${command}`];
}

function whySignInAgain({ at, scopes }: ConsentRecord, done: Deployed, now: Date): string | undefined {
  const given = Date.parse(at);
  if (isMade(done, "ApplicationRegistration") || given < Date.parse(done.applicationSince ?? ""))
    return "because its refresh token is an earlier application's";

  const permissions: unknown = done.outputs.permissions?.value;
  const declared = ASKED_FOR.filter((name) => Array.isArray(permissions) && permissions.includes(name));
  const lacking = declared.filter((name) => !scopes.some((scope) => scope === name || scope.endsWith(`/${name}`)));
  if (lacking.length > 0) return `because it has not consented to ${lacking.join(", ")}`;
  const days = Math.floor((now.getTime() - given) / DAY_MS);
  return days >= TOKEN_DAYS ? `because its refresh token ended after ${TOKEN_DAYS} days` : undefined;
}

function consentWords(last: ConsentRecord | undefined): string {
  const { mailbox, user } = last ?? { mailbox: "forms@forms.example", user: "forms@forms.example" };
  const other = user.toLowerCase() === mailbox.toLowerCase() ? "" : ` --user ${shellWord(user)}`;
  return `consent --stack local --mailbox ${shellWord(mailbox)}${other} --save`;
}

/** What a rotation that has begun, or a secret that took another's place, asks for in AEM. */
function secretSteps(done: Deployed, place: LocalPlace): string[] {
  const secrets: unknown = done.outputs.clientSecrets?.value;
  const [current, previous] = (Array.isArray(secrets) ? secrets : []) as { label?: string }[];
  const sheet = `\`${localCommand("sheet --stack local --show-secrets", place)}\``;
  const verify = `see that it works, with \`${localCommand("verify --stack local", place)}\``;
  if (previous !== undefined) {
    return [
      `two secrets are live. Enter "${current?.label ?? ""}" in every place of AEM, as listed by ${sheet}`,
      verify,
      `then \`${localCommand("rotate retire --stack local", place)}\`, which ends "${previous.label ?? ""}" with the next update`,
    ];
  }
  if (isMade(done, "ApplicationPassword") && !isMade(done, "ApplicationRegistration")) {
    return [
      `the client secret is new, and no earlier one works. Enter it in every place of AEM, as listed by ${sheet}`,
      verify,
    ];
  }
  return [];
}

function sheetStep(place: LocalPlace, consents: Consents): string {
  const isKept = !("unknown" in consents) && consents.some(({ saved }) => saved === true);
  const token = isKept ? "" : " (the refresh token is not kept in the settings: it is where the sign-in put it)";
  return `what to enter where in AEM: \`${localCommand("sheet --stack local --show-secrets", place)}\`${token}`;
}

function pointers(place: LocalPlace): string[] {
  return [
    `change something in stacks/Pulumi.local.yaml and see it with \`${localCommand("local preview", place)}\``,
    `\`${localCommand("local outputs --show-secrets", place)}\` shows the client secret`,
    "with an Azure tenant: docs/first-deploy.md",
  ];
}

function isMade({ steps }: Deployed, type: string): boolean {
  return steps.some(({ op, urn }) => op === "create" && urn.includes(`:${type}::`));
}

/** Who signed in for a mailbox, or why that cannot be read. */
export type Consents = readonly ConsentRecord[] | { readonly unknown: string };
