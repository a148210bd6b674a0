import type { LocalStack } from "../stack/localStack.ts";
import { UserError } from "../support/userError.ts";
import { operate } from "./engine/operate.ts";
import { localFolder, removeFolder, withLock } from "./folder.ts";
import { serve } from "./serve.ts";
import { attachTenant } from "./tenant/index.ts";

/** Stack local, by the real engine, with the tenant of this folder. */
export const localStack: LocalStack = {
  operate: (operation, stack, options) => {
    const folder = localFolder(stack);
    return withLock(folder, () => operate(operation, { ...options, folder }));
  },
  serve: (stack, port, json, log) => serve(localFolder(stack), port, json, log),
  async reset(stack) {
    const folder = localFolder(stack);
    const served = await attachTenant(folder.tenant);
    if (served !== undefined)
      throw new UserError(`The tenant of ${folder.root} is being served on ${served.url}. Stop that first (Ctrl-C).`);

    await withLock(folder, () => removeFolder(folder));
  },
};
