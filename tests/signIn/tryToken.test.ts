import { afterAll, beforeAll, expect, it } from "@jest/globals";

import { tryToken } from "../../signIn/tryToken.ts";
import type { KeptToken } from "../../stack/tokens/tokenStore.ts";
import { type SignInApplication, startSignInApplication } from "./signInApplication.ts";

let application: SignInApplication;
let kept: KeptToken;

beforeAll(async () => {
  application = await startSignInApplication();
  const { refreshToken = "", issued } = await application.tokens();
  kept = { refreshToken, issued, mailbox: undefined, user: undefined, signedIn: undefined, account: undefined };
});
afterAll(() => application.close());

const trial = (clientSecret = application.target().clientSecret) =>
  tryToken(application.tenant.t.tenant, application.target({ clientSecret }), kept);

it("says nothing against a token that is redeemed, however often", async () => {
  expect([await trial(), await trial()]).toEqual([{}, {}]);
});

it.each([70043, 50173, 50057, 700082])(
  "says that the chain has ended, by AADSTS%i, and shows no token",
  async (aadsts) => {
    await application.provoke(aadsts, { path: "/token" });
    const { ended } = await trial();
    expect(ended).toContain(`the kept token is refused (AADSTS${aadsts}): `);
    expect(ended).not.toContain(kept.refreshToken);
  },
);

it("holds a refused application against the application", async () => {
  const { ended, refused } = await trial("another secret");
  expect(ended).toBeUndefined();
  expect(refused).toContain("AADSTS7000215");
});

it("does not take what speaks of the moment for either", async () => {
  await application.provoke(90033, { path: "/token" });
  await expect(trial()).rejects.toThrow("Nothing was changed");
});
