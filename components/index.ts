/** The public surface: a component to use in programs of your own, and the rules behind it. */
export { SignInAudience } from "./catalogue/audiences.ts";
export { ClientSecrets, SecretUse, type ClientSecretsArgs, type ClientSecretStatus } from "./secrets/clientSecrets.ts";
export { Cloud, CLOUD_HOSTS, type CloudHosts } from "./catalogue/clouds.ts";
export { faultMessage, type Fault } from "./rules/faults.ts";
export {
  MailApplication,
  type ClientSecretArgs,
  type ImplicitGrantArgs,
  type MailApplicationArgs,
} from "./mailApplication.ts";
export { API_IDS, findPermission, PERMISSIONS, type Api, type Permission } from "./catalogue/permissions.ts";
export { Preset } from "./catalogue/presets.ts";
export { faultsOf, type ValidationContext } from "./rules/validation.ts";
