import { describe, expect, it } from "@jest/globals";

import { SignInAudience } from "../../components/catalogue/audiences.ts";
import { secretFaults } from "../../components/secrets/secretRules.ts";
import { EntraType } from "../../policy/resources.ts";
import { secretCount } from "../../policy/secretCount.ts";
import { judgeStack, UNKNOWN_OBJECT, UNKNOWN_TEXT } from "./judge.ts";

const A = "aaaaaaaa-1111-4111-8111-aaaaaaaaaaaa";
const B = "bbbbbbbb-1111-4111-8111-bbbbbbbbbbbb";
const UNKNOWN_ID = "string value at .applicationId can't be known during preview";

const registration = (name: string, objectId = UNKNOWN_TEXT) => ({
  type: EntraType.ApplicationRegistration,
  name,
  props: { objectId, signInAudience: SignInAudience.AzureADMyOrg },
});
const secret = (name: string, application: string) => ({
  type: EntraType.ApplicationPassword,
  name,
  props: { applicationId: UNKNOWN_TEXT },
  from: { applicationId: [application] },
});
const secretById = (name: string, applicationId: string) => ({
  type: EntraType.ApplicationPassword,
  name,
  props: { applicationId },
});

describe("secret-count", () => {
  it("lets two secrets of each application pass", () => {
    const stack = [
      registration("a", A),
      registration("b", B),
      secretById("a1", `/applications/${A}`),
      secretById("a2", `/applications/${A}`),
      secretById("b1", `/applications/${B}`),
      secretById("b2", `/applications/${B}`),
    ];
    expect(judgeStack(secretCount, stack)).toEqual({ violations: [], unknown: undefined });
  });

  it("lets two secrets pass before ids are known, but says so of more that may be of one application", () => {
    const two = [registration("a"), registration("b"), secret("a1", "a"), secret("a2", "a")];
    expect(judgeStack(secretCount, two)).toEqual({ violations: [], unknown: undefined });
    expect(judgeStack(secretCount, [...two, secret("b1", "b")])).toEqual({ violations: [], unknown: UNKNOWN_ID });
    const known = [secretById("one", `/applications/${A}`), secretById("two", `/applications/${A}`)];
    expect(judgeStack(secretCount, [...known, secretById("x", UNKNOWN_TEXT)])).toEqual({
      violations: [],
      unknown: UNKNOWN_ID,
    });
  });

  it("is not misled by what else an id is computed from", () => {
    const decoys = ["d1", "d2", "d3"].map((name) => registration(name, `${name}${A.slice(2)}`));
    const secrets = (applicationId: string, from: (index: number) => string[]) =>
      ["one", "two", "three"].map((name, index) => ({
        type: EntraType.ApplicationPassword,
        name,
        props: { applicationId },
        from: { applicationId: from(index) },
      }));
    const real = registration("a", A);
    const alone = secrets(`/applications/${A}`, (index) => [`d${index + 1}`]);
    expect(judgeStack(secretCount, [real, ...decoys, ...alone]).violations).toMatchObject([{ urn: "a" }]);
    const among = secrets(`/applications/${A}`, (index) => [`d${index + 1}`, "a"]);
    expect(judgeStack(secretCount, [real, ...decoys, ...among]).violations).toMatchObject([{ urn: "a" }]);
    const preview = secrets(UNKNOWN_TEXT, (index) => [`d${index + 1}`, "a"]);
    expect(judgeStack(secretCount, [real, ...decoys, ...preview])).toEqual({ violations: [], unknown: UNKNOWN_ID });
  });

  it.each([
    ["upper case", `/applications/${A.toUpperCase()}`],
    ["the bare id", A],
    ["the bare id in upper case", A.toUpperCase()],
    ["another spelling of the path, with a slash", `/Applications/${A}/`],
  ])("counts %s as the same application", (_, spelling) => {
    const others = [secretById("one", `/applications/${A}`), secretById("two", `/applications/${A}`)];
    for (const stack of [
      [registration("a", A), ...others, secretById("three", spelling)],
      [...others, secretById("three", spelling)],
      [...others, { type: EntraType.ApplicationPassword, name: "three", props: { applicationObjectId: spelling } }],
    ]) {
      const { violations } = judgeStack(secretCount, stack);
      expect(violations).toHaveLength(1);
      expect(violations[0]?.message).toContain("is 3 (one, three, two)");
    }
    expect(judgeStack(secretCount, [...others, secretById("three", `/applications/${B}`)]).violations).toEqual([]);
  });

  it("names the secrets of an application with three, on the application", () => {
    const stack = [registration("a"), secret("one", "a"), secret("two", "a"), secret("three", "a")];
    expect(judgeStack(secretCount, stack).violations).toEqual([
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
    expect(judgeStack(secretCount, stack).violations).toHaveLength(1);
  });

  it("counts the secrets of an application that the stack does not declare, on the first of them", () => {
    const stack = ["one", "two", "three"].map((name) => secretById(name, "/applications/0000-z"));
    expect(judgeStack(secretCount, stack).violations).toMatchObject([{ urn: "one" }]);
  });

  it("counts what names the same application in other letters, and by reference or id the secrets of a service principal", () => {
    const ids = ["/applications/0000-Z", "/applications/0000-z", "/APPLICATIONS/0000-z"];
    expect(
      judgeStack(
        secretCount,
        ids.map((id, index) => secretById(`s${index}`, id)),
      ).violations,
    ).toHaveLength(1);
    const principal = { type: EntraType.ServicePrincipal, name: "p", props: { objectId: "0000-P" } };
    const secrets = ["/servicePrincipals/0000-p", "/servicePrincipals/0000-P", "/servicePrincipals/0000-p"].map(
      (servicePrincipalId, index) => ({
        type: EntraType.ServicePrincipalPassword,
        name: `p${index}`,
        props: { servicePrincipalId },
      }),
    );
    expect(judgeStack(secretCount, [principal, ...secrets]).violations).toMatchObject([{ urn: "p" }]);
    expect(judgeStack(secretCount, [principal, ...secrets.slice(1)]).violations).toEqual([]);
  });

  it("counts a whole application's own password with the others", () => {
    const whole = (password: object) => ({
      type: EntraType.Application,
      name: "w",
      props: { objectId: UNKNOWN_TEXT, ...password },
    });
    const others = [secret("one", "w"), secret("two", "w")];
    expect(judgeStack(secretCount, [whole({ password: { displayName: "x" } }), ...others]).violations).toMatchObject([
      { urn: "w" },
    ]);
    expect(judgeStack(secretCount, [whole({ password: UNKNOWN_OBJECT }), ...others]).violations).toHaveLength(1);
    expect(judgeStack(secretCount, [whole({}), ...others]).violations).toEqual([]);
  });

  it("says that it cannot count when a preview knows nothing of the applications", () => {
    const stack = ["one", "two", "three"].map((name) => secretById(name, UNKNOWN_TEXT));
    expect(judgeStack(secretCount, stack)).toEqual({ violations: [], unknown: UNKNOWN_ID });
  });

  it("takes the number of its configuration", () => {
    const stack = [registration("a"), secret("one", "a"), secret("two", "a")];
    expect(judgeStack(secretCount, stack, { most: 1 }).violations).toEqual([
      {
        message:
          "The number of client secrets is 2 (one, two); allowed: 1. Remove 1: those that nothing uses any more.",
        urn: "a",
      },
    ]);
    expect(judgeStack(secretCount, [...stack, secret("three", "a")], { most: 3 }).violations).toEqual([]);
  });

  it("has by itself the number that the component takes", () => {
    const faults = (labels: string[]) =>
      secretFaults({ clientSecrets: labels.map((label) => ({ label })), maxSecretLifetime: undefined }, new Date());
    expect(faults(["one", "two"])).toEqual([]);
    expect(faults(["one", "two", "three"])).toHaveLength(1);
    expect(secretCount.configSchema?.properties.most?.default).toBe(2);
  });
});
