import { readFileSync } from "node:fs";
import { request } from "node:http";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { filesIn } from "../../../../local/tenant/server/folder.ts";
import { listenOnLoopback } from "../../../../local/tenant/server/listen.ts";
import { isObject } from "../../../../local/tenant/state/json.ts";
import { refusal, startTestTenant, type TestTenant } from "../testTenant.ts";

let t: TestTenant;
beforeAll(async () => {
  t = await startTestTenant();
});
afterAll(() => t.close());

describe("every Graph answer", () => {
  it("carries Graph's content type and headers, and repeats the client's request id", async () => {
    const id = "9ad95b1a-6a9a-4c1f-93b1-7c1d1c2c3a11";
    const { headers } = await t.graph("GET", "/organization", { headers: { "client-request-id": id } });
    expect(headers["content-type"]).toBe(
      "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
    );
    expect(headers).toMatchObject({ "client-request-id": id, "odata-version": "4.0" });
    expect(headers["request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers["x-ms-ags-diagnostic"]).toMatch(/^\{"ServerInfo":/);
  });

  it("puts errors into Graph's envelope, with the ids of the headers and a date without zone", async () => {
    const { headers, body } = await t.send("GET", "/v1.0/organization");
    expect(isObject(body.error) ? body.error.innerError : undefined).toEqual({
      "client-request-id": headers["client-request-id"],
      date: t.clock.now.toISOString().slice(0, 19),
      "request-id": headers["request-id"],
    });
  });
});

describe("an answer's header Date", () => {
  it.each(["/local/status", "/v1.0/organization", "/metadata/endpoints"])(
    "is by the tenant's clock (%s)",
    async (path) => {
      const before = t.clock.now;
      t.clock.now = new Date(before.getTime() + 400 * 86_400_000);
      const { headers } = await t.send("GET", path);
      expect(Date.parse(headers.date ?? "")).toBe(t.clock.now.getTime());
      t.clock.now = before;
    },
  );
});

describe("a route that the tenant does not have", () => {
  it.each([
    ["GET", "/v1.0/groups"],
    ["POST", "/v1.0/$batch"],
    ["PUT", "/v1.0/applications/x/logo"],
    ["DELETE", "/v1.0/organization"],
    ["GET", "/beta/applications/x/synchronization"],
    ["POST", "/5f2c0c1e-6f0b-4d64-9d5e-2f3a7c1b8e90/oauth2/token"],
    ["GET", "/"],
    ["GET", "/local/elsewhere"],
  ])("answers 501 to %s %s by name", async (method, path) => {
    expect(refusal(await t.send(method, path))).toBe(
      `501 NotImplemented: ((local tenant: ${method} ${path} is not implemented; its README lists the routes that are))`,
    );
  });
});

describe("the server", () => {
  it("remembers the same on both addresses of loopback", async () => {
    const { certificate, key } = filesIn(t.folder);
    let made = 0;
    const { close } = await listenOnLoopback(
      0,
      { certificate: readFileSync(certificate, "utf8"), key: readFileSync(key, "utf8") },
      () => {
        made += 1;
        return () => undefined;
      },
    );
    await close();
    expect(made).toBe(1);
  });

  it("answers to the names of loopback and to no other host name", async () => {
    const statuses = await Promise.all(
      ["localhost", "127.0.0.1", "[::1]", "tenant.example"].map(
        async (host) => (await t.send("GET", "/local/status", { headers: { host: `${host}:8443` } })).status,
      ),
    );
    expect(statuses).toEqual([200, 200, 200, 421]);
  });

  it("speaks https alone", async () => {
    const outcome = new Promise((resolve) => {
      const call = request({ host: "127.0.0.1", port: t.tenant.port, path: "/local/status" });
      call.on("error", (error: NodeJS.ErrnoException) => {
        resolve(error.code);
      });
      call.on("response", (response) => {
        resolve(response.statusCode);
      });
      call.end();
    });
    expect(await outcome).toBe("ECONNRESET");
  });

  it("refuses a body of more than four megabytes", async () => {
    const answer = await t.graph("POST", "/applications", { body: { displayName: "x".repeat(4 * 1024 * 1024) } });
    expect(answer.status).toBe(413);
  });

  it("keeps /local from web pages", async () => {
    const answer = await t.send("DELETE", "/local/faults", { headers: { origin: "https://a.example" } });
    expect(answer.status).toBe(403);
  });

  it("logs method, path and status, never a query", async () => {
    await t.graph("GET", "/users?%24filter=mail+eq+%27private%40forms.example%27");
    expect(t.logged).toContain("GET /v1.0/users 200");
    expect(t.logged.join("\n")).not.toContain("private");
  });
});
