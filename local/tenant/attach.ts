import { readFileSync } from "node:fs";
import { request } from "node:https";
import { setTimeout as pause } from "node:timers/promises";

import { alreadyServed, dropRecord, filesIn, serverOf } from "./folder.ts";
import { TENANT_ID } from "./seed.ts";

const ANSWER_WITHIN = 5000;
const ASK_EVERY = 100;

/** The port on which another process serves this folder's tenant, if it answers. */
export async function servedPort(folder: string): Promise<number | undefined> {
  const record = serverOf(folder);
  return record !== undefined && (await answers(folder, record.port, record.pid)) ? record.port : undefined;
}

/**
 * Makes sure that nobody serves the folder. A process that was killed leaves its entry behind, and its number may belong
 * to another by now: so an entry counts only if the process answers, a tenant that is just starting within `patience`.
 * @param patience milliseconds
 * @throws Error when another process serves the folder
 */
export async function expectUnserved(folder: string, patience = 5000): Promise<void> {
  for (let waited = 0; ; waited += ASK_EVERY) {
    const record = serverOf(folder);
    if (record === undefined) return;
    if (await answers(folder, record.port, record.pid)) throw alreadyServed(folder, record);
    if (waited >= patience) break;
    await pause(ASK_EVERY);
  }
  dropRecord(folder);
}

/** Whether what listens there is the tenant of this folder: it holds the folder's certificate and names its process. */
function answers(folder: string, port: number, pid: number): Promise<boolean> {
  return new Promise((resolve) => {
    const no = (): void => {
      resolve(false);
    };
    const ca = readAuthority(folder);
    if (ca === undefined) {
      no();
      return;
    }
    const call = request({ host: "localhost", port, path: "/local/status", ca, agent: false, timeout: ANSWER_WITHIN });
    call.on("error", no).on("timeout", () => call.destroy(new Error("No answer.")));
    call.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("error", no).on("end", () => {
        resolve(text === JSON.stringify({ tenantId: TENANT_ID, pid }));
      });
    });
    call.end();
  });
}

function readAuthority(folder: string): Buffer | undefined {
  try {
    return readFileSync(filesIn(folder).authority);
  } catch {
    // Not there yet: the other process has only just begun.
    return undefined;
  }
}
