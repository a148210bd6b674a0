import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { CustomFetchOptions } from "openid-client";

import { signInHttp } from "../../../commands/consent/http.ts";
import { MAIL } from "../../local/tenant/signIn/signInTenant.ts";
import { type SignInApplication, startSignInApplication } from "./signInApplication.ts";

let application: SignInApplication;

beforeAll(async () => {
  application = await startSignInApplication();
});

afterAll(() => application.close());

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
    /^localhost:\d+ is not well at the moment, or has too much to do \(503\)\. Try again in some minutes\.$/,
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
