import { shown } from "../../../components/rules/faults.ts";
import type { Consent, LiveApplication } from "../../../entra/application.ts";
import type { DeployedApplication } from "../../../stack/deployedApplication.ts";
import { printable } from "../../../support/text.ts";
import { Change, type Difference } from "./liveDifference.ts";

/** What was found out about the application of a stack. */
export interface LiveReport {
  readonly stack: string;
  readonly tenantId: string;
  readonly deployed: DeployedApplication;
  readonly live: LiveApplication;
  readonly differences: readonly Difference[];
}

const SIGNS: Readonly<Record<Change, string>> = { added: "+", missing: "-", changed: "~" };

/** The report for a person, a fact a line. */
export function reportText({ stack, tenantId, live, differences }: LiveReport): string {
  const { displayName, appId } = live.registration;
  const lines = [
    `${shown(displayName)}, client ${appId}, in tenant ${tenantId}`,
    "",
    differences.length === 0
      ? asFarAsRead(stack, live)
      : `The tenant differs from what stack ${stack} declares (+ there but not declared, - declared but not there, ~ another value):`,
    ...differences.map(differenceLine),
    "",
    consentsHeading(live),
    ...live.consents.map((consent) => `  ${consentLine(consent)}`),
    ...live.unread.flatMap(({ what, needs }) => ["", `Not read: ${what}. That needs ${needs}.`]),
  ];
  return `${lines.map(printable).join("\n")}\n`;
}

/** Says that all is well only of what was read. */
function asFarAsRead(stack: string, { unread }: LiveApplication): string {
  return unread.length === 0
    ? `The tenant has what stack ${stack} declares.`
    : `What could be read is what stack ${stack} declares. The rest is unknown.`;
}

function consentsHeading({ consents, unread }: LiveApplication): string {
  if (consents.length > 0) return "Consents:";
  return unread.some(({ what }) => what === "consents")
    ? "Who has consented was not read."
    : "Nobody has consented yet.";
}

/** One difference in a line, as in `+ SPA redirect URI "https://...": a page there gets tokens without the client secret`. */
export function differenceLine({ change, kind, name, words }: Difference): string {
  return `  ${SIGNS[change]} ${kind} ${shown(name)}${words === "" ? "" : `: ${words}`}`;
}

/** The same as one JSON object. */
export function reportJson({ stack, tenantId, deployed, live, differences }: LiveReport): string {
  const { appId } = live.registration;
  return JSON.stringify({
    stack,
    tenantId,
    clientId: appId,
    objectId: deployed.objectId,
    asDeclared: differences.length === 0 && live.unread.length === 0,
    differences,
    consents: live.consents.map(({ id, user, api, scopes }) => ({ id, user: user?.name ?? null, api, scopes })),
    unread: live.unread,
  });
}

function consentLine({ user, api, scopes }: Consent): string {
  const who = user === undefined ? "an administrator, for everyone" : user.name;
  return `${who}: ${scopes.join(" ")} (${api})`;
}
