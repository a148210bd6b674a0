import type { ResourceValidationPolicy } from "@pulumi/policy";

import { configuredList } from "./configuredList.ts";
import { EntraType, isOn, propsOf } from "./resources.ts";
import { allKnown } from "./unknowns.ts";
import { violation } from "./violation.ts";

/** Each way in which Entra hands tokens to a client that has shown no secret. */
const Way = {
  FallbackPublicClient: "fallbackPublicClient",
  DeviceOnly: "deviceOnly",
  PublicClient: "PublicClient",
  Spa: "SPA",
} as const;
type Way = (typeof Way)[keyof typeof Way];

const ALLOWED = configuredList("allowed", "Ways that are allowed all the same.", {
  items: { enum: Object.values(Way) },
});

/**
 * Only confidential clients. A public client redeems codes, device codes and passwords without the client secret, so whoever knows the
 * client id, which is no secret, can ask people of the tenant to sign in to it.
 */
export const publicClients: ResourceValidationPolicy = {
  name: "public-clients",
  displayName: "No public clients",
  description: "Entra gives tokens only to clients that show their secret.",
  severity: "high",
  url: "https://learn.microsoft.com/entra/identity-platform/msal-client-applications",
  remediationSteps:
    "Declare redirect URIs of type Web, and leave the switches for public clients and device-only authentication off: AEM has a client secret.",
  configSchema: ALLOWED.schema,
  validateResource(args, reportViolation) {
    const allowed = ALLOWED.of(args);
    const refuse = (way: Way, setting: string, given: string, fix: string): void => {
      if (allowed.includes(way)) return;
      reportViolation(violation({ setting, given, allowed: "confidential clients, that show their secret", fix }));
    };
    const switches = (way: Way, setting: string, read: () => Parameters<typeof isOn>[0]) => () => {
      if (isOn(read())) refuse(way, setting, "true", `Set ${setting} to false, or leave it out.`);
    };
    const uris = (way: Way, setting: string, read: () => readonly string[] | null | undefined) => () => {
      const count = read()?.length ?? 0;
      if (count > 0)
        refuse(way, setting, `a list of ${count}`, "Remove it, and declare those of type Web that AEM needs.");
    };
    const whole = propsOf(args, EntraType.Application);
    const fallback = propsOf(args, EntraType.ApplicationFallbackPublicClient);
    allKnown([
      switches(Way.FallbackPublicClient, "fallbackPublicClientEnabled", () => whole?.fallbackPublicClientEnabled),
      switches(Way.DeviceOnly, "deviceOnlyAuthEnabled", () => whole?.deviceOnlyAuthEnabled),
      uris(Way.PublicClient, "publicClient.redirectUris", () => whole?.publicClient?.redirectUris),
      uris(Way.Spa, "singlePageApplication.redirectUris", () => whole?.singlePageApplication?.redirectUris),
      switches(Way.FallbackPublicClient, "enabled", () => fallback?.enabled),
      () => {
        const list = propsOf(args, EntraType.ApplicationRedirectUris);
        // What is not plainly Web is refused, so that no spelling falls between the kinds.
        if (list === undefined || list.type === "Web") return;
        const way = list.type?.toLowerCase() === "spa" ? Way.Spa : Way.PublicClient;
        refuse(way, "type", JSON.stringify(list.type), 'Write "Web", or remove the resource.');
      },
    ]);
  },
};
