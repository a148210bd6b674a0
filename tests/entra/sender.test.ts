import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { createSender } from "../../entra/sender.ts";
import { serverCertificate } from "../../local/tenant/server/certificates.ts";
import { type StallingServer, STALLS, startStalling } from "../support/stalling.ts";

let folder: string;
let server: StallingServer | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "provider-http-"));
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

describe("a request", () => {
  it.each(STALLS)("to a server that keeps it waiting is given up (%s)", async (how) => {
    const files = {
      authority: join(folder, "ca.pem"),
      certificate: join(folder, "cert.pem"),
      key: join(folder, "key.pem"),
    };
    server = await startStalling(how, await serverCertificate(files, new Date()));
    const url = `https://localhost:${server.port}/v1.0/applications`;
    const { signal } = new AbortController();
    const sent = createSender(files.authority, { request: 300 })({ method: "GET", url, signal });
    await expect(sent).rejects.toThrow(`localhost:${server.port} did not answer within 0.3 seconds, or not to the end`);
  });

  it("ends with the reason of who cancels it", async () => {
    server = await startStalling("silent", { certificate: "", key: "" });
    const cancellation = new AbortController();
    const url = `https://localhost:${server.port}/`;
    const sent = createSender(undefined)({ method: "GET", url, signal: cancellation.signal });
    cancellation.abort(new Error("the engine cancels"));
    await expect(sent).rejects.toThrow("the engine cancels");
  });
});
