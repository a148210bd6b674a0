import { findPermission } from "../../../components/catalogue/permissions.ts";
import { DAY, parseExpires } from "../../../components/secrets/secretLifetime.ts";
import { commandsOf } from "../../../stack/commandsOf.ts";
import { namedStack } from "../../../stack/stackRef.ts";
import { type AccessChange, isEncrypted } from "../model/accessChange.ts";
import { listed } from "./doubt.ts";
import { mailReaders } from "./mailReaders.ts";
import type { Quote } from "./quoting.ts";
import { consentRevocation } from "./revocation.ts";

/** What the words depend on besides the change. */
export interface Telling {
  readonly stack: string;
  /** Whether the stack is new: nothing of it is in use yet. */
  readonly isNew: boolean;
  /** Mailboxes whose consent is recorded; empty where none is. */
  readonly signedIn: readonly string[];
  /** Where Microsoft Graph is for this stack, an origin. */
  readonly graph: string;
  readonly now: Date;
  readonly quote: Quote;
}

/** Scopes of OpenID Connect that every sign-in asks for, declared or not (components/links/authorization.ts). */
const ALWAYS_ASKED = ["openid", "profile"];
const OIDC_ASKED = ["email", "offline_access"];

const ADMIN_ONLY = "Only an administrator can consent to it.";

/** A change in words: what, and what follows from it, a sentence each. */
export function describeChange(change: AccessChange, telling: Telling): string[] {
  return [headline(change, telling), ...(telling.isNew ? ofNewStack(change) : consequences(change, telling))];
}

/** What comes after the first deployment of a new stack, in a sentence. */
export function firstSignIn(stack: string): string {
  return (
    `Once it is deployed the mailbox signs in: \`${commandsOf(namedStack(stack)).consent}\`. Where the tenant does not let people consent (Microsoft's ` +
    "own policy does not for IMAP, POP and reading mail), an administrator consents first: stack output `adminConsentUrl`."
  );
}

function headline({ what, name, before, ends, permission }: AccessChange, { now, quote }: Telling): string {
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

function ofNewStack(change: AccessChange): string[] {
  return [...(change.permission?.adminConsent === true ? [ADMIN_ONLY] : []), ...mailReaders(change)];
}

function consequences(change: AccessChange, telling: Telling): string[] {
  switch (change.what) {
    case "permission gained":
      return gained(change, telling);
    case "permission lost":
      return lost(change, telling);
    case "audience widened":
      return ["People whom nobody in this tenant manages can then sign in to the application.", ...addresses(change)];
    case "audience narrowed":
      return [
        "Accounts that are left out can no longer sign in; a mailbox among them needs another way.",
        ...addresses(change),
      ];
    case "setting added":
    case "setting removed":
      return setting(change);
    case "tenant changed":
    case "tenant pinned":
      return isEncrypted(change.name) ? [ENCRYPTED_TENANT] : (CONSEQUENCES[change.what] ?? []);
    case "client secret added":
    case "client secret revoked":
      return change.cutsOff === true ? [CUT_OFF] : (CONSEQUENCES[change.what] ?? []);
    default:
      return CONSEQUENCES[change.what] ?? mailReaders(change);
  }
}

function gained({ name, permission }: AccessChange, { stack, signedIn, quote }: Telling): string[] {
  if (ALWAYS_ASKED.includes(name)) return ["Every sign-in asks for it already, declared or not."];
  const { consent } = commandsOf(namedStack(stack));
  const who = signedIn.length === 0 ? "The mailbox has" : `Each mailbox (${listed(signedIn, quote, 5)}) has`;
  const asked = findPermission(name)?.tokenScope !== undefined || OIDC_ASKED.includes(name);
  return [
    asked
      ? `${who} to sign in and consent again before AEM has it: \`${consent}\`.`
      : "Nobody is asked for it at the mailbox's sign-in: it counts as soon as something requests it, or an administrator consents to all that is declared.",
    permission?.adminConsent === true
      ? ADMIN_ONLY
      : !asked
        ? "An administrator does that in the portal: stack output `portalUrl`, API permissions, Grant admin consent."
        : findPermission(name)?.usersMayConsent === true
          ? "Microsoft's own consent policy leaves that to people; where the tenant decided otherwise, an administrator has to: stack output `adminConsentUrl`."
          : "Where Microsoft's own consent policy holds, as in new tenants, or a stricter one, an administrator has to: stack output `adminConsentUrl`.",
  ];
}

function lost({ name }: AccessChange, { stack, graph }: Telling): string[] {
  if (ALWAYS_ASKED.includes(name)) return ["Every sign-in goes on asking for it, declared or not."];
  return [
    "Whoever consented to it has consented for good: existing tokens and refresh tokens keep it until the consent is revoked.",
    consentRevocation(namedStack(stack), graph),
  ];
}

/** An application of one tenant is unknown to the addresses of all tenants, and the other way round (AADSTS50194). */
function addresses({ name, before }: AccessChange): string[] {
  if (name !== "AzureADMyOrg" && before !== "AzureADMyOrg") return [];
  return ["AEM's authorisation and token addresses change with it: stack outputs `authorizeUrl` and `tokenUrl`."];
}

function setting({ name }: AccessChange): string[] {
  if (name.startsWith("environment = ")) {
    return [
      "This report does not know what such an environment of Pulumi ESC sets. It may change everything that is said here.",
    ];
  }
  if (name.startsWith("secretsprovider = ")) return ["Whoever may use it can read the client secret in the state."];
  return ["It is the provider's: it can lead its credentials to another place."];
}

const ENCRYPTED_TENANT =
  "It is encrypted: either the same tenant, encrypted again, or another one. Another one would mean another application, and everything in AEM entered again.";

const CUT_OFF =
  "No client secret that AEM can have is left: from the deployment on it can neither send nor read mail until every AEM place has the new one. " +
  "That is right for a secret that leaked; otherwise put the old one back below the new one, and retire it later.";

const KEY_OF_SECRETS =
  "Whoever holds the key that belongs to it reads what is encrypted from then on, the client secret in the state included. This report cannot " +
  "see whose it is: ask who changed it, and with which command.";
const UNKNOWN_KEY = "This report does not know what it means to Pulumi; it may mean nothing.";
const OWN_VALUES = "They may set anything, and this report does not know what.";
const WHOSE_TOKEN = "It is encrypted, and this report cannot see whose mailbox it opens: ask who signed in.";

const CONSEQUENCES: Readonly<Record<string, string[]>> = {
  "tenant pinned": [
    "If it was deployed to another tenant, this makes another application: a new client id, and everything in AEM entered again.",
  ],
  "tenant no longer pinned": ["Then it is deployed to whichever tenant the deployer is signed in to."],
  "tenant changed": ["Another tenant means another application: a new client id, and everything in AEM entered again."],
  "redirect URI added": ["Authorisation codes can then be sent there."],
  "redirect URI removed": ["Links that lead there stop working."],
  "sign-in host changed": ["People type their passwords there, and codes and the client secret are sent there."],
  "client secret added": [
    "AEM keeps working with the one it has; the new one is entered in every AEM place before the old one is retired.",
  ],
  "client secret revoked": [
    "From the deployment on, AEM cannot sign in with it; make sure that every AEM place has the other one.",
  ],
  "declared end of a client secret edited": [
    "That changes nothing: a secret ends when it was made to end. A new label makes a new secret.",
  ],
  "client secrets reordered": ["AEM gets another of the live secrets than before."],
  "owner added": ["An owner can add secrets and permissions."],
  "key of the secrets added": [KEY_OF_SECRETS],
  "key of the secrets changed": [KEY_OF_SECRETS],
  "key of the secrets removed": [KEY_OF_SECRETS],
  "open credential changed": [
    "The provider signs in with it: another one may belong to another application, with other rights. It is not encrypted; encrypt it.",
  ],
  "unknown key added": [UNKNOWN_KEY],
  "unknown key changed": [UNKNOWN_KEY],
  "unknown key removed": [UNKNOWN_KEY],
  "values in an environment added": [OWN_VALUES],
  "values in an environment changed": [OWN_VALUES],
  "values in an environment removed": [OWN_VALUES],
  "refresh token added": [WHOSE_TOKEN],
  "refresh token changed": [WHOSE_TOKEN],
  "refresh token left open": [
    "It is not encrypted: whoever reads the file can read the mailbox, from now on and from the history.",
  ],
  "deletion protection switched": ["It keeps the registration from being deleted; a new one would be a new client id."],
};

function remaining(ends: string, now: Date, quote: Quote): string {
  const end = parseExpires(ends);
  if (end === undefined) return quote(ends);
  const days = Math.floor((end.getTime() - now.getTime()) / DAY);
  const count = `${Math.abs(days)} day${Math.abs(days) === 1 ? "" : "s"}`;
  return `${quote(ends)}, ${days === 0 ? "within a day" : days < 0 ? `${count} ago` : `in ${count}`}`;
}
