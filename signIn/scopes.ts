import { SignInAudience } from "../components/catalogue/audiences.ts";
import { Cloud } from "../components/catalogue/clouds.ts";
import { UserError } from "../support/userError.ts";

/** What is asked for in the link, and what is asked for when the code is redeemed; each parted by spaces. */
export interface ScopePair {
  readonly link: string;
  readonly token: string;
}

/** Which scopes to ask for: the ones that work, or the ones of Adobe's page. */
export const ScopeChoice = { Mail: "mail", Adobe: "adobe" } as const;
export type ScopeChoice = (typeof ScopeChoice)[keyof typeof ScopeChoice];

/** As printed on Adobe's page "Configure OAuth2-based authentication for Microsoft Office 365 mail server protocols". */
const ADOBE = {
  link: "IMAP.AccessAsUser.All POP.AccessAsUser.All SMTP.Send User.Read Mail.Read offline_access",
  singleTenantLink: "IMAP.AccessAsUser.All POP.AccessAsUser.All SMTP.Send User.Read Mail.Read openid offline_access",
  token:
    "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/POP.AccessAsUser.All " +
    "https://outlook.office.com/SMTP.Send https://outlook.office.com/User.Read https://outlook.office.com/Mail.Read " +
    "offline_access",
} as const;

/**
 * The scopes of both legs. `deployed` are those of the stack's own link.
 *
 * @throws UserError when there would be no refresh token, or Adobe's scopes do not fit the cloud
 */
export function scopePair(
  choice: ScopeChoice,
  deployed: string,
  { cloud, signInAudience }: { cloud: Cloud; signInAudience: SignInAudience },
): ScopePair {
  if (choice === ScopeChoice.Mail) {
    if (deployed.split(" ").includes("offline_access")) return { link: deployed, token: deployed };
    throw new UserError(
      "The stack's permissions lack offline_access, without which Microsoft gives no refresh token. Add offline_access to " +
        "the setting permissions, deploy, and run this again.",
    );
  }
  if (cloud !== Cloud.Public)
    throw new UserError(`--scopes adobe: Adobe's page knows the public cloud alone, and the stack is in ${cloud}.`);

  const single = signInAudience === SignInAudience.AzureADMyOrg;
  return { link: single ? ADOBE.singleTenantLink : ADOBE.link, token: ADOBE.token };
}

/** @throws UserError for a word that is no choice */
export function scopeChoice(word: string): ScopeChoice {
  const choice = Object.values(ScopeChoice).find((known) => known === word);
  if (choice !== undefined) return choice;
  throw new UserError(`--scopes ${word}: one of ${Object.values(ScopeChoice).join(", ")}.`);
}
