import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { textOf } from "../../../../../local/tenant/state/json.ts";
import { refusal, startTestTenant, type TestTenant } from "../../testTenant.ts";

const PATH = "/directory/deletedItems";
const DAY = 24 * 60 * 60 * 1000;

let t: TestTenant;
beforeAll(async () => {
  t = await startTestTenant();
});
afterAll(() => t.close());

/** A deleted application and its service principal, deleted with it. */
async function deletedPair(): Promise<{ id: string; appId: string; principal: string }> {
  const { id, appId } = await t.application();
  const { body } = await t.graph("POST", "/servicePrincipals", { body: { appId } });
  await t.graph("DELETE", `/applications/${id}`);
  return { id, appId, principal: textOf(body.id) };
}

const later = (days: number): void => {
  t.clock.now = new Date(t.clock.now.getTime() + days * DAY);
};

describe("/directory/deletedItems", () => {
  it("GET lists a deleted application once, with the date, and its service principal beside it", async () => {
    const { id, principal } = await deletedPair();
    const live = await t.graph("GET", `/applications/${id}`);
    const applications = await t.graph("GET", `${PATH}/microsoft.graph.application?%24select=id,deletedDateTime`);
    const principals = await t.graph("GET", `${PATH}/microsoft.graph.servicePrincipal?%24select=id`);
    const one = await t.graph("GET", `${PATH}/${id}`);
    expect(live.status).toBe(404);
    expect(applications.value).toEqual([{ id, deletedDateTime: t.clock.now.toISOString().replace(".000Z", "Z") }]);
    expect(principals.value).toEqual([{ id: principal }]);
    expect(one.body).toMatchObject({ "@odata.type": "#microsoft.graph.application", id, displayName: "Forms mail" });
  });

  it("POST {id}/restore brings back the application; the service principal needs its own", async () => {
    const { id, appId, principal } = await deletedPair();
    const early = await t.graph("POST", `${PATH}/${principal}/restore`);
    const restored = await t.graph("POST", `${PATH}/${id}/restore`);
    const still = await t.graph("GET", `/servicePrincipals/${principal}`);
    const second = await t.graph("POST", `${PATH}/${principal}/restore`);
    const back = await t.graph("GET", `/servicePrincipals/${principal}`);
    expect(refusal(early)).toBe(
      "400 Request_BadRequest: Invalid value specified for property 'appId' of resource 'ServicePrincipal'.",
    );
    expect([restored.status, still.status, second.status, back.status]).toEqual([200, 404, 200, 200]);
    expect(restored.body).toMatchObject({ id, appId, deletedDateTime: null });
    expect((await t.graph("GET", `/applications/${id}`)).status).toBe(200);
  });

  it("POST {id}/restore refuses a service principal or an identifier URI that was taken meanwhile", async () => {
    const { id, appId, principal } = await deletedPair();
    await t.graph("POST", `${PATH}/${id}/restore`);
    await t.graph("POST", "/servicePrincipals", { body: { appId } });
    expect((await t.graph("POST", `${PATH}/${principal}/restore`)).status).toBe(409);
    const uris = { displayName: "Uri", signInAudience: "AzureADMyOrg", identifierUris: ["api://taken"] };
    const first = await t.application(uris);
    await t.graph("DELETE", `/applications/${first.id}`);
    await t.application(uris);
    expect(refusal(await t.graph("POST", `${PATH}/${first.id}/restore`))).toMatch(/identifierUris already exists\.$/);
  });

  it("DELETE {id} purges for good", async () => {
    const { id, principal } = await deletedPair();
    const purged = await t.graph("DELETE", `${PATH}/${id}`);
    const answers = [
      await t.graph("GET", `${PATH}/${id}`),
      await t.graph("GET", `${PATH}/${principal}`),
      await t.graph("POST", `${PATH}/${id}/restore`),
      await t.graph("DELETE", `${PATH}/${id}`),
    ];
    expect(purged.status).toBe(204);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  it("DELETE {id} does not touch an application that lives", async () => {
    const { id } = await t.application();
    expect((await t.graph("DELETE", `${PATH}/${id}`)).status).toBe(404);
    expect((await t.graph("GET", `/applications/${id}`)).status).toBe(200);
  });

  it("keeps an item for thirty days and not a day longer", async () => {
    const { id } = await deletedPair();
    later(29.9);
    const kept = await t.graph("GET", `${PATH}/${id}`);
    later(0.2);
    const gone = await t.graph("GET", `${PATH}/${id}`);
    const tooLate = await t.graph("POST", `${PATH}/${id}/restore`);
    expect([kept.status, gone.status, tooLate.status]).toEqual([200, 404, 404]);
  });

  it("is closed to a client that owns nothing of it", async () => {
    const { id } = await t.application({ displayName: "Another's", signInAudience: "AzureADMyOrg" }, "administrator");
    await t.graph("DELETE", `/applications/${id}`, { as: "administrator" });
    expect((await t.graph("POST", `${PATH}/${id}/restore`)).status).toBe(403);
    expect((await t.graph("DELETE", `${PATH}/${id}`)).status).toBe(403);
    expect((await t.graph("POST", `${PATH}/${id}/restore`, { as: "administrator" })).status).toBe(200);
  });
});
