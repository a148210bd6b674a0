import type { Reply, Request } from "../tenant/http.ts";
import type { Host, Neighbour, OpenNeighbour } from "../tenant/server/neighbours.ts";
import { callerOf, requireAllowed } from "./access.ts";
import { errorReply, JSON_HEADERS, noMethod, VaultError } from "./errors.ts";
import { requireApiVersion, requireSecretName } from "./input.ts";
import { type Operation, OPERATIONS } from "./operations.ts";
import { openStore, type Store } from "./store.ts";

/** A key vault, its secrets alone: learn.microsoft.com/rest/api/keyvault/secrets. README.md says what it does not do. */
export const openKeyVault: OpenNeighbour = (host) => {
  const store = openStore(host.folder);
  const vault: Neighbour = {
    async answer(request) {
      const [first] = request.segments;
      if (first !== "secrets" && first !== "deletedsecrets") return undefined;
      try {
        return await answer(request, store, host);
      } catch (error) {
        if (error instanceof VaultError) return errorReply(error);
        throw error;
      }
    },
    idle: () => store.idle(),
  };
  return Promise.resolve(vault);
};

async function answer(request: Request, store: Store, host: Host): Promise<Reply | undefined> {
  const found = operationOf(request);
  if (found === undefined) return undefined;
  // Before all else: who is not signed in learns where to sign in, and nothing more.
  const caller = await callerOf(request.headers.authorization, host);
  const { operation, name, version } = found;
  if (operation === undefined) throw noMethod(request.method);
  requireApiVersion(request.url.searchParams);
  if (name !== "") requireSecretName(name);
  await requireAllowed(caller, operation.action, name, host);
  const { body, url: address } = request;
  const now = Math.floor(host.clock().getTime() / 1000);
  const call = { name, version, body, address, now, url: host.url };
  const answered = operation.writes
    ? await store.mutate((state) => operation.run(state, call))
    : operation.run(store.current, call);
  return answered === undefined
    ? { status: 204, headers: JSON_HEADERS }
    : { status: 200, headers: JSON_HEADERS, body: answered };
}

interface Found {
  /** Undefined where the path is one of ours, and the method is not for it. */
  readonly operation: Operation | undefined;
  readonly name: string;
  readonly version: string;
}

/** Undefined where this vault has no such path: backup, restore. */
function operationOf({ method, segments }: Request): Found | undefined {
  const [first = "", name = "", version = "", ...more] = segments;
  if (more.length > 0) return undefined;
  const isWord = (first === "secrets" && version === "versions") || version === "recover";
  const path = [first, name === "" ? "" : "*", version === "" ? "" : isWord ? version : "*"]
    .filter((part) => part !== "")
    .join("/");
  const known = Object.keys(OPERATIONS).some((key) => key.endsWith(` ${path}`));
  return known ? { operation: OPERATIONS[`${method} ${path}`], name, version: isWord ? "" : version } : undefined;
}
