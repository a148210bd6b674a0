import { limitsOf } from "../catalogue/audiences.ts";
import { type Api, API_IDS, API_TITLES, declaredName, findPermission, PERMISSIONS } from "../catalogue/permissions.ts";
import { type Fault, shown } from "./faults.ts";
import { alternatives, nearest } from "./nearest.ts";
import type { MailApplicationSettings } from "./settings.ts";

/**
 * Application permissions that people try for mail, and the delegated ones that AEM, which signs in as a mailbox, needs
 * instead.
 */
const APPLICATION_PERMISSIONS: Readonly<Record<string, string>> = {
  "IMAP.AccessAsApp": "IMAP.AccessAsUser.All",
  "POP.AccessAsApp": "POP.AccessAsUser.All",
  "SMTP.SendAsApp": "SMTP.Send",
  full_access_as_app: "exchange/EWS.AccessAsUser.All",
  "Mail.ReadBasic.All": "Mail.ReadBasic",
  "User-Mail.ReadWrite.All": "Mail.ReadWrite",
  "MailboxFolder.Read.All": "MailboxFolder.Read",
  "MailboxFolder.ReadWrite.All": "MailboxFolder.ReadWrite",
  "MailboxItem.Read.All": "MailboxItem.Read",
  "MailboxItem.ImportExport.All": "MailboxItem.ImportExport",
};

const DECLARED_NAMES = PERMISSIONS.map(declaredName);
const ALLOWED = `delegated permissions by name: ${API_TITLES.graph}'s bare, ${API_TITLES.exchange}'s as exchange/<name>`;

/** What is wrong with the setting `permissions`. */
export function permissionFaults(settings: Pick<MailApplicationSettings, "permissions" | "signInAudience">): Fault[] {
  const { permissions, signInAudience } = settings;
  const faults = permissions.flatMap((name, index) => nameFault(name, index, permissions) ?? []);
  if (!permissions.includes("offline_access")) {
    faults.push({
      setting: "permissions",
      given: "a list without offline_access",
      allowed: "a list with offline_access",
      fix: "Add offline_access: without it Entra issues no refresh token, and AEM could sign in for an hour only.",
    });
  }
  const most = limitsOf(signInAudience).permissionsPerApi;
  for (const api of Object.keys(API_IDS) as Api[]) {
    const count = new Set(permissions.filter((name) => findPermission(name)?.api === api)).size;
    if (most === undefined || count <= most) continue;
    faults.push({
      setting: "permissions",
      given: `${count} permissions of ${API_TITLES[api]}`,
      allowed: `${most} for each API where personal accounts may sign in`,
      fix: `Remove ${count - most}, or set signInAudience to "AzureADMultipleOrgs" or "AzureADMyOrg".`,
    });
  }
  return faults;
}

function nameFault(name: string, index: number, all: readonly string[]): Fault | undefined {
  const fault = { setting: `permissions[${index}]`, given: shown(name), allowed: ALLOWED };
  if (findPermission(name) === undefined) return { ...fault, fix: fixOf(name) };
  const first = all.indexOf(name);
  if (first < index)
    return { ...fault, allowed: "each permission once", fix: `Remove it: permissions[${first}] is the same.` };
  return undefined;
}

/** What to write instead of a name that the catalogue does not have. */
function fixOf(name: string): string {
  const bare = name.split("/").at(-1) ?? name;
  const delegated = Object.entries(APPLICATION_PERMISSIONS).find(
    ([key]) => key.toLowerCase() === bare.toLowerCase(),
  )?.[1];
  if (delegated !== undefined)
    return `${bare} is an application permission, for programs without a mailbox of their own; AEM signs in as its mailbox. Write "${delegated}".`;

  const byId = PERMISSIONS.find(({ id }) => id === bare.toLowerCase());
  if (byId !== undefined) return `Write "${declaredName(byId)}", which this id means.`;
  const near = /^exchange\//i.test(name) ? nearestExchange(bare) : nearest(bare, DECLARED_NAMES.filter(isGraph));
  if (near.length > 0) return `Write ${alternatives(near)}.`;
  return "Look the name up in components/catalogue/permissionsGraph.ts or components/catalogue/permissionsExchange.ts.";
}

const isGraph = (declared: string) => !declared.startsWith("exchange/");

function nearestExchange(bare: string): string[] {
  const names = DECLARED_NAMES.filter((declared) => !isGraph(declared)).map((declared) =>
    declared.slice("exchange/".length),
  );
  return nearest(bare, names).map((near) => `exchange/${near}`);
}
