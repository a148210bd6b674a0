import { commandsOf } from "../../stack/commandsOf.ts";
import { describe } from "../../stack/ends/dueItems.ts";
import { cloudSheet } from "./cloudSheet.ts";
import { Edition, presetOf } from "./edition.ts";
import type { Facts } from "./facts.ts";
import { enter, mailboxField } from "./fields.ts";
import { hostNotes } from "./hostNotes.ts";
import { jeePlaces } from "./jee.ts";
import { JEE_LINKS, jeeBefore, jeeSections } from "./jeeSections.ts";
import { osgi65Sheet } from "./osgi65Sheet.ts";
import type { Field, Sheet } from "./sheetModel.ts";

type Body = Pick<Sheet, "before" | "places" | "sections" | "links" | "files">;

const NAMES: Readonly<Record<Edition, string>> = {
  jee: "AEM Forms on JEE",
  cloud: "AEM as a Cloud Service",
  "65-osgi": "AEM 6.5 on OSGi",
};

/** What a person enters in AEM, and where. Pure. */
export function sheetFor(facts: Facts): Sheet {
  const body = bodyOf(facts);
  return {
    stack: facts.stack.given,
    edition: facts.edition,
    title: `Mail settings of ${NAMES[facts.edition]}, stack ${facts.stack.given}`,
    summary: summaryOf(facts),
    warnings: warningsOf(facts),
    ...body,
    before: [...body.before, ...hostNotes(facts.cloud)],
  };
}

function bodyOf(facts: Facts): Body {
  switch (facts.edition) {
    case Edition.Jee:
      return {
        before: jeeBefore(facts),
        places: jeePlaces(facts),
        sections: jeeSections(facts),
        links: JEE_LINKS,
        files: [],
      };
    case Edition.Cloud:
      return cloudSheet(facts);
    case Edition.Osgi65:
      return osgi65Sheet(facts);
  }
}

function summaryOf(facts: Facts): Field[] {
  const [current] = facts.secrets;
  return [
    enter("Client ID", facts.clientId),
    enter("Tenant ID", facts.tenantId),
    ...(current === undefined
      ? []
      : [enter("Client secret", `${current.label}, ends ${current.expires.slice(0, 10)}`)]),
    ...(facts.tokenEnd?.date === undefined
      ? []
      : [enter("Refresh token", `ends ${facts.tokenEnd.date.slice(0, 10)}, used or not`)]),
    mailboxField("Mailbox", facts),
  ];
}

function warningsOf(facts: Facts): string[] {
  const { stack, edition, preset, permissions, secrets, now, tokenEnd } = facts;
  const [current, ...previous] = secrets;
  const commands = commandsOf(stack);
  return [
    ...(stack.isLocal
      ? [
          "Stack local is for trying out: its application is in the local tenant alone, and no mail server of Microsoft's knows it.",
        ]
      : []),
    ...(presetOf(edition) === preset
      ? []
      : [
          `The stack's preset is ${preset}, and this sheet is for ${NAMES[edition]}: permissions and redirect URIs may be missing. \`aem-mail-oauth:preset: ${presetOf(edition)}\` in the stack's file declares them.`,
        ]),
    ...(permissions.includes("SMTP.Send")
      ? []
      : ["The application may not send: permission SMTP.Send is not declared."]),
    ...(edition !== Edition.Jee || permissions.includes("IMAP.AccessAsUser.All")
      ? []
      : ["The application may not receive: permission IMAP.AccessAsUser.All is not declared."]),
    ...(current !== undefined && Date.parse(current.expires) <= now.getTime()
      ? [`The client secret ${current.label} has ended: \`${commands.add}\``]
      : []),
    ...(tokenEnd === undefined || tokenEnd.status === "ok"
      ? []
      : [`${describe(tokenEnd)}.${tokenEnd.next === undefined ? "" : ` Next: \`${tokenEnd.next}\``}`]),
    ...(previous.length > 0
      ? [
          `A rotation is under way: enter ${current?.label ?? ""} everywhere. ${previous.map(({ label }) => label).join(", ")} works until \`${commands.retire}\`.`,
        ]
      : []),
  ];
}
