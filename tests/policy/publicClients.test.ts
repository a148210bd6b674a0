import { describe, expect, it } from "@jest/globals";

import { publicClients } from "../../policy/publicClients.ts";
import { EntraType } from "../../policy/resources.ts";
import { judge, UNKNOWN_LIST, UNKNOWN_SWITCH, UNKNOWN_TEXT } from "./judge.ts";

const whole = (props: object) => ({ type: EntraType.Application, props });
const uris = (type: string) => ({
  type: EntraType.ApplicationRedirectUris,
  props: { type, redirectUris: ["http://localhost"] },
});
const fallback = (enabled: unknown) => ({ type: EntraType.ApplicationFallbackPublicClient, props: { enabled } });
const REST = "allowed: confidential clients, that show their secret.";

describe("public-clients", () => {
  it.each([
    ["an application of redirect URIs of type Web alone", whole({ web: { redirectUris: ["http://localhost"] } })],
    [
      "switches that are off, and lists that are empty",
      whole({
        fallbackPublicClientEnabled: false,
        deviceOnlyAuthEnabled: "false",
        publicClient: { redirectUris: [] },
        singlePageApplication: {},
      }),
    ],
    ["redirect URIs of type Web", uris("Web")],
    ["a fallback that is off", fallback(false)],
    ["a fallback of which nothing is said", fallback(undefined)],
    ["another resource", { type: EntraType.ServicePrincipal, props: {} }],
  ])("lets pass: %s", (_, resource) => {
    expect(judge(publicClients, resource)).toEqual({ violations: [], unknown: undefined });
  });

  it("names each way of a whole application", () => {
    const all = whole({
      fallbackPublicClientEnabled: true,
      deviceOnlyAuthEnabled: true,
      publicClient: { redirectUris: ["http://localhost"] },
      singlePageApplication: { redirectUris: ["https://a.example/", "https://b.example/"] },
    });
    expect(judge(publicClients, all).violations).toEqual([
      `fallbackPublicClientEnabled is true; ${REST} Set fallbackPublicClientEnabled to false, or leave it out.`,
      `deviceOnlyAuthEnabled is true; ${REST} Set deviceOnlyAuthEnabled to false, or leave it out.`,
      `publicClient.redirectUris is a list of 1; ${REST} Remove it, and declare those of type Web that AEM needs.`,
      `singlePageApplication.redirectUris is a list of 2; ${REST} Remove it, and declare those of type Web that AEM needs.`,
    ]);
  });

  it("names the same in resources of their own, and any type of redirect URIs that is not Web to the letter", () => {
    expect(judge(publicClients, fallback(true)).violations).toEqual([
      `enabled is true; ${REST} Set enabled to false, or leave it out.`,
    ]);
    for (const type of ["PublicClient", "SPA", "spa", "web", ""]) {
      expect(judge(publicClients, uris(type)).violations).toEqual([
        `type is "${type}"; ${REST} Write "Web", or remove the resource.`,
      ]);
    }
  });

  it.each(["true", "True", "1", "t"])("takes the text %s for on, as the provider does", (text) => {
    expect(judge(publicClients, fallback(text)).violations).toHaveLength(1);
  });

  it("lets the ways pass that the configuration allows, and no others", () => {
    expect(judge(publicClients, uris("SPA"), { allowed: ["SPA"] }).violations).toEqual([]);
    expect(judge(publicClients, uris("PublicClient"), { allowed: ["SPA"] }).violations).toHaveLength(1);
    expect(judge(publicClients, fallback(true), { allowed: ["fallbackPublicClient"] }).violations).toEqual([]);
    const device = whole({ deviceOnlyAuthEnabled: true });
    expect(judge(publicClients, device, { allowed: ["deviceOnly"] }).violations).toEqual([]);
    expect(judge(publicClients, device, { allowed: ["PublicClient"] }).violations).toHaveLength(1);
  });

  it("judges what is known, and says what a preview does not know", () => {
    const some = whole({ fallbackPublicClientEnabled: UNKNOWN_SWITCH, publicClient: { redirectUris: ["x"] } });
    const judged = judge(publicClients, some);
    expect(judged.violations).toHaveLength(1);
    expect(judged.unknown).toBe("boolean value at .fallbackPublicClientEnabled can't be known during preview");
    expect(judge(publicClients, uris(UNKNOWN_TEXT)).unknown).toBe(
      "string value at .type can't be known during preview",
    );
    expect(judge(publicClients, fallback(UNKNOWN_SWITCH)).unknown).toBeDefined();
    expect(
      judge(publicClients, whole({ singlePageApplication: { redirectUris: UNKNOWN_LIST } })).unknown,
    ).toBeDefined();
  });
});
