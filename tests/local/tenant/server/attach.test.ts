import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { expectUnserved, servedPort } from "../../../../local/tenant/server/attach.ts";
import { serverCertificate } from "../../../../local/tenant/server/certificates.ts";
import { filesIn, makeFolder } from "../../../../local/tenant/server/folder.ts";
import { CannotTell } from "../../../../support/userError.ts";
import { type StallingServer, STALLS, startStalling } from "../../../support/stalling.ts";

const BIN = join(import.meta.dirname, "..", "..", "..", "..", "bin", "aem-mail-oauth.js");
/** Milliseconds; what is waited for in vain never comes, however long that is. */
const SHORT = 300;

let root: string;
let folder: string;
let server: StallingServer | undefined;
let child: ChildProcess | undefined;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tenant-attach-"));
  folder = join(root, "tenant");
  makeFolder(folder);
});

afterEach(async () => {
  child?.kill("SIGKILL");
  await server?.close();
  [server, child] = [undefined, undefined];
  rmSync(root, { recursive: true, force: true });
});

/** Says that a process which is alive serves the folder there. */
function enter(port: number, pid = process.ppid): void {
  writeFileSync(filesIn(folder).record, JSON.stringify({ pid, port }));
}

describe("a process that holds the folder and does not answer", () => {
  it.each(STALLS)("is waited for no longer than the limit, and keeps the folder (%s)", async (how) => {
    server = await startStalling(how, await serverCertificate(filesIn(folder), new Date()));
    enter(server.port);
    for (const asked of [servedPort(folder, SHORT), expectUnserved(folder, 0, SHORT)]) {
      await expect(asked).rejects.toThrow(
        `Process ${String(process.ppid)} serves the local tenant in ${folder} on port ${server.port}, and did not answer within 0.3 ` +
          `seconds. It may be suspended (Ctrl-Z). Wake it: kill -CONT ${String(process.ppid)}`,
      );
      await expect(asked).rejects.toBeInstanceOf(CannotTell);
    }
    expect(existsSync(filesIn(folder).record)).toBe(true);
  });

  it("is nobody where the process is gone", async () => {
    const gone = spawn(process.execPath, ["-e", ""]);
    await once(gone, "exit");
    server = await startStalling("silent", await serverCertificate(filesIn(folder), new Date()));
    enter(server.port, gone.pid);
    await expect(servedPort(folder, SHORT)).resolves.toBeUndefined();
    await expectUnserved(folder, 0, SHORT);
  });
});

describe("a suspended `serve`", () => {
  it("is named, with the way to wake it, and serves on when it is woken", async () => {
    child = spawn(process.execPath, [BIN, "local", "serve", "--json", "--folder", root, "--port", "0"], {
      env: { ...process.env, NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout ?? child, "data");
    const { port } = JSON.parse(readFileSync(filesIn(folder).record, "utf8")) as { port: number };
    await expect(servedPort(folder)).resolves.toBe(port);

    child.kill("SIGSTOP");
    await stopped(child.pid);
    await expect(servedPort(folder, SHORT)).rejects.toThrow(`kill -CONT ${String(child.pid)}`);
    await expect(expectUnserved(folder, 0, SHORT)).rejects.toBeInstanceOf(CannotTell);

    child.kill("SIGCONT");
    await expect(servedPort(folder, 60_000)).resolves.toBe(port);
  });
});

/** A signal arrives when it arrives. */
async function stopped(pid = 0): Promise<void> {
  if (process.platform !== "linux") return pause(100);
  while (!readFileSync(`/proc/${pid}/stat`, "utf8").includes(") T ")) await pause(10);
}
