import { describe, expect, it } from "@jest/globals";

import { federatedCredentials } from "../../policy/federatedCredentials.ts";
import { EntraType } from "../../policy/resources.ts";
import { judge, UNKNOWN_TEXT } from "./judge.ts";

const ISSUER = "https://token.actions.example";
const fixed = (subject: string, issuer = ISSUER) => ({
  type: EntraType.ApplicationFederatedIdentityCredential,
  props: { issuer, subject, audiences: ["api://AzureADTokenExchange"] },
});
const flexible = (claimsMatchingExpression: string) => ({
  type: EntraType.ApplicationFlexibleFederatedIdentityCredential,
  props: { issuer: ISSUER, claimsMatchingExpression, audience: "api://AzureADTokenExchange" },
});

describe("federated-credentials", () => {
  it("allows none by itself, and names whom each trusts", () => {
    const rest = "allowed: those of this policy's list. Remove it, or have it added to the list of this policy.";
    expect(judge(federatedCredentials, fixed("repo:a/b:ref:main")).violations).toEqual([
      `The federated credential is trust in ${ISSUER} repo:a/b:ref:main; ${rest}`,
    ]);
    expect(judge(federatedCredentials, flexible("claims['sub'] matches '*'")).violations).toEqual([
      `The federated credential is trust in ${ISSUER} claims['sub'] matches '*'; ${rest}`,
    ]);
    expect(judge(federatedCredentials, { type: EntraType.ApplicationPassword, props: {} }).violations).toEqual([]);
  });

  it("allows those of its configuration, to the letter", () => {
    const config = { allowed: [`${ISSUER} repo:a/b:ref:main`, `${ISSUER} claims['sub'] eq 'x'`] };
    expect(judge(federatedCredentials, fixed("repo:a/b:ref:main"), config)).toEqual({
      violations: [],
      unknown: undefined,
    });
    expect(judge(federatedCredentials, flexible("claims['sub'] eq 'x'"), config).violations).toEqual([]);
    expect(judge(federatedCredentials, fixed("repo:a/b:ref:other"), config).violations).toHaveLength(1);
    expect(judge(federatedCredentials, fixed("repo:a/b:ref:main", `${ISSUER}/`), config).violations).toHaveLength(1);
  });

  it("says that a preview does not know whom it trusts", () => {
    expect(judge(federatedCredentials, fixed(UNKNOWN_TEXT))).toEqual({
      violations: [],
      unknown: "string value at .subject can't be known during preview",
    });
  });
});
