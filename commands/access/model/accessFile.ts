import { parse, stringify } from "yaml";

import { UserError } from "../../../support/userError.ts";
import type { Access, PermissionFact } from "./accessModel.ts";
import { type ForeignSetting, settingLine } from "./effectiveSettings.ts";
import { STACKS_SETTINGS } from "./mailReach.ts";

const HEADER = (stack: string): string =>
  `# What stack ${stack} gives access to, in words. Written by \`npx aem-mail-oauth access\`: do not edit. How to read it: docs/review.md\n`;

const ACCOUNTS: Readonly<Record<string, string>> = {
  AzureADMyOrg: "accounts of this tenant alone",
  AzureADMultipleOrgs: "work and school accounts of any organisation",
  AzureADandPersonalMicrosoftAccount: "work and school accounts of any organisation, and personal ones",
};

const NOT_PINNED = "not pinned";
const NONE = "none";
const NO_LIMIT = "no limit is set";
const ADMIN_ONLY = "; only an administrator may consent";

/** The access file: one fact a line, always in the same order, so that its git diff reads as sentences. */
export function renderAccess(stack: string, access: Access): string {
  const facts = {
    tenant: access.tenant ?? NOT_PINNED,
    application: access.application,
    accounts: `${access.accounts} (${ACCOUNTS[access.accounts] ?? "unknown"})`,
    "signs in at": access.authority,
    permissions: Object.fromEntries(
      access.permissions.map(({ name, api, id, lets, adminConsent }) => [
        name,
        `${api}, ${id}, ${lets}${adminConsent ? ADMIN_ONLY : ""}`,
      ]),
    ),
    "redirect URIs": access.redirectUris,
    "access tokens from the sign-in page": allowed(access.accessTokens),
    "ID tokens from the sign-in page": allowed(access.idTokens),
    "client secrets, newest first": Object.fromEntries(
      access.secrets.map(({ label, ends }) => [label, `ends ${ends}`]),
    ),
    "client secrets last at most": access.longestSecret === undefined ? NO_LIMIT : `${access.longestSecret} days`,
    owners: orNone(access.owners),
    "deletion protection": access.protect ? "on" : "off",
    "refresh token kept in": access.tokenStore,
    "delivered to": orNone(access.destinations),
    "other settings": orNone(access.provider.map(settingLine)),
    "other resources": orNone(access.others),
  };
  return (
    HEADER(stack) + stringify(facts, { lineWidth: 0, blockQuote: false, doubleQuotedMinMultiLineLength: Infinity })
  );
}

/**
 * Reads an access file back. What it says is as trustworthy as whoever wrote it. Where one of an earlier version says nothing, it was as
 * by default.
 *
 * @throws UserError naming `path` when it is not one
 */
export function parseAccess(text: string, path: string): Access {
  try {
    const facts = record(parse(text));
    return {
      tenant: facts.tenant === NOT_PINNED ? undefined : word(facts.tenant),
      application: word(facts.application),
      accounts: word(facts.accounts).replace(/ \(.*$/s, ""),
      authority: word(facts["signs in at"]),
      permissions: Object.entries(record(facts.permissions)).map(([name, fact]) => permissionFact(name, word(fact))),
      redirectUris: words(facts["redirect URIs"]),
      accessTokens: facts["access tokens from the sign-in page"] === "allowed",
      idTokens: facts["ID tokens from the sign-in page"] === "allowed",
      secrets: Object.entries(record(facts["client secrets, newest first"])).map(([label, ends]) => ({
        label,
        ends: word(ends).replace(/^ends /, ""),
      })),
      longestSecret: days(facts["client secrets last at most"]),
      owners: words(facts.owners),
      protect: facts["deletion protection"] === "on",
      tokenStore: word(facts["refresh token kept in"] ?? STACKS_SETTINGS),
      destinations: words(facts["delivered to"] ?? NONE),
      provider: words(facts["other settings"]).map(foreignSetting),
      others: words(facts["other resources"]),
    };
  } catch {
    throw new UserError(`${path} is no access file, or an edited one. \`npx aem-mail-oauth access\` writes it again.`);
  }
}

function permissionFact(name: string, fact: string): PermissionFact {
  const [, api, id, lets = "", adminOnly] =
    /^(.*?), ([^,]*), (.*?)(; only an administrator may consent)?$/s.exec(fact) ?? [];
  if (api === undefined || id === undefined) throw new Error("no permission");
  return { name, api, id, lets, adminConsent: adminOnly !== undefined };
}

function foreignSetting(line: string): ForeignSetting {
  const [, key, value] = /^(.*?) = (.*)$/s.exec(line) ?? [];
  if (key === undefined || value === undefined) throw new Error("no setting");
  return { key, value };
}

function allowed(ticked: boolean): string {
  return ticked ? "allowed" : "not allowed";
}

function orNone(items: readonly string[]): readonly string[] | string {
  return items.length === 0 ? NONE : items;
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("no map");
  return value as Record<string, unknown>;
}

function word(value: unknown): string {
  if (typeof value !== "string") throw new Error("no text");
  return value;
}

function days(value: unknown): number | undefined {
  if (value === NO_LIMIT) return undefined;
  const [, count] = /^([1-9]\d{0,3}) days$/.exec(word(value)) ?? [];
  if (count === undefined) throw new Error("no number of days");
  return Number(count);
}

function words(value: unknown): string[] {
  if (value === NONE) return [];
  if (!Array.isArray(value)) throw new Error("no list");
  return value.map(word);
}
