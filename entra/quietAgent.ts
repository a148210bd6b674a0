import { Agent } from "node:https";

/**
 * An agent that trusts one authority, and of which a log shows nothing. With AZURE_LOG_LEVEL=verbose Microsoft's library writes each request
 * into the log as JSON, its agent included, and with that the open connections and the headers that went over them: access tokens.
 */
export function quietAgent(ca: string | Buffer): Agent {
  return Object.assign(new Agent({ ca }), { toJSON: () => "[agent]" });
}
