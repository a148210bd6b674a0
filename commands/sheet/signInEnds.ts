/**
 * When the mailbox has to sign in again though nothing changed; a sentence of every sheet. Sources: docs/consent.md, 90 days.
 * That AEM keeps no successor is an assumption: its values are typed in, or static variables, and no page says either way.
 */
export const SIGN_IN_ENDS =
  "Sign in again before 90 days are over, counted from the last sign-in: plan for a refresh token to end then, used or not. Whether AEM keeps the " +
  "successor that each refresh gives is documented nowhere; assume that it does not.";
