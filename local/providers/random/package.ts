import type { ProviderPackage } from "../package.ts";
import { randomUuid } from "./randomUuid.ts";

/** The stand-in for the random provider. It needs nobody to sign in. */
export const randomPackage: ProviderPackage<null> = {
  name: "random",
  version: "4.21.2",
  framework: true,
  secretConfig: [],
  resources: { "random:index/randomUuid:RandomUuid": randomUuid },
  functions: {},
  checkConfig: () => undefined,
  configure: () => Promise.resolve(null),
  within: () => null,
};
