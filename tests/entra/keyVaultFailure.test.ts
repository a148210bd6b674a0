import { inspect } from "node:util";

import { RestError } from "@azure/keyvault-secrets";
import { describe, expect, it } from "@jest/globals";

import { type Asked, vaultFailure } from "../../entra/keyVaultFailure.ts";
import { CannotTell } from "../../support/userError.ts";

const ASKED: Asked = {
  address: { vaultUrl: "https://mail-prod.vault.azure.net", vaultName: "mail-prod", domain: "vault.azure.net" },
  caller: { tenantId: "tenant", callerId: "caller" },
  name: "mail-token",
  action: "write",
};

function refusal(statusCode: number, code: string, message: string, inner?: string): RestError {
  const error = new RestError(message, { statusCode, code });
  const innerError = inner === undefined ? undefined : { code: inner };
  return Object.assign(error, { details: { error: { code, message, innerError } } });
}

describe("vaultFailure", () => {
  it("tells a vault that does not exist from a network that is down", () => {
    const unknown = vaultFailure(new RestError("getaddrinfo ENOTFOUND", { code: "ENOTFOUND" }), ASKED);
    expect(unknown).not.toBeInstanceOf(CannotTell);
    expect(unknown.message).toMatch(
      /^There is no key vault https:\/\/mail-prod\.vault\.azure\.net: .*az keyvault list/,
    );
    for (const code of ["ECONNREFUSED", "EAI_AGAIN", "ETIMEDOUT"])
      expect(vaultFailure(new RestError("no", { code }), ASKED)).toBeInstanceOf(CannotTell);
  });

  it("takes a key that Azure cannot find for Azure's trouble, and any other 401 for a wrong vault", () => {
    const transient = vaultFailure(refusal(401, "Unauthorized", "AKV10046: Unable to resolve the key."), ASKED);
    const wrong = vaultFailure(refusal(401, "Unauthorized", "AKV10032: Invalid issuer."), ASKED);
    expect([transient instanceof CannotTell, wrong instanceof CannotTell]).toEqual([true, false]);
    expect(wrong.message).toContain("does not take the token of caller in tenant tenant");
  });

  it.each(["ObjectIsBeingDeleted", "ObjectIsBeingRecovered"])("asks to wait while %s", (inner) => {
    expect(vaultFailure(refusal(409, "Conflict", "Later.", inner), ASKED)).toBeInstanceOf(CannotTell);
  });

  it("keeps neither the value nor the request that holds it", () => {
    const thrown = refusal(400, "BadParameter", "the value hush is wrong");
    Object.assign(thrown, { request: { body: '{"value":"hush"}' } });
    const failure = vaultFailure(thrown, ASKED, "hush");
    expect(failure.message).toContain("the value (the value) is wrong");
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain("hush");
  });
});
