import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { startSignInTenant, type SignInTenant } from "./signInTenant.ts";

let t: SignInTenant;
beforeAll(async () => {
  t = await startSignInTenant();
});
afterAll(() => t.close());

describe("POST /{tenant}/oauth2/v2.0/token with grant_type=authorization_code", () => {
  it("turns the code of a sign-in into tokens", async () => {
    const { status, body } = await t.redeem(await t.code());
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual([
      "access_token",
      "expires_in",
      "ext_expires_in",
      "id_token",
      "refresh_token",
      "scope",
      "token_type",
    ]);
  });
});
