import { describe, expect, it } from "@jest/globals";
import { SignInAudience } from "../../components/audiences.ts";
import { secretFaults } from "../../components/secretRules.ts";
import { EntraType } from "../../policy/resources.ts";
import { secretCount } from "../../policy/secretCount.ts";
import { judgeStack, UNKNOWN_TEXT } from "./judge.ts";

const registration = (name: string, objectId = UNKNOWN_TEXT) => ({
  type: EntraType.ApplicationRegistration,
  name,
  props: { objectId, signInAudience: SignInAudience.AzureADMyOrg },
});
const secret = (name: string, application: string) => ({
  type: EntraType.ApplicationPassword,
  name,
  props: { applicationId: UNKNOWN_TEXT },
  applicationId: application,
});
const secretById = (name: string, applicationId: string) => ({
  type: EntraType.ApplicationPassword,
  name,
  props: { applicationId },
});

describe("secret-count", () => {
  it("lets two secrets of each application pass, before ids are known too", () => {
    const stack = [
      registration("a"),
      registration("b"),
      secret("a1", "a"),
      secret("a2", "a"),
      secret("b1", "b"),
      secret("b2", "b"),
    ];
    expect(judgeStack(secretCount, stack)).toEqual([]);
  });

  it("names the secrets of an application with three, on the application", () => {
    const stack = [registration("a"), secret("one", "a"), secret("two", "a"), secret("three", "a")];
    expect(judgeStack(secretCount, stack)).toEqual([
      {
        message:
          "The number of client secrets is 3 (one, three, two); allowed: up to 2. Remove 1: those that nothing uses any more.",
        urn: "a",
      },
    ]);
  });

  it("counts secrets together that name their application by reference and by id", () => {
    const stack = [
      registration("a", "0000-a"),
      secret("one", "a"),
      secretById("two", "/applications/0000-a"),
      secretById("three", "/applications/0000-a"),
    ];
    expect(judgeStack(secretCount, stack)).toHaveLength(1);
  });

  it("counts the secrets of an application that the stack does not declare, on the first of them", () => {
    const stack = ["one", "two", "three"].map((name) => secretById(name, "/applications/0000-z"));
    expect(judgeStack(secretCount, stack)).toMatchObject([{ urn: "one" }]);
  });

  it("counts what names the same application in other letters, and by reference or id the secrets of a service principal", () => {
    const ids = ["/applications/0000-Z", "/applications/0000-z", "/APPLICATIONS/0000-z"];
    expect(
      judgeStack(
        secretCount,
        ids.map((id, index) => secretById(`s${index}`, id)),
      ),
    ).toHaveLength(1);
    const principal = { type: EntraType.ServicePrincipal, name: "p", props: { objectId: "0000-P" } };
    const secrets = ["/servicePrincipals/0000-p", "/servicePrincipals/0000-P", "/servicePrincipals/0000-p"].map(
      (servicePrincipalId, index) => ({
        type: EntraType.ServicePrincipalPassword,
        name: `p${index}`,
        props: { servicePrincipalId },
      }),
    );
    expect(judgeStack(secretCount, [principal, ...secrets])).toMatchObject([{ urn: "p" }]);
    expect(judgeStack(secretCount, [principal, ...secrets.slice(1)])).toEqual([]);
  });

  it("counts a whole application's own password with the others", () => {
    const whole = (password: object) => ({
      type: EntraType.Application,
      name: "w",
      props: { objectId: UNKNOWN_TEXT, ...password },
    });
    const others = [secret("one", "w"), secret("two", "w")];
    expect(judgeStack(secretCount, [whole({ password: { displayName: "x" } }), ...others])).toMatchObject([
      { urn: "w" },
    ]);
    expect(judgeStack(secretCount, [whole({}), ...others])).toEqual([]);
  });

  it("takes secrets for strangers to each other when a preview knows nothing of their applications", () => {
    const stack = ["one", "two", "three"].map((name) => secretById(name, UNKNOWN_TEXT));
    expect(judgeStack(secretCount, stack)).toEqual([]);
  });

  it("takes the number of its configuration", () => {
    const stack = [registration("a"), secret("one", "a"), secret("two", "a")];
    expect(judgeStack(secretCount, stack, { most: 1 })).toEqual([
      {
        message:
          "The number of client secrets is 2 (one, two); allowed: 1. Remove 1: those that nothing uses any more.",
        urn: "a",
      },
    ]);
    expect(judgeStack(secretCount, [...stack, secret("three", "a")], { most: 3 })).toEqual([]);
  });

  it("has by itself the number that the component takes", () => {
    const faults = (labels: string[]) =>
      secretFaults({ clientSecrets: labels.map((label) => ({ label })), maxSecretLifetime: undefined }, new Date());
    expect(faults(["one", "two"])).toEqual([]);
    expect(faults(["one", "two", "three"])).toHaveLength(1);
    expect(secretCount.configSchema?.properties.most?.default).toBe(2);
  });
});
