import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { CustomFetchOptions } from "openid-client";

import { type CertificateFiles, serverCertificate } from "../../local/tenant/server/certificates.ts";
import { signInHttp } from "../../signIn/http.ts";
import { tokenClient } from "../../signIn/tokenClient.ts";
import { CannotTell } from "../../support/userError.ts";
import { MAIL } from "../local/tenant/signIn/signInTenant.ts";
import { STALLS, startStalling } from "../support/stalling.ts";
import { type SignInApplication, startSignInApplication } from "./signInApplication.ts";

let application: SignInApplication;
const folder = mkdtempSync(join(tmpdir(), "sign-in-http-"));

beforeAll(async () => {
  application = await startSignInApplication();
});

afterAll(async () => {
  await application.close();
  rmSync(folder, { recursive: true, force: true });
});

const GET: CustomFetchOptions = { method: "GET", headers: {}, body: undefined, redirect: "manual" };

it("goes through the proxy of HTTPS_PROXY", async () => {
  const asked: string[] = [];
  const proxy = createServer().on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const before = process.env.HTTPS_PROXY;
  process.env.HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  try {
    const answer = await signInHttp(undefined).fetch("https://sign-in.example/x", GET);
    expect([answer.status, asked]).toEqual([502, ["sign-in.example:443"]]);
  } finally {
    if (before === undefined) delete process.env.HTTPS_PROXY;
    else process.env.HTTPS_PROXY = before;
    proxy.close();
  }
});

it("asks once, even when the server is not well: a code is good for one use", async () => {
  const { refreshToken = "" } = await application.tokens();
  const client = await application.client();
  const { t } = application.tenant;
  await t.send("POST", "/local/faults", { body: { kind: "serverError", count: 1, path: "/token" } });
  const before = t.logged.length;
  await expect(client.refresh(refreshToken, MAIL)).rejects.toThrow(
    /^localhost:\d+ does not work well at the moment, or has too much to do \(503\)\. Try again in some minutes\.$/,
  );
  expect(t.logged.slice(before).filter((line) => line.includes("/token"))).toHaveLength(1);
});

it("tells how far ahead this machine's clock is", async () => {
  const ca = application.tenant.t.tenant.environment.NODE_EXTRA_CA_CERTS;
  const http = signInHttp(ca, () => Date.now() + 3_600_000);
  expect(http.ahead()).toBe(0);
  await http.fetch(`${application.tenant.t.tenant.url}/local/status`, GET);
  expect(Math.round(http.ahead() / 60)).toBe(60);
});

describe.each(STALLS)("a sign-in host that keeps a client waiting (%s)", (how) => {
  it("is given up, with words that say so", async () => {
    const files = Object.fromEntries(["authority", "certificate", "key"].map((name) => [name, join(folder, name)]));
    const server = await startStalling(how, await serverCertificate(files as unknown as CertificateFiles, new Date()));
    try {
      const http = signInHttp(files.authority, Date.now, 300);
      const tokenUrl = `https://localhost:${server.port}/common/oauth2/v2.0/token`;
      const made = tokenClient({ tokenUrl, clientId: "c", clientSecret: "hush", http });
      await expect(made).rejects.toThrow(
        `localhost:${server.port} did not answer in time; most often a firewall drops the packets.\nWhat to do: `,
      );
      await expect(made).rejects.toBeInstanceOf(CannotTell);
      // The library's own limit, where that is the shorter one.
      const aborted = signInHttp(files.authority).fetch(`https://localhost:${server.port}/`, {
        ...GET,
        signal: AbortSignal.timeout(300),
      });
      await expect(aborted).rejects.toMatchObject({ code: "ETIMEDOUT" });
    } finally {
      await server.close();
    }
  });
});
