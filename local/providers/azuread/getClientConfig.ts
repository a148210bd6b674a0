import type { InvokeFunction } from "../package.ts";
import type { AzureadClient } from "./client.ts";

/** Who the provider is signed in as. */
export const getClientConfig: InvokeFunction<AzureadClient> = {
  schema: {},
  invoke: ({ caller: { tenantId, clientId, objectId } }) =>
    Promise.resolve({ clientId, id: `${tenantId}-${clientId}-${objectId}`, objectId, tenantId }),
};
