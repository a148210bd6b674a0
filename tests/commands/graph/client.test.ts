import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import type { Graph } from "../../../commands/graph/client.ts";
import { connect } from "../../../commands/graph/connect.ts";
import { type ScriptedEntra, startEntra } from "./entra.ts";

let entra: ScriptedEntra;
let graph: Graph;

beforeEach(async () => {
  entra = await startEntra();
  const variables = { ...entra.variables, ARM_CLIENT_ID: "client", ARM_CLIENT_SECRET: "hush" };
  ({ graph } = await connect({ config: {}, variables }));
});

afterEach(() => entra.close());

describe("the client of Microsoft Graph", () => {
  it("follows the pages of a collection in order", async () => {
    entra.answers.push(
      {
        status: 200,
        body: { value: [{ id: "a" }, { id: "b" }], "@odata.nextLink": `${entra.url}/v1.0/owners?$skip=2` },
      },
      { status: 200, body: { value: [{ id: "c" }] } },
    );
    await expect(graph.list("/owners", { $top: "2" })).resolves.toEqual([{ id: "a" }, { id: "b" }, { id: "c" }]);
    expect(entra.asked.map(({ path }) => path)).toEqual(["/v1.0/owners?%24top=2", "/v1.0/owners?$skip=2"]);
  });

  it("does not take its token to a next page on another host", async () => {
    entra.answers.push({
      status: 200,
      body: { value: [], "@odata.nextLink": "https://elsewhere.example/v1.0/owners" },
    });
    await expect(graph.list("/owners")).rejects.toThrow(`Microsoft Graph named a next page outside of ${entra.url}.`);
  });

  it("asks again when it was told to wait", async () => {
    entra.answers.push({ status: 429, headers: { "retry-after": "0" } }, { status: 200, body: { id: "a" } });
    await expect(graph.get("/applications/a")).resolves.toEqual({ id: "a" });
    expect(entra.asked).toHaveLength(2);
  });

  it("sends a body as JSON, and takes an empty answer", async () => {
    entra.answers.push({ status: 204, body: "" });
    await graph.post("/applications/a/removePassword", { keyId: "k" });
    expect(entra.asked).toEqual([
      expect.objectContaining({ method: "POST", path: "/v1.0/applications/a/removePassword", body: '{"keyId":"k"}' }),
    ]);
  });

  it("reads the beta version where it is asked for", async () => {
    entra.answers.push({ status: 200, body: {} });
    await graph.get("/applications/a", { $select: "createdByAppId" }, "beta");
    expect(entra.asked[0]?.path).toBe("/beta/applications/a?%24select=createdByAppId");
  });

  it.each([
    [
      { status: 403, body: { error: { code: "Authorization_RequestDenied", message: "Insufficient privileges." } } },
      "Microsoft Graph refused GET /users/x: 403 Authorization_RequestDenied: Insufficient privileges.",
      "Authorization_RequestDenied",
    ],
    [{ status: 400, body: "<html>no JSON</html>" }, "Microsoft Graph refused GET /users/x: 400", ""],
    [{ status: 404, body: [] }, "Microsoft Graph refused GET /users/x: 404", ""],
  ])("puts a refusal into words (%j)", async (answer, message, code) => {
    entra.answers.push(answer);
    await expect(graph.get("/users/x", { $select: "id" })).rejects.toMatchObject({
      name: "UserError",
      message,
      code,
      status: answer.status,
    });
  });
});
