import { CLOUD_HOSTS } from "../../components/catalogue/clouds.ts";
import { causeOf, CAUSES } from "../../signIn/causes.ts";
import { aadstsOf } from "../../signIn/refusal.ts";
import { UserError } from "../../support/userError.ts";

/**
 * What an error number means that a sign-in page shows and tells no program.
 *
 * @throws UserError when it is no number, or one that is not known
 */
export function explainNumber(text: string, stack = "<stack>"): string {
  const number = /^\d+$/.test(text) ? Number(text) : aadstsOf(text.toUpperCase());
  if (number === undefined)
    throw new UserError(`--explain ${text}: write the number that the page shows, such as AADSTS50011.`);

  const cause = causeOf(number, {
    stack,
    clientId: "output clientId",
    tenantId: "output tenantId",
    adminConsentUrl: "the stack's output adminConsentUrl",
    mailbox: "the mailbox",
    user: "the person who signs in",
  });
  if (cause === undefined) {
    throw new UserError(
      `AADSTS${number} is not among the ${Object.keys(CAUSES).length} that are known here. Microsoft's own list: ` +
        `${CLOUD_HOSTS.public.authority}/error?code=${number}`,
    );
  }
  return `AADSTS${number}\n${cause.what}\nWhat to do: ${cause.way}\n`;
}
