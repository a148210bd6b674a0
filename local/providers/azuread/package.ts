import { azureadType } from "../../../components/catalogue/resources.ts";
import { cloudEndpoints } from "../../../entra/endpoints.ts";
import type { ProviderPackage } from "../package.ts";
import { containsUnknown, type Values } from "../values.ts";
import { application } from "./application.ts";
import { applicationApiAccess } from "./applicationApiAccess.ts";
import { applicationOwner } from "./applicationOwner.ts";
import { applicationPassword } from "./applicationPassword.ts";
import { applicationRedirectUris } from "./applicationRedirectUris.ts";
import { applicationRegistration } from "./applicationRegistration.ts";
import { type AzureadClient, connect, type Surroundings } from "./client.ts";
import { readSettings, requireCredentials } from "./configuration.ts";
import { delegatedPermissionGrant } from "./delegatedPermissionGrant.ts";
import { getClientConfig } from "./getClientConfig.ts";
import { getServicePrincipal } from "./getServicePrincipal.ts";
import { getUser } from "./getUser.ts";
import { servicePrincipal } from "./servicePrincipal.ts";

/** The stand-in for the azuread provider, for the resources that a mail application needs. */
export function azureadPackage(surroundings: Surroundings): ProviderPackage<AzureadClient> {
  return {
    name: "azuread",
    version: "6.9.1",
    framework: false,
    secretConfig: ["clientId", "clientSecret", "clientCertificatePassword"],
    resources: {
      [azureadType("Application")]: application,
      [azureadType("ApplicationApiAccess")]: applicationApiAccess,
      [azureadType("ApplicationOwner")]: applicationOwner,
      [azureadType("ApplicationPassword")]: applicationPassword,
      [azureadType("ApplicationRedirectUris")]: applicationRedirectUris,
      [azureadType("ApplicationRegistration")]: applicationRegistration,
      [azureadType("ServicePrincipal")]: servicePrincipal,
      [azureadType("ServicePrincipalDelegatedPermissionGrant")]: delegatedPermissionGrant,
    },
    functions: {
      "azuread:index/getClientConfig:getClientConfig": getClientConfig,
      "azuread:index/getServicePrincipal:getServicePrincipal": getServicePrincipal,
      "azuread:index/getUser:getUser": getUser,
    },
    checkConfig: (config: Values) => {
      if (containsUnknown(config)) return;
      const settings = readSettings(config, surroundings.variables);
      cloudEndpoints(settings.environment);
      requireCredentials(settings);
    },
    configure: (config, signal) => connect(config, surroundings, signal),
    within: (client, signal) => ({ ...client, graph: client.graph.within(signal) }),
  };
}
