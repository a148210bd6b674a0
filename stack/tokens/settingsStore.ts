import { REFRESH_TOKEN_KEY } from "../../components/catalogue/configKeys.ts";
import { commandsOf } from "../commandsOf.ts";
import { readConsents, recordRenewal } from "../consents.ts";
import type { Deployment } from "../deployment.ts";
import type { KeptToken, TokenStore } from "./tokenStore.ts";

/**
 * The stack's own settings: the token is encrypted there by Pulumi, and the record of the sign-in that it goes back to says when it was issued.
 * The token is written first: a kill in between leaves one that is younger than its record says, which is renewed early and ends late.
 */
export function settingsStore(deployment: Pick<Deployment, "stack" | "config" | "saveSecret">): TokenStore {
  const { stack } = deployment;
  return {
    name: `the settings of stack ${stack.given}, encrypted (${REFRESH_TOKEN_KEY})`,
    isTracked: !stack.isLocal,
    hasFacts: false,
    show: commandsOf(stack).showToken,
    async read() {
      const refreshToken = (await deployment.config()).values[REFRESH_TOKEN_KEY] ?? "";
      if (refreshToken === "") return undefined;
      const record = (await readConsents(stack.files.consents)).find(({ saved }) => saved === true);
      return { refreshToken, ...knownOf(record) };
    },
    async keep(token, before) {
      const secret = { key: REFRESH_TOKEN_KEY, value: token.refreshToken, before };
      const kept = await deployment.saveSecret(secret);
      if (kept && before !== undefined) await recordRenewal(stack, token.issued);
      return kept;
    },
  };
}

function knownOf(
  record: Awaited<ReturnType<typeof readConsents>>[number] | undefined,
): Omit<KeptToken, "refreshToken"> {
  const { issued, mailbox, user, at, account } = record ?? {};
  return { issued, mailbox, user: user === "" ? undefined : user, signedIn: at, account };
}
