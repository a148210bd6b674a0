import type { Reply, Request } from "../http.ts";
import type { SigningKey } from "../tokens/keys.ts";

/** What a service besides Entra and Graph is given by the process that serves it. */
export interface Host {
  /** `https://localhost:8443`: one origin for all of them. */
  readonly url: string;
  /** Where the tenant keeps its files; a service keeps its own there, under a name of its own. */
  readonly folder: string;
  /** The key that Entra's access tokens are signed with. */
  readonly key: SigningKey;
  readonly clock: () => Date;
  /** One line, never a secret or a token. */
  readonly log: (line: string) => void;
}

/** A service besides Entra and Graph, such as a key vault. It sees no more of the tenant than its tokens, as in the cloud. */
export interface Neighbour {
  /** Undefined where the path is not its own. */
  answer(request: Request): Promise<Reply | undefined>;
  /** Resolves when nothing is being written any more. */
  idle(): Promise<void>;
}

/** @throws UserError when what it keeps cannot be read */
export type OpenNeighbour = (host: Host) => Promise<Neighbour>;
