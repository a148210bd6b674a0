import type { Backend } from "../stack/backend.ts";
import { isThere } from "../support/readIfThere.ts";

/**
 * Where stacks are deployed: stack local on this machine, all others on the person's own backend. The one place that imports what plays
 * Azure here, and only when stack local is asked for. Everything is loaded late, because Pulumi's Automation API takes longer to load than
 * most commands to run.
 */
export const backend: Backend = {
  async open(stack, options) {
    if (stack.isLocal) return (await import("../local/deployment.ts")).openLocalDeployment(stack, options);
    return (await import("../stack/deployment.ts")).openDeployment(stack, options);
  },
  async isAbsent(stack) {
    if (!stack.isLocal) return false;
    const { localFolder } = await import("../local/folder.ts");
    return !(await isThere(localFolder(stack).backend));
  },
  async local() {
    return (await import("../local/localStack.ts")).localStack;
  },
};
