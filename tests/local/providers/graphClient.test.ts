import { describe, expect, it } from "@jest/globals";

import type { HttpRequest, HttpResponse } from "../../../entra/sender.ts";
import { UnreadableAnswer } from "../../../local/providers/errors.ts";
import { GraphClient } from "../../../local/providers/graphClient.ts";

const BASE = "https://graph.example";

/** Answers in turn; an Error is a broken connection. */
function clientWith(answers: readonly (Partial<HttpResponse> | Error)[]): {
  graph: GraphClient;
  requests: HttpRequest[];
  waits: number[];
  cancellation: AbortController;
} {
  const requests: HttpRequest[] = [];
  const waits: number[] = [];
  const left = [...answers];
  const cancellation = new AbortController();
  const graph = new GraphClient({
    baseUrl: BASE,
    signal: cancellation.signal,
    token: () => Promise.resolve("dummy"),
    sleep: (milliseconds, signal) => {
      signal.throwIfAborted();
      waits.push(milliseconds);
      return Promise.resolve();
    },
    send: (request) => {
      requests.push(request);
      const answer = left.length > 1 ? left.shift() : left[0];
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve({ status: 200, statusText: "OK", retryAfter: undefined, body: "{}", ...answer });
    },
  });
  return { graph, requests, waits, cancellation };
}

const broken = (): Error => Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
const graphError = (code: string, message: string): string => JSON.stringify({ error: { code, message } });

describe("a request to Microsoft Graph", () => {
  it("carries the token and the query, and its body as JSON", async () => {
    const { graph, requests } = clientWith([{ body: '{"id":"1"}' }]);
    await expect(graph.get("/users", { query: { $filter: "mail eq 'a@b'" } })).resolves.toEqual({ id: "1" });
    await graph.post("/applications", { displayName: "a" });
    expect(requests.map(({ method, url, body }) => [method, url, body])).toEqual([
      ["GET", `${BASE}/v1.0/users?%24filter=mail+eq+%27a%40b%27`, undefined],
      ["POST", `${BASE}/v1.0/applications`, '{"displayName":"a"}'],
    ]);
    expect(requests[1]?.headers).toMatchObject({ authorization: "Bearer dummy", "content-type": "application/json" });
  });

  it("is sent again after 429 as late as Retry-After says, and else ever later, a minute at most", async () => {
    const { graph, waits } = clientWith([
      { status: 429, retryAfter: "7" },
      ...Array.from({ length: 8 }, () => ({ status: 503 })),
      { status: 200 },
    ]);
    await graph.patch("/applications/1", {});
    expect(waits).toEqual([7_000, 2_000, 4_000, 8_000, 16_000, 32_000, 61_000, 61_000, 61_000]);
  });

  it.each([
    [["3600"], []],
    [
      ["200", "100", "1"],
      [200_000, 100_000],
    ],
  ])("is not waited for longer than five minutes in all (Retry-After: %j)", async (asked, waited) => {
    const { graph, waits } = clientWith(asked.map((retryAfter) => ({ status: 429, retryAfter })));
    await expect(graph.get("/users")).rejects.toThrow(
      /asks to wait .* \(Retry-After\); 5 minutes are waited here in all/,
    );
    expect(waits).toEqual(waited);
  });

  it("is given up after sixteen attempts, with Graph's own words", async () => {
    const { graph, requests } = clientWith([
      { status: 503, statusText: "Service Unavailable", body: graphError("ServiceNotAvailable", "Busy.") },
    ]);
    await expect(graph.get("/users")).rejects.toThrow(
      "unexpected status 503 (503 Service Unavailable) with error: ServiceNotAvailable: Busy.",
    );
    expect(requests).toHaveLength(16);
  });

  it.each([400, 401, 403, 404, 409, 501])("is not sent again after %i, which does not pass", async (status) => {
    const { graph, requests } = clientWith([{ status }]);
    await expect(graph.get("/users")).rejects.toMatchObject({ status });
    expect(requests).toHaveLength(1);
  });

  it("is sent again after 404 and 409 where something was made just now", async () => {
    const { graph, requests } = clientWith([{ status: 404 }, { status: 409 }, {}]);
    await graph.patch("/applications/1", {}, { statuses: [404, 409] });
    expect(requests).toHaveLength(3);
  });

  it("is sent again after a 400 whose words say that it passes", async () => {
    const { graph, requests } = clientWith([
      { status: 400, body: graphError("Request_BadRequest", "not valid yet") },
      {},
    ]);
    await graph.post("/servicePrincipals", {}, { message: /not valid yet/ });
    expect(requests).toHaveLength(2);
  });

  it("is sent again after a broken connection only where that changes nothing twice", async () => {
    const reading = clientWith([broken(), {}]);
    await reading.graph.get("/users");
    expect(reading.requests).toHaveLength(2);
    const writing = clientWith([broken(), {}]);
    await expect(writing.graph.post("/applications", {})).rejects.toThrow("socket hang up");
    expect(writing.requests).toHaveLength(1);
  });

  it("reads a list page after page, but no page outside of Graph", async () => {
    const next = `${BASE}/v1.0/users?$skiptoken=2`;
    const { graph, requests } = clientWith([
      { body: JSON.stringify({ value: [{ id: "1" }], "@odata.nextLink": next }) },
      { body: '{"value":[{"id":"2"}]}' },
    ]);
    await expect(graph.list("/users")).resolves.toEqual([{ id: "1" }, { id: "2" }]);
    expect(requests[1]?.url).toBe(next);
    const stray = clientWith([
      { body: JSON.stringify({ value: [], "@odata.nextLink": "https://elsewhere.example/" }) },
    ]);
    await expect(stray.graph.list("/users")).rejects.toThrow("outside of https://graph.example");
    expect(stray.requests).toHaveLength(1);
  });

  it.each([
    "https://graph.example.evil/v1.0/users",
    "https://graph.examples/v1.0/users",
    "https://graph.example:8443/v1.0/users",
    "https://user@graph.example/v1.0/users",
  ])("takes its token to no other host: %s", async (next) => {
    const { graph, requests } = clientWith([{ body: JSON.stringify({ value: [], "@odata.nextLink": next }) }]);
    await expect(graph.list("/users")).rejects.toThrow("outside of https://graph.example");
    expect(requests).toHaveLength(1);
  });

  it("does not read the same page for ever", async () => {
    const next = `${BASE}/v1.0/users?$skiptoken=2`;
    const { graph, requests } = clientWith([{ body: JSON.stringify({ value: [], "@odata.nextLink": next }) }]);
    await expect(graph.list("/users")).rejects.toThrow("could not be read: its pages have no end");
    expect(requests).toHaveLength(2);
  });

  it.each([
    ["HTML", "<html>Sign in to the network</html>"],
    ["half of it", '{"id":"1","value":[{"id'],
    ["nothing", ""],
    ["a list", "[]"],
    ["an empty object", "{}"],
    ["null", "null"],
  ])("takes %s for no answer, neither of an object nor of a list", async (_, body) => {
    const { graph, requests } = clientWith([{ body }]);
    for (const asked of [graph.get("/applications/1"), graph.find("/applications/1"), graph.list("/users")]) {
      await expect(asked).rejects.toBeInstanceOf(UnreadableAnswer);
      await expect(asked).rejects.toThrow(/^the answer of graph\.example to GET .* could not be read: (?!.*network)/);
    }
    // What cannot be read once is not asked for again and again.
    expect(requests).toHaveLength(3);
  });

  it("takes no other object for the one that was asked for", async () => {
    const { graph } = clientWith([{ body: '{"id":"2"}' }]);
    await expect(graph.get("/applications/1")).rejects.toBeInstanceOf(UnreadableAnswer);
    await expect(graph.get("/applications/2")).resolves.toEqual({ id: "2" });
    await expect(graph.get("/applications/1", { query: { $select: "x" } })).resolves.toEqual({ id: "2" });
  });

  it.each([
    ["half of it", '{"id":"1","appId'],
    ["HTML", "<html></html>"],
    ["nothing", ""],
    ["no id", '{"appId":"a"}'],
    ["an empty id", '{"id":""}'],
  ])("says what may have been made when the answer is %s, and makes nothing twice", async (_, body) => {
    const { graph, requests } = clientWith([{ status: 201, body }]);
    const made = graph.make("/applications", {}, 'an application called "mail"');
    await expect(made).rejects.toThrow(
      /^the answer of graph\.example to POST \/v1\.0\/applications could not be read: .*may have been done all the same\. Look for an application called "mail" in the tenant/,
    );
    expect(requests).toHaveLength(1);
  });

  it("needs no answer to what only changes something, but none of somebody else's", async () => {
    const changed = clientWith([{ status: 204, body: "" }]).graph;
    await expect(changed.patch("/applications/1", {})).resolves.toBeUndefined();
    await expect(changed.delete("/applications/1")).resolves.toBeUndefined();
    const { graph } = clientWith([{ body: "<html></html>" }]);
    await expect(graph.patch("/applications/1", {})).rejects.toBeInstanceOf(UnreadableAnswer);
    await expect(graph.delete("/applications/1")).rejects.toBeInstanceOf(UnreadableAnswer);
  });

  it("finds nothing where there is nothing", async () => {
    const { graph } = clientWith([{ status: 404 }]);
    await expect(graph.find("/applications/1")).resolves.toBeUndefined();
    await expect(graph.findAll("/applications/1/owners")).resolves.toEqual([]);
  });
});

describe("waiting", () => {
  it("looks every second until it is so", async () => {
    const { graph, waits } = clientWith([{}]);
    let looks = 0;
    await graph.waitUntil("it", () => Promise.resolve(++looks === 3));
    expect(waits).toEqual([1_000, 1_000]);
  });

  it("ends after five minutes, saying for what", async () => {
    const { graph, waits } = clientWith([{}]);
    await expect(graph.waitUntil("the thing", () => Promise.resolve(false))).rejects.toThrow(
      "waiting for the thing: not seen within 5 minutes",
    );
    expect(waits).toHaveLength(300);
  });

  it("ends at once when the engine cancels", async () => {
    const { graph, waits, cancellation } = clientWith([{ status: 503 }]);
    cancellation.abort(new Error("cancelled"));
    await expect(graph.waitUntil("it", () => Promise.resolve(false))).rejects.toThrow("cancelled");
    await expect(graph.get("/users")).rejects.toMatchObject({ status: 503 });
    expect(waits).toEqual([]);
  });
});
