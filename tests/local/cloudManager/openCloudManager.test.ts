import { readFile } from "node:fs/promises";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";

import {
  type AemInstance,
  aemInstances,
  type AemPlace,
  ENVIRONMENTS,
  RESTART,
} from "../../../local/cloudManager/index.ts";
import { minutesLater, startAdobe, type TestAdobe, VARIABLES } from "./adobe.ts";

let adobe: TestAdobe;
beforeAll(async () => {
  adobe = await startAdobe();
});
afterAll(() => adobe.close());

afterEach(async () => {
  await adobe.order({ profiles: ["Deployment Manager"], pipeline: { running: false }, longestSecret: 2048 });
  minutesLater(adobe, 30);
});

const set = (...variables: object[]) => adobe.api("PATCH", VARIABLES, variables);
const form = (fields: Record<string, string>) =>
  adobe.send("POST", "/ims/token/v3", {
    body: new URLSearchParams({
      client_id: adobe.credentials.clientId,
      client_secret: adobe.credentials.clientSecret,
      grant_type: "client_credentials",
      scope: "openid",
      ...fields,
    }).toString(),
  });

describe("Adobe's sign-in", () => {
  it("refuses a client secret that was deleted in the Developer Console, until there is a good one", async () => {
    expect((await form({})).status).toBe(200);
    await adobe.order({ revoked: true });
    expect(await form({})).toMatchObject({ status: 400, body: { error: "invalid_client" } });
    await adobe.order({ revoked: false });
    expect((await form({})).status).toBe(200);
  });

  it("gives a token for 24 hours of the host's clock, and no longer", async () => {
    const authorization = `Bearer ${await adobe.imsToken()}`;
    minutesLater(adobe, 24 * 60 - 1);
    expect((await adobe.api("GET", "/programs", undefined, { authorization })).status).toBe(200);
    minutesLater(adobe, 1);
    const ended = await adobe.api("GET", "/programs", undefined, { authorization });
    expect([ended.status, ended.body]).toEqual([401, { error_code: "401013", message: "Oauth token is not valid" }]);
  });

  it.each([
    [{ client_secret: "p8e-other" }, "invalid_client"],
    [{ client_id: "other" }, "invalid_client"],
    [{ grant_type: "password" }, "unsupported_grant_type"],
    [{ scope: "" }, "invalid_scope"],
  ])("refuses %j", async (fields, error) => {
    const answer = await form(fields);
    expect([answer.status, answer.body.error]).toEqual([400, error]);
  });

  it("opens no Graph, nor does Entra's sign-in open Cloud Manager", async () => {
    const headers = { authorization: `Bearer ${await adobe.imsToken()}` };
    expect((await adobe.send("GET", "/v1.0/organization", { headers })).status).toBe(401);
    const authorization = `Bearer ${await adobe.tokenOf("administrator")}`;
    expect((await adobe.api("GET", "/programs", undefined, { authorization })).status).toBe(401);
  });

  it.each([
    [{ authorization: "" }, 401, "401010"],
    [{ "x-api-key": "other" }, 403, "403003"],
    [{ "x-gw-ims-org-id": "other@AdobeOrg" }, 403, "403025"],
  ])("stands before Cloud Manager: %j", async (headers, status, code) => {
    const answer = await adobe.api("GET", "/programs", undefined, headers);
    expect([answer.status, answer.body.error_code]).toEqual([status, code]);
  });
});

describe("variables", () => {
  it.each([
    [{ name: "A", value: "x" }, "length must be between 2 and 100"],
    [{ name: "A-B", value: "x" }, "must match"],
    [{ name: "AB", value: "x".repeat(2049) }, "length must be between 0 and 2048"],
    [{ name: "AB", value: "x", type: "number" }, "must be string or secretString"],
    [{ name: "AB", value: "x", service: "Author" }, "must be one of author, publish, preview"],
    [{ name: "AB" }, "length must be between 0 and 2048"],
  ])("are held to their limits (%#)", async (variable, words) => {
    const answer = await set(variable);
    expect(answer.status).toBe(400);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(answer.body.type).toBe("http://ns.adobe.com/adobecloud/validation-exception");
    expect(answer.text).toContain(words);
    expect((await adobe.api("GET", VARIABLES)).body._totalNumberOfItems).toBe(0);
  });

  it("of reserved names are ignored without a word", async () => {
    expect((await set({ name: "INTERNAL_X", value: "x" })).status).toBe(204);
    expect((await adobe.api("GET", VARIABLES)).body._totalNumberOfItems).toBe(0);
  });

  it("are 200 at most, and keep their type", async () => {
    const many = Array.from({ length: 200 }, (_, at) => ({ name: `V${at}`, value: "x" }));
    expect((await set(...many)).status).toBe(204);
    minutesLater(adobe, 30);
    expect((await set({ name: "ONE_MORE", value: "x" })).text).toContain("size must be between 0 and 200");
    expect((await set({ name: "V0", value: "x", type: "secretString" })).text).toContain("cannot be changed");
    expect((await set(...many.map(({ name }) => ({ name, value: "" })))).status).toBe(204);
  });

  it("change for a deployment manager alone", async () => {
    await adobe.order({ profiles: ["Developer"] });
    expect((await set({ name: "AB", value: "x" })).status).toBe(403);
    expect((await adobe.api("GET", VARIABLES)).status).toBe(200);
    await adobe.order({ profiles: [] });
    expect((await adobe.api("GET", VARIABLES)).status).toBe(403);
  });

  it("do not change while a pipeline runs, nor while the environment restarts", async () => {
    await adobe.order({ pipeline: { running: true } });
    const refused = await set({ name: "AB", value: "1" });
    expect([refused.status, refused.body.title]).toEqual([400, "Bad Request"]);
    await adobe.order({ pipeline: { running: false } });
    expect((await set({ name: "AB", value: "2" })).status).toBe(204);
    expect((await set({ name: "AB", value: "3" })).status).toBe(400);
    adobe.clock.now = new Date(adobe.clock.now.getTime() + RESTART.ready);
    expect((await set({ name: "AB", value: "" })).status).toBe(204);
  });
});

describe("the AEM that reads them", () => {
  const read = (service: AemPlace["service"] = "author"): Promise<AemInstance[]> =>
    aemInstances(adobe.folder, { ...adobe.where, service }, adobe.clock.now);
  const values = async (): Promise<unknown[]> => (await read()).map(({ variables }) => variables.TOKEN);

  it("reads at its start alone; old and new serve side by side for some minutes", async () => {
    await set({ name: "TOKEN", value: "first", type: "secretString" });
    minutesLater(adobe, 30);
    expect(await values()).toEqual(["first"]);
    await set({ name: "TOKEN", value: "second", type: "secretString" });
    expect(await values()).toEqual(["first"]);
    adobe.clock.now = new Date(adobe.clock.now.getTime() + RESTART.newServes);
    expect(await values()).toEqual(["first", "second"]);
    expect((await read()).map(({ ends }) => ends === undefined)).toEqual([false, true]);
    adobe.clock.now = new Date(adobe.clock.now.getTime() + RESTART.oldEnds - RESTART.newServes);
    expect(await values()).toEqual(["second"]);
  });

  it("reads what is set for its service before what is set for all", async () => {
    await set({ name: "TOKEN", value: "all" }, { name: "WHERE", value: "all" }).then(({ status }) => {
      // TOKEN is a secret by now.
      expect(status).toBe(400);
    });
    await set({ name: "WHERE", value: "all" }, { name: "WHERE", value: "here", service: "publish" });
    minutesLater(adobe, 30);
    expect((await read("publish"))[0]?.variables.WHERE).toBe("here");
    expect((await read("author"))[0]?.variables.WHERE).toBe("all");
  });
});

describe("/local/cloudManager", () => {
  it("adds programs and environments, and shows no secret", async () => {
    const shown = await adobe.order({
      programs: [{ id: "40002", name: "Second" }],
      environments: [{ id: "500009", program: "40002", name: "second-dev", type: "dev" }],
    });
    expect(shown.body.environments).toContainEqual(expect.objectContaining({ id: "500009", status: "ready" }));
    expect(shown.text).not.toContain(adobe.credentials.clientSecret);
    expect((await adobe.api("GET", "/program/40002/environment/500009")).body.name).toBe("second-dev");
    // An environment is its program's alone.
    expect((await adobe.api("GET", `/program/40002/environment/${ENVIRONMENTS.dev}`)).status).toBe(404);
  });

  it("is not for web pages", async () => {
    const headers = { origin: "https://elsewhere.example" };
    const answer = await adobe.send("POST", "/local/cloudManager", { body: { profiles: [] }, headers });
    expect(answer.status).toBe(403);
    expect((await adobe.api("GET", "/programs")).status).toBe(200);
  });

  it("outlives the process that serves it", async () => {
    await set({ name: "KEPT", value: "yes" });
    await adobe.restart();
    expect((await adobe.api("GET", VARIABLES)).text).toContain("KEPT");
    expect(JSON.parse(await readFile(adobe.stateFile, "utf8"))).toMatchObject({ version: 1 });
  });
});
