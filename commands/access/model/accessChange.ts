import { cutsOff } from "../../../components/secrets/secretSteps.ts";
import type { Access, PermissionFact } from "./accessModel.ts";
import { settingLine } from "./effectiveSettings.ts";
import { isInSettings, STACKS_SETTINGS, withEveryService } from "./mailReach.ts";

/** Which way access moves. */
export const Direction = {
  /** More people, programs or places get in, or fewer guards stand. */
  Wider: "wider",
  Narrower: "narrower",
  /** Neither: another name, or another secret. */
  Other: "other",
} as const;
export type Direction = (typeof Direction)[keyof typeof Direction];

/** One fact that changes. `name` and `before` come from a stack's file, which whoever proposed the change has written. */
export interface AccessChange {
  readonly direction: Direction;
  /** What kind of fact, in words: "permission gained". */
  readonly what: string;
  /** Which one: a name, an address, a label. */
  readonly name: string;
  /** The value that it replaces, where it replaces one. */
  readonly before?: string;
  /** When a client secret ends, in the words of the access file. */
  readonly ends?: string;
  /** Whether it leaves AEM none of the client secrets that it can have. */
  readonly cutsOff?: true;
  /** The permission that is gained or lost. */
  readonly permission?: PermissionFact;
}

const AUDIENCES = ["AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount"];

const { Wider, Narrower, Other } = Direction;

/** Every fact in which two versions of a stack's access differ, in the order of the access file. Pure. */
export function changesBetween(before: Access, after: Access): AccessChange[] {
  return [
    ...tenant(before.tenant, after.tenant),
    ...changed("application's name", before.application, after.application, Other),
    ...audience(before.accounts, after.accounts),
    ...changed("sign-in host", before.authority, after.authority, Wider),
    ...permissions(before.permissions, after.permissions),
    ...items("redirect URI", before.redirectUris, after.redirectUris, Wider, Narrower),
    ...switched("access tokens from the sign-in page", before.accessTokens, after.accessTokens, Wider),
    ...switched("ID tokens from the sign-in page", before.idTokens, after.idTokens, Wider),
    ...secrets(before.secrets, after.secrets),
    ...longestSecret(before.longestSecret, after.longestSecret),
    ...items("owner", before.owners, after.owners, Wider, Narrower),
    ...switched("deletion protection", before.protect, after.protect, Narrower),
    ...tokenStore(before.tokenStore, after.tokenStore),
    ...destinations(before.destinations, after.destinations),
    ...items("setting", before.provider.map(settingLine), after.provider.map(settingLine), Wider, Wider),
    ...items("other resource", before.others, after.others, Wider, Narrower),
  ];
}

/** Of a new application, whose facts were empty before, the fact is told and no change of it. */
function changed(what: string, before: string, after: string, direction: Direction): AccessChange[] {
  if (before === after) return [];
  return before === ""
    ? [{ direction, what, name: after }]
    : [{ direction, what: `${what} changed`, name: after, before }];
}

function tenant(before: string | undefined, after: string | undefined): AccessChange[] {
  if (before === after) return [];
  // Nobody can see which one: where a reviewer has to know, what is encrypted counts as wider.
  if (before === undefined)
    return [{ direction: isEncrypted(after) ? Wider : Other, what: "tenant pinned", name: after ?? "" }];
  if (after === undefined) return [{ direction: Wider, what: "tenant no longer pinned", name: before }];
  return changed("tenant", before, after, Wider);
}

/** As effectiveSettings.ts writes what is kept encrypted. */
export function isEncrypted(value: string | undefined): boolean {
  return value?.startsWith("(encrypted") === true;
}

function audience(before: string, after: string): AccessChange[] {
  if (before === after) return [];
  if (before === "") return changed("accounts that may sign in", before, after, Wider);
  // One that nobody knows counts as wider: to be on the safe side.
  const wider = !AUDIENCES.includes(after) || AUDIENCES.indexOf(after) > AUDIENCES.indexOf(before);
  const direction = wider ? Wider : Narrower;
  return [{ direction, what: `audience ${wider ? "widened" : "narrowed"}`, name: after, before }];
}

function permissions(before: readonly PermissionFact[], after: readonly PermissionFact[]): AccessChange[] {
  const same = (a: PermissionFact, b: PermissionFact): boolean => a.name === b.name && a.id === b.id && a.api === b.api;
  const gained = after.filter((one) => !before.some((other) => same(one, other)));
  const lost = before.filter((one) => !after.some((other) => same(one, other)));
  return [
    ...gained.map((permission) => ({
      direction: Wider,
      what: "permission gained",
      name: permission.name,
      permission,
    })),
    ...lost.map((permission) => ({ direction: Narrower, what: "permission lost", name: permission.name, permission })),
  ];
}

function items(
  what: string,
  before: readonly string[],
  after: readonly string[],
  whenAdded: Direction,
  whenRemoved: Direction,
): AccessChange[] {
  return [
    ...after
      .filter((item) => !before.includes(item))
      .map((name) => ({ direction: whenAdded, what: `${what} added`, name })),
    ...before
      .filter((item) => !after.includes(item))
      .map((name) => ({ direction: whenRemoved, what: `${what} removed`, name })),
  ];
}

/** `on` is the direction of switching it on. */
function switched(what: string, before: boolean, after: boolean, on: Direction): AccessChange[] {
  if (before === after) return [];
  const off = on === Wider ? Narrower : Wider;
  return [{ direction: after ? on : off, what: `${what} switched`, name: after ? "on" : "off" }];
}

/** The token is always somewhere, so whoever reads the other place is somebody else: back into the settings, too. */
function tokenStore(before: string, after: string): AccessChange[] {
  const encrypted = isInSettings(before) && after === STACKS_SETTINGS;
  return changed("place of the refresh token", before, after, encrypted ? Narrower : Wider);
}

function destinations(before: readonly string[], after: readonly string[]): AccessChange[] {
  const isGone = (line: string): boolean => before.includes(line) && !after.includes(line);
  const limited = after.filter((line) => !before.includes(line) && isGone(withEveryService(line)));
  const whole = limited.map(withEveryService);
  return [
    ...items("destination", [...before, ...limited], [...after, ...whole], Wider, Narrower),
    ...limited.map((name) => ({
      direction: Narrower,
      what: "destination limited",
      name,
      before: withEveryService(name),
    })),
  ];
}

function longestSecret(before: number | undefined, after: number | undefined): AccessChange[] {
  if (before === after) return [];
  const [direction, how] = (after ?? Infinity) > (before ?? Infinity) ? [Wider, "raised"] : [Narrower, "lowered"];
  return [
    {
      direction,
      what: `longest life of a client secret ${how}`,
      name: daysOrNoLimit(after),
      before: daysOrNoLimit(before),
    },
  ];
}

const daysOrNoLimit = (days: number | undefined): string => (days === undefined ? "no limit" : `${days} days`);

/** A secret is another key to the same door. An edited end changes nothing that is deployed. */
function secrets(before: Access["secrets"], after: Access["secrets"]): AccessChange[] {
  const labelled = (list: Access["secrets"], label: string) => list.find((secret) => secret.label === label);
  const labels = (list: Access["secrets"]): string[] => list.map(({ label }) => label);
  const outage = cutsOff(labels(before), labels(after)) ? { cutsOff: true as const } : {};
  return [
    ...after
      .filter(({ label }) => labelled(before, label) === undefined)
      .map(({ label, ends }) => ({ direction: Other, what: "client secret added", name: label, ends, ...outage })),
    ...before
      .filter(({ label }) => labelled(after, label) === undefined)
      .map(({ label, ends }) => ({ direction: Other, what: "client secret revoked", name: label, ends, ...outage })),
    ...after.flatMap(({ label, ends }) => {
      const old = labelled(before, label);
      if (old === undefined || old.ends === ends) return [];
      return [
        { direction: Other, what: "declared end of a client secret edited", name: label, before: old.ends, ends },
      ];
    }),
    ...(reordered(before, after)
      ? [{ direction: Other, what: "client secrets reordered", name: after[0]?.label ?? "" }]
      : []),
  ];
}

/** An application that is not there: nobody has access to it, and every fact of `access` is gained. */
export function nothingOf(access: Access): Access {
  const nothing = {
    permissions: [],
    redirectUris: [],
    secrets: [],
    owners: [],
    provider: [],
    others: [],
    destinations: [],
  };
  const off = { accessTokens: false, idTokens: false };
  // That a token is kept where it is by default goes without saying.
  const place = access.tokenStore === STACKS_SETTINGS ? STACKS_SETTINGS : "";
  return { ...access, ...nothing, ...off, tenant: undefined, accounts: "", authority: "", tokenStore: place };
}

function reordered(before: Access["secrets"], after: Access["secrets"]): boolean {
  const kept = (list: Access["secrets"], other: Access["secrets"]): string =>
    list
      .map(({ label }) => label)
      .filter((label) => other.some((secret) => secret.label === label))
      .join(" ");
  return kept(before, after) !== kept(after, before);
}
