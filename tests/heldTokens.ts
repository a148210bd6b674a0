import type { Keeping } from "../components/rules/keeping.ts";
import type { KeptToken, TokenStore } from "../stack/tokens/tokenStore.ts";

/** A store that holds one token in memory; nothing is written down of it but what is given. */
export function heldTokens(refreshToken?: string, facts: Partial<KeptToken> = {}): TokenStore {
  const unknown = { issued: undefined, mailbox: undefined, user: undefined, signedIn: undefined, account: undefined };
  let held: KeptToken | undefined = refreshToken === undefined ? undefined : { refreshToken, ...unknown, ...facts };
  return {
    name: "the settings of stack prod",
    isTracked: true,
    hasFacts: false,
    show: "pulumi config get -s prod aem-mail-oauth:refreshToken",
    read: () => Promise.resolve(held),
    keep(token, before) {
      if (before !== undefined && held?.refreshToken !== before) return Promise.resolve(false);
      held = token;
      return Promise.resolve(true);
    },
  };
}

/** What holds where no setting says how mail is kept going. */
export const NOTHING_SET: Keeping = {
  vault: undefined,
  deliverTo: [],
  deliverBetween: undefined,
  otherPlaces: [],
  rotateEvery: undefined,
  notify: [],
};
