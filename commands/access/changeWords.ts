import { DAY, parseExpires } from "../../components/secretLifetime.ts";
import { commandsOf } from "../rotate/nextSteps.ts";
import type { AccessChange } from "./accessChange.ts";

/** How a value that somebody else wrote is set apart from our words. */
export type Quote = (value: string) => string;

/** Asked for at the sign-in: the others are declared, and nobody is asked for them until something requests them. */
const ASKED_AT_SIGN_IN = /^(IMAP\.AccessAsUser\.All|POP\.AccessAsUser\.All|SMTP\.Send|offline_access)$/;

/** A change in words: what, and what follows from it, a sentence each. */
export function describeChange(change: AccessChange, stack: string, now: Date, quote: Quote): string[] {
  return [headline(change, now, quote), ...consequences(change, stack)];
}

function headline({ what, name, before, ends, permission }: AccessChange, now: Date, quote: Quote): string {
  const title = `${what[0]?.toUpperCase() ?? ""}${what.slice(1)}: ${quote(name)}`;
  if (permission !== undefined)
    return `${title} of ${quote(permission.api)}, which lets the application: ${quote(permission.lets)}.`;
  if (ends !== undefined) {
    return before === undefined
      ? `${title}, ends ${remaining(ends, now, quote)}.`
      : `${title}, from ${quote(before)} to ${quote(ends)}.`;
  }
  return before === undefined ? `${title}.` : `${title}, was ${quote(before)}.`;
}

function consequences({ what, permission }: AccessChange, stack: string): string[] {
  const { consent } = commandsOf(stack);
  switch (what) {
    case "permission gained":
      return [
        ASKED_AT_SIGN_IN.test(permission?.name ?? "")
          ? `The mailbox has to sign in and consent again before AEM has it: \`${consent}\`.`
          : "Nobody is asked for it at the mailbox's sign-in: it counts as soon as something requests it, or an administrator consents to all that is declared.",
        permission?.adminConsent === true
          ? "Only an administrator can consent to it."
          : "Where the tenant does not let people consent, as new tenants do not, an administrator has to: stack output `adminConsentUrl`.",
      ];
    case "permission lost":
      return [
        "Whoever consented to it has consented for good: existing tokens and refresh tokens keep it until the consent is revoked.",
        `To revoke: \`az ad app permission list-grants --id "$(${outputOf(stack)} clientId)" --query "[].{id:id, scope:scope}"\`, then ` +
          '`az rest --method DELETE --url "https://graph.microsoft.com/v1.0/oauth2PermissionGrants/<id>"`; ' +
          `that ends the whole consent, so sign in again afterwards: \`${consent}\`.`,
      ];
    case "audience widened":
      return ["People whom nobody in this tenant manages can then sign in to the application."];
    case "audience narrowed":
      return ["Who is left out cannot sign in any more, and their refresh tokens stop working."];
    case "redirect URI added":
      return ["Authorisation codes can then be sent there."];
    case "redirect URI removed":
      return ["Links that lead there stop working."];
    case "sign-in host changed":
      return ["People type their passwords there, and codes and the client secret are sent there."];
    case "tenant changed":
      return ["Another tenant means another application: a new client id, and everything in AEM entered anew."];
    case "client secret added":
      return [
        "AEM keeps working with the one it has; the new one is entered in every AEM place before the old one is retired.",
      ];
    case "client secret revoked":
      return ["From the deployment on, AEM cannot sign in with it; make sure that every AEM place has the other one."];
    case "declared end of a client secret edited":
      return ["That changes nothing: a secret ends when it was made to end. A new label makes a new secret."];
    case "client secrets reordered":
      return ["AEM is handed another one of the live secrets than before."];
    case "owner added":
      return ["An owner can add secrets and permissions."];
    case "deletion protection switched":
      return ["It keeps the registration from being deleted; a new one would be a new client id."];
    case "setting added":
    case "setting removed":
      return ["It is the provider's: it can lead its credentials to another place."];
    default:
      return [];
  }
}

function outputOf(stack: string): string {
  return `pulumi stack output --stack ${stack}`;
}

function remaining(ends: string, now: Date, quote: Quote): string {
  const end = parseExpires(ends);
  if (end === undefined) return quote(ends);
  const days = Math.floor((end.getTime() - now.getTime()) / DAY);
  return `${quote(ends)}, ${days < 0 ? `${-days} days ago` : `in ${days} days`}`;
}
