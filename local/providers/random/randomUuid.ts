import { randomUUID } from "node:crypto";

import type { Resource } from "../package.ts";
import { computed, optional } from "../schema.ts";
import { isUuid } from "../validators.ts";

/** A UUID that stays until one of its keepers changes. It is its own id and lives in the state alone. */
export const randomUuid: Resource<null> = {
  schema: { keepers: optional("map", { forceNew: true }), result: computed("string") },
  idFault: (id) => isUuid(id, "id"),

  create() {
    const result = randomUUID();
    return Promise.resolve({ id: result, once: { result } });
  },

  read: (_client, id) => Promise.resolve({ result: id }),

  delete: () => Promise.resolve(),
};
