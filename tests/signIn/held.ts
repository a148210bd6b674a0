import { checkAccount } from "../../commands/consent/signedInAccount.ts";
import { TENANT_ID } from "../../local/tenant/index.ts";
import type { Tokens } from "../../signIn/tokenClient.ts";
import { MAILBOX } from "./signInApplication.ts";

/** The tokens, if they are the mailbox's; as `consent --save` holds them. */
export function held(tokens: Tokens): Tokens {
  const { signedIn } = tokens;
  if (signedIn === undefined) throw new Error("nobody is told to have signed in");
  checkAccount(signedIn, {
    mailbox: MAILBOX,
    user: undefined,
    tenantId: TENANT_ID,
    stack: { given: "prod" },
    keep: { save: true },
  });
  return tokens;
}
