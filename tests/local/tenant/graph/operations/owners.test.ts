import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { textOf } from "../../../../../local/tenant/state/json.ts";
import { refusal, startTestTenant, type TestTenant } from "../../testTenant.ts";

const NOBODY = "00000000-0000-4000-8000-000000000000";

let t: TestTenant;
beforeAll(async () => {
  t = await startTestTenant();
});
afterAll(() => t.close());

const userId = async (): Promise<string> => textOf((await t.graph("GET", "/users/admin@forms.example")).body.id);
const reference = (id: string) => ({ body: { "@odata.id": `${t.tenant.url}/v1.0/directoryObjects/${id}` } });

/** The path of a new application's, and of its service principal's, owners. */
async function ownerPaths(): Promise<string[]> {
  const { id, appId } = await t.application();
  const principal = await t.graph("POST", "/servicePrincipals", { body: { appId } });
  return [`/applications/${id}/owners`, `/servicePrincipals/${textOf(principal.body.id)}/owners`];
}

describe("/applications/{id}/owners and /servicePrincipals/{id}/owners", () => {
  it("POST $ref adds, GET lists and filters, DELETE $ref takes away", async () => {
    const user = await userId();
    for (const path of await ownerPaths()) {
      const added = await t.graph("POST", `${path}/$ref`, reference(user));
      const all = await t.graph("GET", path);
      const one = await t.graph("GET", `${path}?%24filter=id+eq+%27${user}%27`);
      const removed = await t.graph("DELETE", `${path}/${user}/$ref`);
      const left = await t.graph("GET", path);
      expect([added.status, all.value.length, removed.status, left.value.length]).toEqual([204, 2, 204, 1]);
      expect(one.value).toEqual([
        expect.objectContaining({ "@odata.type": "#microsoft.graph.user", id: user, mail: "admin@forms.example" }),
      ]);
      expect(left.value[0]?.["@odata.type"]).toBe("#microsoft.graph.servicePrincipal");
    }
  });

  it("POST $ref refuses who owns it already, who does not exist, and what is no reference", async () => {
    const user = await userId();
    for (const path of await ownerPaths()) {
      await t.graph("POST", `${path}/$ref`, reference(user));
      const answers = [
        await t.graph("POST", `${path}/$ref`, reference(user)),
        await t.graph("POST", `${path}/$ref`, reference(NOBODY)),
        await t.graph("POST", `${path}/$ref`, { body: { "@odata.id": user } }),
      ];
      expect(answers.map(refusal)).toEqual([
        "400 Request_BadRequest: One or more added object references already exist for the following modified properties: 'owners'.",
        `404 Request_ResourceNotFound: Resource '${NOBODY}' does not exist or one of its queried reference-property objects are not present.`,
        "400 Request_BadRequest: Invalid URL format specified in payload.",
      ]);
    }
  });

  it("DELETE $ref answers 404 for who is no owner", async () => {
    const user = await userId();
    for (const path of await ownerPaths()) expect((await t.graph("DELETE", `${path}/${user}/$ref`)).status).toBe(404);
  });

  it("lets the maker manage its application after it gave up owning it", async () => {
    const { id } = await t.application();
    const me = textOf((await t.graph("GET", `/applications/${id}/owners`)).value[0]?.id);
    expect((await t.graph("DELETE", `/applications/${id}/owners/${me}/$ref`)).status).toBe(204);
    expect((await t.graph("DELETE", `/applications/${id}`)).status).toBe(204);
  });

  it("binds twenty owners at creation and no more", async () => {
    const user = await userId();
    const bind = Array<string>(21).fill(`${t.tenant.url}/v1.0/directoryObjects/${user}`);
    const answer = await t.graph("POST", "/applications", { body: { displayName: "x", "owners@odata.bind": bind } });
    expect(refusal(answer)).toMatch(/^400 Request_BadRequest: The maximum number of 20 links/);
  });
});
