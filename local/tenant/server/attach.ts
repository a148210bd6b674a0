import { request } from "node:https";
import { setTimeout as pause } from "node:timers/promises";

import { duration, LIMITS } from "../../../support/limits.ts";
import { readIfThereSync } from "../../../support/readIfThere.ts";
import { CannotTell } from "../../../support/userError.ts";
import { TENANT_ID } from "../state/seed.ts";
import { alreadyServed, dropRecord, filesIn, serverOf, type ServerRecord } from "./folder.ts";

const ASK_EVERY = 100;

/** What listens where the tenant of a folder should. */
type Presence = "here" | "other" | "silent";

/**
 * The port on which another process serves this folder's tenant; undefined where none does.
 * @param limit milliseconds that it has to answer
 * @throws CannotTell when what listens there does not answer
 */
export async function servedPort(folder: string, limit: number = LIMITS.tenant): Promise<number | undefined> {
  const record = serverOf(folder);
  if (record === undefined) return undefined;
  return (await isHere(folder, record, limit)) ? record.port : undefined;
}

/**
 * Makes sure that nobody serves the folder. A process that was killed leaves its entry behind, and its number may belong
 * to another by now: so an entry counts only if the process answers, a tenant that is just starting within `patience`.
 * @param patience milliseconds
 * @param limit milliseconds that one that listens has to answer
 * @throws Error when another process serves the folder, CannotTell when it does not answer
 */
export async function expectUnserved(folder: string, patience = 5000, limit: number = LIMITS.tenant): Promise<void> {
  for (let waited = 0; ; waited += ASK_EVERY) {
    const record = serverOf(folder);
    if (record === undefined) return;
    if (await isHere(folder, record, limit)) throw alreadyServed(folder, record);
    if (waited >= patience) break;
    await pause(ASK_EVERY);
  }
  dropRecord(folder);
}

/**
 * Whether that process serves the folder. One that takes a connection and says nothing may be suspended: it holds the folder's state in its
 * memory and writes it when it goes on, so nobody else may take the folder.
 */
async function isHere(folder: string, { pid, port }: ServerRecord, limit: number): Promise<boolean> {
  const presence = await ask(folder, port, pid, limit);
  if (presence !== "silent") return presence === "here";
  throw new CannotTell(
    `Process ${pid} serves the local tenant in ${folder} on port ${port}, and did not answer within ${duration(limit)}. It may be ` +
      `suspended (Ctrl-Z). Wake it: kill -CONT ${pid} (or fg in its shell). Or end it: kill -KILL ${pid}. Then run the command again.`,
  );
}

/** What listens there: it is the tenant of this folder if it holds the folder's certificate and names its process. */
function ask(folder: string, port: number, pid: number, limit: number): Promise<Presence> {
  return new Promise((resolve) => {
    const ca = readIfThereSync(filesIn(folder).authority);
    if (ca === undefined) {
      // The other process has only just begun.
      resolve("other");
      return;
    }
    const call = request({ host: "localhost", port, path: "/local/status", ca, agent: false });
    const end = (presence: Presence): void => {
      clearTimeout(timeout);
      resolve(presence);
      call.destroy();
    };
    // All of the answer, and not the silence alone.
    const timeout = setTimeout(end, limit, "silent");
    const other = (): void => {
      end("other");
    };
    call.on("error", other).on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("error", other).on("end", () => {
        end(text === JSON.stringify({ tenantId: TENANT_ID, pid }) ? "here" : "other");
      });
    });
    call.end();
  });
}
