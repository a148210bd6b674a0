import { limitsOf } from "../catalogue/audiences.ts";
import { type Fault, shown } from "./faults.ts";
import type { MailApplicationSettings } from "./settings.ts";

/** Longest redirect URI that Entra takes, in characters. */
const LONGEST = 256;

/** What one rule has to say of one URI: what is allowed, and how to fix it. */
type Rule = (uri: string, personalAccounts: boolean) => { allowed: string; fix: string } | undefined;

/**
 * Rules for Web redirect URIs. Source: "Redirect URI (reply URL) outline and restrictions",
 * learn.microsoft.com/entra/identity-platform/reply-url.
 */
const RULES: readonly Rule[] = [
  (uri) =>
    hasAllowedScheme(uri)
      ? undefined
      : {
          allowed: "https://<host>..., or http://localhost with any port and path",
          fix: fixScheme(uri),
        },
  (uri) => when(uri.length > LONGEST, `${LONGEST} characters`, `Shorten it by ${uri.length - LONGEST}.`),
  (uri) =>
    when(
      uri.includes("#"),
      "a URI without a fragment",
      "Remove # and what follows it: Entra appends its answer there.",
    ),
  (uri) =>
    when(uri.includes("*"), "a URI without wildcards", "Write each redirect URI out: a wildcard lets codes go astray."),
  (uri) => when(/^[a-z]+:\/\/[^/?#]*@/i.test(uri), "a URI without user info", "Remove the @ and what is before it."),
  (uri) => {
    const found = [...new Set(uri.match(/[!$'(),;]/g) ?? [])].join(" ");
    return when(
      found !== "",
      "a URI without any of ! $ ' ( ) , ;",
      `Remove ${found} from it: Entra refuses these characters.`,
    );
  },
  (uri, personalAccounts) =>
    when(
      personalAccounts && uri.includes("?"),
      "a URI without a query, where personal accounts may sign in",
      'Remove ? and what follows it, or set signInAudience to "AzureADMultipleOrgs" or "AzureADMyOrg".',
    ),
];

/** What is wrong with the setting `redirectUris`. */
export function redirectUriFaults(settings: Pick<MailApplicationSettings, "redirectUris" | "signInAudience">): Fault[] {
  const { redirectUris: uris, signInAudience } = settings;
  const { personalAccounts, redirectUris: most } = limitsOf(signInAudience);
  const faults = uris.flatMap((uri, index) => [
    ...RULES.flatMap((rule) => {
      const broken = rule(uri, personalAccounts);
      return broken === undefined ? [] : [{ setting: `redirectUris[${index}]`, given: shown(uri), ...broken }];
    }),
    ...repetition(uri, index, uris),
  ]);
  if (uris.length === 0) {
    faults.push({
      setting: "redirectUris",
      given: "an empty list",
      allowed: `1 to ${most} URIs`,
      fix: 'Add at least one, for example "http://localhost", or leave the setting out for those of the preset.',
    });
  }
  if (uris.length > most) {
    faults.push({
      setting: "redirectUris",
      given: `${uris.length} URIs`,
      allowed: personalAccounts ? `${most}, where personal accounts may sign in` : `${most}`,
      fix: `Remove ${uris.length - most}.`,
    });
  }
  return faults;
}

function when(broken: boolean, allowed: string, fix: string): { allowed: string; fix: string } | undefined {
  return broken ? { allowed, fix } : undefined;
}

/** Parsing alone would forgive spaces, backslashes and missing slashes, which Entra compares byte for byte. */
function hasAllowedScheme(uri: string): boolean {
  // Printable ASCII without the characters that RFC 3986 has no place for.
  if (!/^[!#-;=?-[\]_a-z~]+$/.test(uri) || !URL.canParse(uri)) return false;
  if (/^http:\/\/localhost(:\d+)?(?=[/?#]|$)/.test(uri)) return true;
  return /^https:\/\/[^/?#]+/.test(uri);
}

function fixScheme(uri: string): string {
  if (/^http:\/\/(127\.0\.0\.1|\[::1\])/i.test(uri))
    return "Write http://localhost: Entra takes loopback addresses by that name alone.";
  if (/^http:\/\//i.test(uri)) return "Write https://: Entra takes http for localhost alone.";
  if (/[^!-~]/.test(uri)) return "Remove spaces and control characters, and percent-encode all that is not ASCII.";
  return "Write the complete URI, scheme and host in lower case, as the application behind it receives it.";
}

function repetition(uri: string, index: number, uris: readonly string[]): Fault[] {
  const fault = { setting: `redirectUris[${index}]`, given: shown(uri) };
  const same = uris.indexOf(uri);
  if (same < index)
    return [{ ...fault, allowed: "each URI once", fix: `Remove it: redirectUris[${same}] is the same.` }];

  const portless = withoutLocalPort(uri);
  const twin = uris.findIndex((other) => portless !== undefined && withoutLocalPort(other) === portless);
  if (portless === undefined || twin >= index) return [];
  return [
    {
      ...fault,
      allowed: "each http://localhost URI once, whatever its port",
      fix: `Remove it or redirectUris[${twin}]: Entra ignores the port of http://localhost, so one serves every port.`,
    },
  ];
}

/**
 * An http://localhost URI without its port; undefined for all others. With and without a final slash stay two URIs, as
 * in Entra.
 */
function withoutLocalPort(uri: string): string | undefined {
  return /^http:\/\/localhost(:\d+)?(?=[/?#]|$)/.test(uri) ? uri.replace(/^(http:\/\/localhost):\d+/, "$1") : undefined;
}
