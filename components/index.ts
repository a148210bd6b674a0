/** The public surface: a component to use in programs of your own, and the rules behind it. */
export { SignInAudience } from "./audiences.ts";
export { ClientSecrets, SecretUse, type ClientSecretsArgs, type ClientSecretStatus } from "./clientSecrets.ts";
export { Cloud, CLOUD_HOSTS, type CloudHosts } from "./clouds.ts";
export { faultMessage, type Fault } from "./faults.ts";
export {
  MailApplication,
  type ClientSecretArgs,
  type ImplicitGrantArgs,
  type MailApplicationArgs,
} from "./mailApplication.ts";
export { API_IDS, findPermission, PERMISSIONS, type Api, type Permission } from "./permissions.ts";
export { Preset } from "./presets.ts";
export { faultsOf, type ValidationContext } from "./validation.ts";
