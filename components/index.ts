export { SignInAudience } from "./audiences.ts";
export { ClientSecrets, type ClientSecretsArgs, type ClientSecretStatus } from "./clientSecrets.ts";
export { Cloud } from "./clouds.ts";
export {
  MailApplication,
  type ClientSecretArgs,
  type ImplicitGrantArgs,
  type MailApplicationArgs,
} from "./mailApplication.ts";
export { Preset } from "./presets.ts";
