import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { textOf } from "../../../../../local/tenant/state/json.ts";
import { refusal, startTestTenant, type TestTenant } from "../../testTenant.ts";

const NOBODY = "00000000-0000-4000-8000-000000000000";
const PATH = "/oauth2PermissionGrants";

let t: TestTenant;
beforeAll(async () => {
  t = await startTestTenant();
});
afterAll(() => t.close());

async function parties(): Promise<{ clientId: string; resourceId: string }> {
  const { appId } = await t.application();
  const client = await t.graph("POST", "/servicePrincipals", { body: { appId } });
  const graph = await t.graph("GET", "/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')");
  return { clientId: textOf(client.body.id), resourceId: textOf(graph.body.id) };
}

describe("/oauth2PermissionGrants", () => {
  it("POST creates, GET reads and filters, PATCH changes the scope, DELETE removes", async () => {
    const grant = { ...(await parties()), consentType: "AllPrincipals", scope: "IMAP.AccessAsUser.All" };
    const created = await t.graph("POST", PATH, {
      body: { "@odata.type": "#microsoft.graph.oAuth2PermissionGrant", ...grant },
    });
    const id = textOf(created.body.id);
    const patched = await t.graph("PATCH", `${PATH}/${id}`, { body: { id, scope: " SMTP.Send  openid " } });
    const read = await t.graph("GET", `${PATH}/${id}`);
    const listed = await t.graph("GET", `${PATH}?%24filter=clientId+eq+%27${grant.clientId}%27`);
    const ofClient = await t.graph("GET", `/servicePrincipals/${grant.clientId}/oauth2PermissionGrants`);
    const removed = await t.graph("DELETE", `${PATH}/${id}`);
    const gone = await t.graph("GET", `${PATH}/${id}`);
    expect([created.status, patched.status, removed.status, gone.status]).toEqual([201, 204, 204, 404]);
    expect(created.body).toMatchObject({ ...grant, principalId: null });
    expect(read.body).toMatchObject({ ...grant, scope: "SMTP.Send openid" });
    expect([listed.value.map((one) => one.id), ofClient.value.map((one) => one.id)]).toEqual([[id], [id]]);
  });

  it("holds one grant for all and one for each user, but none twice", async () => {
    const given = { ...(await parties()), scope: "openid" };
    const user = textOf((await t.graph("GET", "/users/forms@forms.example")).body.id);
    const create = (rest: object) => t.graph("POST", PATH, { body: { ...given, ...rest } });
    const answers = [
      await create({ consentType: "AllPrincipals" }),
      await create({ consentType: "Principal", principalId: user }),
      await create({ consentType: "AllPrincipals" }),
      await create({ consentType: "Principal", principalId: user }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 409, 409]);
    expect(answers.slice(2).map(refusal)).toEqual(
      Array(2).fill("409 Request_MultipleObjectsWithSameKeyValue: Permission entry already exists."),
    );
  });

  it("refuses parties that are not there, consent that fits nobody, and other changes than the scope", async () => {
    const given = { ...(await parties()), consentType: "AllPrincipals", scope: "openid" };
    const created = await t.graph("POST", PATH, { body: given });
    const other = await parties();
    const create = (rest: object) => t.graph("POST", PATH, { body: { ...given, ...other, ...rest } });
    const missing = `404 Request_ResourceNotFound: Resource '${NOBODY}' does not exist or one of its queried reference-property objects are not present.`;
    expect(
      [
        await create({ clientId: NOBODY }),
        await create({ resourceId: NOBODY }),
        await create({ consentType: "Everybody" }),
        await create({ consentType: "Principal" }),
        await create({ consentType: "Principal", principalId: NOBODY }),
        await create({ principalId: NOBODY }),
        await create({ scope: null }),
        await create({ colour: "red" }),
        await t.graph("PATCH", `${PATH}/${textOf(created.body.id)}`, { body: { consentType: "Principal" } }),
      ].map(refusal),
    ).toEqual([
      missing,
      missing,
      "400 Request_BadRequest: Invalid value specified for property 'consentType' of resource 'OAuth2PermissionGrant'.",
      "400 Request_BadRequest: A value is required for property 'principalId' of resource 'OAuth2PermissionGrant'.",
      missing,
      "400 Request_BadRequest: Invalid value specified for property 'principalId' of resource 'OAuth2PermissionGrant'.",
      "400 Request_BadRequest: A value is required for property 'scope' of resource 'OAuth2PermissionGrant'.",
      "400 Request_BadRequest: Invalid property 'colour'.",
      "400 Request_BadRequest: Property 'consentType' is read-only and cannot be set.",
    ]);
  });

  it("loses a client's grants with its service principal", async () => {
    const given = { ...(await parties()), consentType: "AllPrincipals", scope: "openid" };
    const { body } = await t.graph("POST", PATH, { body: given });
    await t.graph("DELETE", `/servicePrincipals/${given.clientId}`);
    expect((await t.graph("GET", `${PATH}/${textOf(body.id)}`)).status).toBe(404);
  });
});
