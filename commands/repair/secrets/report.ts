import { shown } from "../../../components/rules/faults.ts";
import { printable } from "../../../support/text.ts";
import type { Found } from "./findings.ts";
import { ago, isYoung, type Stray } from "./strays.ts";

/** What was found, for a person. */
export function foundText({ stack, tenantId, deployed, strays, applications }: Found, now: Date): string {
  const known = [...deployed.secrets].map(([keyId, label]) => `  ${shown(label)}, id ${keyId}`);
  return [
    `Client secrets that stack ${stack} knows, in tenant ${tenantId}:`,
    ...known,
    strays.length === 0 ? "There are no others." : "Client secrets that it does not know:",
    ...strays.flatMap((stray) => [
      `  ${secretName(stray)}, made ${ago(stray.made, now)}, ends ${stray.ends.slice(0, 10)}`,
      ...(isYoung(stray, now)
        ? ["    Is an update of this stack running? Then wait for its end, and look again."]
        : []),
    ]),
    ...applications.flatMap(({ displayName, appId, createdDateTime }) => [
      `Another application is called ${shown(displayName)}: client ${appId}, made ${ago(createdDateTime, now)}.`,
      "  An update that was cut off may have left it, or it is another stack's. If it is nobody's: az ad app delete --id " +
        appId,
    ]),
    "",
  ]
    .map(printable)
    .join("\n");
}

/** What became of the secrets, for a person. */
export function leftText(removed: readonly Stray[], left: readonly Stray[]): string {
  if (removed.length === 0) return left.length === 0 ? "" : "\nNothing was removed.\n";
  const lines = [
    ...removed.map((stray) => `Removed ${secretName(stray)}. Access tokens that it fetched live on for about an hour.`),
    ...left.map((stray) => `Left: ${secretName(stray)}.`),
  ];
  return `\n${lines.map(printable).join("\n")}\n`;
}

/** All of it as one JSON object. */
export function foundJson(
  { stack, tenantId, deployed, strays, applications }: Found,
  removed: readonly Stray[],
): string {
  return JSON.stringify({
    stack,
    tenantId,
    objectId: deployed.objectId,
    known: [...deployed.secrets].map(([keyId, label]) => ({ keyId, label })),
    unknown: strays.map((stray) => ({ ...stray, removed: removed.includes(stray) })),
    applications,
  });
}

/** A secret as a person tells it from others; labels are quoted, because anybody may have chosen them. */
export function secretName({ label, hint, keyId }: Stray): string {
  const begins = hint === "" ? "" : `, begins with ${shown(hint)}`;
  return `${label === "" ? "one without a name" : shown(label)}${begins}, id ${keyId}`;
}
