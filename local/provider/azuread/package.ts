import type { ProviderPackage } from "../package.ts";
import { containsUnknown, type Values } from "../values.ts";
import { applicationApiAccess } from "./applicationApiAccess.ts";
import { applicationPassword } from "./applicationPassword.ts";
import { applicationRedirectUris } from "./applicationRedirectUris.ts";
import { applicationRegistration } from "./applicationRegistration.ts";
import { connect, type AzureadClient, type Surroundings } from "./client.ts";
import { cloudEndpoints } from "./endpoints.ts";
import { getClientConfig } from "./getClientConfig.ts";
import { servicePrincipal } from "./servicePrincipal.ts";
import { readSettings, requireCredentials } from "./settings.ts";

/** The stand-in for the azuread provider, for the resources that a mail application needs. */
export function azureadPackage(surroundings: Surroundings): ProviderPackage<AzureadClient> {
  return {
    name: "azuread",
    version: "6.9.1",
    framework: false,
    secretConfig: ["clientId", "clientSecret", "clientCertificatePassword"],
    resources: {
      "azuread:index/applicationApiAccess:ApplicationApiAccess": applicationApiAccess,
      "azuread:index/applicationPassword:ApplicationPassword": applicationPassword,
      "azuread:index/applicationRedirectUris:ApplicationRedirectUris": applicationRedirectUris,
      "azuread:index/applicationRegistration:ApplicationRegistration": applicationRegistration,
      "azuread:index/servicePrincipal:ServicePrincipal": servicePrincipal,
    },
    functions: { "azuread:index/getClientConfig:getClientConfig": getClientConfig },
    checkConfig: (config: Values) => {
      if (containsUnknown(config)) return;
      const settings = readSettings(config, surroundings.variables);
      cloudEndpoints(settings.environment);
      requireCredentials(settings);
    },
    configure: (config, signal) => connect(config, surroundings, signal),
  };
}
