export { adobeCredentials, type AemInstance, aemInstances, type AemPlace } from "./aem.ts";
export { openCloudManager } from "./openCloudManager.ts";
export { RESTART } from "./patch.ts";
export { ENVIRONMENTS, PROGRAM } from "./state.ts";
