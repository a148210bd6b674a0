import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";

import { objectsOf } from "../../../../local/tenant/state/json.ts";
import { refusal, startTestTenant, type TestTenant } from "../testTenant.ts";

let t: TestTenant;
beforeAll(async () => {
  t = await startTestTenant();
});
afterAll(() => t.close());

afterEach(() => t.send("DELETE", "/local/faults"));

const fault = (body: object | string) => t.send("POST", "/local/faults", { body });
const read = () => t.graph("GET", "/organization");

describe("POST /local/faults", () => {
  it("throttles as many requests as told, with Retry-After and without", async () => {
    await t.tokenOf("deployer");
    await fault({ kind: "throttling", count: 1, retryAfter: 7 });
    await fault({ kind: "throttling", count: 1 });
    const answers = [await read(), await read(), await read()];
    expect(answers.map(({ status, headers }) => [status, headers["retry-after"]])).toEqual([
      [429, "7"],
      [429, undefined],
      [200, undefined],
    ]);
    expect(refusal(answers[0] ?? (await read()))).toBe("429 TooManyRequests: Too many requests.");
  });

  it("fails with the 5xx asked for, only where method and path fit", async () => {
    await fault({ kind: "serverError", status: 500, count: 2, method: "POST", path: "/addPassword" });
    const { id } = await t.application();
    const add = () => t.graph("POST", `/applications/${id}/addPassword`);
    const statuses = [await add(), await read(), await add(), await add()].map(({ status }) => status);
    expect(statuses).toEqual([500, 200, 500, 200]);
  });

  it("answers with any error of Graph's, a busy directory unless told otherwise", async () => {
    await fault({ kind: "graphError", method: "POST", path: "/servicePrincipals" });
    await fault({
      kind: "graphError",
      status: 403,
      code: "Directory_QuotaExceeded",
      message: "Too many.",
      path: "/users",
    });
    expect([
      refusal(await t.graph("POST", "/servicePrincipals", { body: {} })),
      refusal(await t.graph("GET", "/users")),
    ]).toEqual([
      "409 Directory_ConcurrencyViolation: Error due to concurrent requests being made to the tenant. Please wait briefly and retry.",
      "403 Directory_QuotaExceeded: Too many.",
    ]);
    expect((await t.graph("GET", "/users")).status).toBe(200);
  });

  it("drops the connection before a request takes effect, or after", async () => {
    const { id } = await t.application();
    const add = () => t.graph("POST", `/applications/${id}/addPassword`);
    const secrets = async () =>
      objectsOf((await t.graph("GET", `/applications/${id}`)).body.passwordCredentials).length;
    await fault({ kind: "dropConnection", path: "/addPassword" });
    await expect(add()).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(await secrets()).toBe(0);
    await fault({ kind: "dropConnection", path: "/addPassword", when: "after" });
    await expect(add()).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(await secrets()).toBe(1);
  });

  it("hides a new object for as many reads as told, and only new ones", async () => {
    const old = await t.application();
    await fault({ kind: "lateConsistency", count: 1, reads: 3 });
    const { id } = await t.application();
    const statuses = [];
    for (let attempt = 0; attempt < 4; attempt++) statuses.push((await t.graph("GET", `/applications/${id}`)).status);
    const next = await t.application();
    expect(statuses).toEqual([404, 404, 404, 200]);
    expect((await t.graph("GET", `/applications/${old.id}`)).status).toBe(200);
    expect((await t.graph("GET", `/applications/${next.id}`)).status).toBe(200);
  });

  it("lists what is switched on and ends it on DELETE", async () => {
    await fault({ kind: "throttling", count: 5, path: "/nowhere" });
    const listed = await t.send("GET", "/local/faults");
    const ended = await t.send("DELETE", "/local/faults");
    expect(listed.body).toEqual({ value: [{ kind: "throttling", count: 5, path: "/nowhere" }] });
    expect(ended.body).toEqual({ value: [] });
  });

  it.each([
    ["{", 'A fault is a JSON object: {"kind": "throttling", "count": 1}.'],
    [
      { kind: "rain" },
      "Unknown fault 'rain'. Allowed are throttling, serverError, graphError, dropConnection, lateConsistency, signInError.",
    ],
    [{ kind: "throttling", count: 0 }, "Invalid count '0'. A whole number from 1 on is needed."],
    [{ kind: "throttling", reads: "2" }, "Invalid reads '2': a number is needed."],
    [
      { kind: "throttling", times: 2 },
      "Unknown member 'times'. Allowed are kind, count, method, path, retryAfter, status, code, message, when, reads, aadsts, user, client.",
    ],
  ])("refuses %j", async (body, message) => {
    expect(refusal(await fault(body))).toBe(`400 Request_BadRequest: ${message}`);
  });
});
