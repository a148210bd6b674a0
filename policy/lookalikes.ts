import { ResourceType } from "../components/catalogue/resources.ts";
import { unjudgedAzuread } from "./azureadTypes.ts";

/** A family of resource types, by a pattern over the token in lower case, and what stays unjudged, as the end of a sentence. */
type Family = readonly [pattern: RegExp, why: string];

const FAMILIES: readonly Family[] = [
  [/^pulumi-[a-z]+:/, "a dynamic provider runs whatever its program says"],
  [/^(command|shell|null|external|ansible|terraform[\w-]*):/, "it runs whatever command or module it is given"],
  [
    /^(msgraph|microsoft365\w*|m365\w*|entra\w*|azureadb2c|azapi|restapi|http):/,
    "it sends whatever request it is given, to Microsoft Graph too",
  ],
  [
    /^azure(-native)?[^:]*:(authorization|managedidentity|graph)/,
    "it gives an application access to Azure, or lets a workload sign in",
  ],
  [
    /^azure(-native)?[^:]*:.*(deployment|script|runbook)/,
    "a template or a script may make applications, in Bicep with the Microsoft Graph extension",
  ],
  [/^azuredevops:.*serviceendpoint/, "a service connection makes an application with a secret, or uses one"],
  [/^vault:azure/, "it makes applications and secrets on request"],
  [/^kubernetes:helm/, "a chart deploys whatever its author says"],
  [
    /entra|azure-?ad\b|azuread|\baad|microsoft[.-]?graph|msgraph|service-?principal|app-?registration|app-?role|permission-?grant|federated-?(identity-?)?credential|directory-?role/,
    "by its name it makes an application of Microsoft Entra ID, or gives one access",
  ],
];

/** Providers whose applications, credentials and consents are not Entra's; only what the families above name is theirs. */
const OTHER_WORLDS =
  /^(pulumi|random|tls|time|aws[\w-]*|eks|gcp|google-native|oci|alicloud|kubernetes|docker[\w-]*|cloudflare|digitalocean|heroku|github|gitlab|datadog|newrelic|okta|auth0|keycloak|vault|azure[\w-]*):/;

/** In a type of somebody whom the pack does not know. */
const WORDS = /application|client-?secret|credential|consent|oauth|mailbox/;

/** The types of this project's own components: what is in them is judged, resource by resource. */
const OWN: readonly string[] = [ResourceType.MailApplication, ResourceType.ClientSecrets];

/** Why no policy judges a resource of this type, which may make an application or give one access; undefined where there is no such reason. */
export function unjudged(type: string): string | undefined {
  if (type.startsWith("azuread:")) return unjudgedAzuread(type);
  if (OWN.includes(type) || type.startsWith("pulumi:")) return undefined;
  const token = type.toLowerCase();
  const family = FAMILIES.find(([pattern]) => pattern.test(token));
  if (family !== undefined) return family[1];
  if (OTHER_WORLDS.test(token) || !WORDS.test(token)) return undefined;
  return "by its name it may make an application, or give one access";
}
