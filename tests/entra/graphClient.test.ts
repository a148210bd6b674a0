import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { connect } from "../../entra/connect.ts";
import { type Graph, MOST_PAGES } from "../../entra/graphClient.ts";
import { exactly, name, object, record } from "../../support/shape.ts";
import { CannotTell } from "../../support/userError.ts";
import { type Scripted, type ScriptedEntra, startEntra } from "./entra.ts";

const ONE = object({ id: name });

let entra: ScriptedEntra;
let graph: Graph;

beforeEach(async () => {
  entra = await startEntra();
  const variables = { ...entra.variables, ARM_CLIENT_ID: "client", ARM_CLIENT_SECRET: "hush" };
  ({ graph } = await connect({ config: { values: {}, isSecret: () => false }, variables, log: () => undefined }));
});

afterEach(() => entra.close());

const page = (ids: readonly string[], next?: unknown): Scripted => ({
  status: 200,
  body: { value: ids.map((id) => ({ id })), ...(next === undefined ? {} : { "@odata.nextLink": next }) },
});
const error = (code: string, message: string) => ({ error: { code, message } });

/** What an error has to say of an answer that is none: from where, with which status, and what to do. */
const UNREADABLE =
  /^localhost:\d+ answered GET \/v1\.0\/owners with \d+, but not as Microsoft Graph does: .+What to do: /s;

describe("the client of Microsoft Graph", () => {
  it("follows the pages of a collection in order", async () => {
    entra.answers.push(
      page(["a", "b"], `${entra.url}/v1.0/owners?$skip=2`),
      page([], `${entra.url}/v1.0/owners?$skip=3`),
    );
    entra.answers.push(page(["c"]));
    await expect(graph.list("/owners", ONE, { $top: "2" })).resolves.toEqual([{ id: "a" }, { id: "b" }, { id: "c" }]);
    expect(entra.asked.map(({ path }) => path)).toEqual([
      "/v1.0/owners?%24top=2",
      "/v1.0/owners?$skip=2",
      "/v1.0/owners?$skip=3",
    ]);
  });

  it.each([
    () => "https://elsewhere.example/v1.0/owners",
    () => `${entra.url}.elsewhere.example/v1.0/owners`,
    () => `${entra.url}x/v1.0/owners`,
    () => `${entra.url}/v1.0x/owners`,
    () => `${entra.url}/v1.0/../owners`,
    () => entra.url.replace("https://", "https://user@"),
    () => entra.url.replace("https:", "http:") + "/v1.0/owners",
    () => "/v1.0/owners?$skip=2",
  ])("does not take its token to a next page outside of Graph (%#)", async (next) => {
    entra.answers.push(page(["a"], next()));
    const listed = graph.list("/owners", ONE);
    await expect(listed).rejects.toThrow(`Microsoft Graph named a next page outside of ${entra.url}/v1.0`);
    await expect(listed).rejects.toBeInstanceOf(CannotTell);
    expect(entra.asked).toHaveLength(1);
  });

  it("does not go round in circles, nor on without end", async () => {
    entra.answers.push(page(["a"], `${entra.url}/v1.0/owners`));
    await expect(graph.list("/owners", ONE)).rejects.toThrow(UNREADABLE);
    expect(entra.asked).toHaveLength(1);
    const endless = Array.from({ length: MOST_PAGES + 1 }, (_, at) =>
      page([`i${at}`], `${entra.url}/v1.0/owners?$skip=${at}`),
    );
    entra.answers.push(...endless);
    await expect(graph.list("/owners", ONE)).rejects.toThrow(/its pages have no end/);
    expect(entra.asked).toHaveLength(1 + MOST_PAGES);
  });

  it("takes no page twice for two", async () => {
    entra.answers.push(page(["a"], `${entra.url}/v1.0/owners?$skip=1`), page(["a"]));
    await expect(graph.list("/owners", ONE)).rejects.toThrow(/the same object is in it twice/);
  });

  it.each<[string, Scripted]>([
    ["HTML", { status: 200, body: "<html>Sign in to the network</html>", headers: { "content-type": "text/html" } }],
    ["HTML that says it is JSON", { status: 200, body: "<html></html>" }],
    ["JSON that says it is HTML", { ...page(["a"]), headers: { "content-type": "text/html" } }],
    ["nothing", { status: 200, body: "" }],
    ["no content", { status: 204, body: "" }],
    ["half of it", { status: 200, body: '{"value":[{"id":"a"},{"id' }],
    ["an empty object", { status: 200, body: {} }],
    ["a list", { status: 200, body: [] }],
    ["null", { status: 200, body: "null" }],
    ["no list of objects", { status: 200, body: { value: ["a"] } }],
    ["an object without its id", { status: 200, body: { value: [{ id: "a" }, {}] } }],
    ["an object with an empty id", { status: 200, body: { value: [{ id: "" }] } }],
    ["a next page that is none", page(["a"], 7)],
    ["an error half-way", { status: 200, body: { value: [], ...error("generalException", "It broke.") } }],
    ["a redirect", { status: 302, body: "", headers: { location: "/login" } }],
    [
      "a refusal that is not Graph's",
      { status: 403, body: "<html>blocked</html>", headers: { "content-type": "text/html" } },
    ],
    ["an absence that is not Graph's", { status: 404, body: [] }],
  ])("never takes %s for a list", async (_, answer) => {
    entra.answers.push(answer);
    const listed = graph.list("/owners", ONE);
    await expect(listed).rejects.toThrow(UNREADABLE);
    await expect(listed).rejects.toBeInstanceOf(CannotTell);
    await expect(listed).rejects.not.toThrow(/network<|blocked|skip|hush/);
  });

  it("never takes another object for the one that was asked for", async () => {
    entra.answers.push({ status: 200, body: { id: "B" } }, { status: 200, body: { id: "A" } });
    await expect(graph.get("/owners", object({ id: exactly("a") }))).rejects.toThrow(UNREADABLE);
    await expect(graph.get("/owners", object({ id: exactly("a") }))).resolves.toEqual({ id: "A" });
  });

  it("asks again when it was told to wait", async () => {
    entra.answers.push({ status: 429, headers: { "retry-after": "0" } }, { status: 200, body: { id: "a" } });
    await expect(graph.get("/applications/a", ONE)).resolves.toEqual({ id: "a" });
    expect(entra.asked).toHaveLength(2);
  });

  it("sends a body as JSON, and takes an empty answer", async () => {
    entra.answers.push({ status: 204, body: "" });
    await graph.post("/applications/a/removePassword", { keyId: "k" });
    expect(entra.asked).toEqual([
      expect.objectContaining({ method: "POST", path: "/v1.0/applications/a/removePassword", body: '{"keyId":"k"}' }),
    ]);
  });

  it.each<Scripted>([
    { status: 200, body: "<html>Sign in to the network</html>", headers: { "content-type": "text/html" } },
    { status: 200, body: {} },
  ])("does not take %j for done", async (answer) => {
    entra.answers.push(answer);
    const posted = graph.post("/applications/a/removePassword", { keyId: "k" });
    await expect(posted).rejects.toThrow(/It does not show whether anything was changed\./);
    await expect(posted).rejects.toBeInstanceOf(CannotTell);
  });

  it("reads the beta version where it is asked for", async () => {
    entra.answers.push({ status: 200, body: {} });
    await graph.get("/applications/a", record, { $select: "createdByAppId" }, "beta");
    expect(entra.asked[0]?.path).toBe("/beta/applications/a?%24select=createdByAppId");
  });

  it("puts a refusal into words", async () => {
    entra.answers.push({ status: 403, body: error("Authorization_RequestDenied", "Insufficient privileges.") });
    await expect(graph.get("/users/x", record, { $select: "id" })).rejects.toMatchObject({
      name: "UserError",
      message: "Microsoft Graph refused GET /users/x: 403 Authorization_RequestDenied: Insufficient privileges.",
      code: "Authorization_RequestDenied",
      status: 403,
    });
  });

  it("does not take a Graph that is busy for one that refuses", async () => {
    const busy = { status: 503, headers: { "retry-after": "0" }, body: error("ServiceNotAvailable", "Busy.") };
    entra.answers.push(busy, busy, busy, busy);
    const asked = graph.get("/users/x", record);
    await expect(asked).rejects.toThrow(/could not answer GET \/v1\.0\/users\/x \(503 ServiceNotAvailable: Busy\.\)/);
    await expect(asked).rejects.toBeInstanceOf(CannotTell);
  });
});
