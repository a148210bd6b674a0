import { describe, expect, it } from "@jest/globals";

import { deliveredVariables, givenTo } from "../../aem/deliveredVariables.ts";
import type { Given } from "../../stack/places/given.ts";

const GIVEN: Given = {
  stack: "prod",
  clientId: "client",
  secret: "one",
  keyId: "key-1",
  issued: "2030-05-22T06:00:00Z",
  mailbox: "aem@contoso.com",
  at: "2030-05-23T06:00:00.000Z",
};
const VALUES = { clientSecret: "the secret", refreshToken: "the token" };

/** What Cloud Manager tells of variables that were set: no value of a secret. */
const told = (variables = deliveredVariables(VALUES, GIVEN), service?: string) =>
  variables.map(({ name, value, secret }) => ({
    name,
    secret,
    ...(secret ? {} : { value }),
    ...(service === undefined ? {} : { service }),
  }));

describe("the variables of an environment", () => {
  it("are those of AEM's files, and a record that holds no value", () => {
    const variables = deliveredVariables(VALUES, GIVEN);
    expect(variables.map(({ name, secret }) => [name, secret])).toEqual([
      ["SMTP_OAUTH_CLIENT_ID", false],
      ["SECRET_SMTP_OAUTH_CLIENT_SECRET", true],
      ["SECRET_SMTP_OAUTH_REFRESH_TOKEN", true],
      ["SMTP_OAUTH_DELIVERED", false],
    ]);
    for (const { secret, value } of variables.filter((one) => !one.secret)) {
      expect(secret).toBe(false);
      for (const hidden of Object.values(VALUES)) expect(value).not.toContain(hidden);
    }
    expect(deliveredVariables({ ...VALUES, refreshToken: undefined }, GIVEN)).toHaveLength(3);
  });

  it("say what was given", () => {
    expect(givenTo({}, told())).toEqual(GIVEN);
  });

  it("say nothing of the secret where that is gone, and nothing of the token where that is", () => {
    const without = (name: string) => told().filter((variable) => variable.name !== name);
    expect(givenTo({}, without("SECRET_SMTP_OAUTH_CLIENT_SECRET"))).toBeUndefined();
    const { stack, clientId, secret, keyId, at } = GIVEN;
    expect(givenTo({}, without("SECRET_SMTP_OAUTH_REFRESH_TOKEN"))).toEqual({ stack, clientId, secret, keyId, at });
  });

  it("say nothing where the record is somebody else's, or of another service", () => {
    const spoilt = told().map((variable) =>
      variable.name === "SMTP_OAUTH_DELIVERED" ? { ...variable, value: "yes" } : variable,
    );
    expect(givenTo({}, spoilt)).toBeUndefined();
    expect(givenTo({}, told(undefined, "author"))).toBeUndefined();
    expect(givenTo({ service: "author" }, told(undefined, "author"))).toEqual(GIVEN);
    expect(givenTo({}, [])).toBeUndefined();
  });
});
