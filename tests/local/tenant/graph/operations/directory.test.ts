import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { textOf } from "../../../../../local/tenant/state/json.ts";
import { refusal, startTestTenant, type TestTenant } from "../../testTenant.ts";

const NOBODY = "00000000-0000-4000-8000-000000000000";

let t: TestTenant;
beforeAll(async () => {
  t = await startTestTenant();
});
afterAll(() => t.close());

describe("/users", () => {
  it("GET lists the seeded users with Graph's default properties", async () => {
    const { value } = await t.graph("GET", "/users");
    expect(value.map(({ userPrincipalName }) => userPrincipalName)).toEqual([
      "forms@forms.example",
      "admin@forms.example",
      "nora@forms.example",
      "pat.personal_outlook.example#EXT#@aemformslocal.onmicrosoft.com",
    ]);
    expect(value[0]).toEqual({
      businessPhones: [],
      displayName: "Forms Mailbox",
      givenName: "Forms",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      jobTitle: null,
      mail: "forms@forms.example",
      mobilePhone: null,
      officeLocation: null,
      preferredLanguage: null,
      surname: "Mailbox",
      userPrincipalName: "forms@forms.example",
    });
  });

  it("GET finds one by filter, by principal name, by id, and shows what $select asks for", async () => {
    const filtered = await t.graph("GET", "/users?%24filter=userPrincipalName+eq+%27FORMS%40forms.example%27");
    const named = await t.graph("GET", "/users/forms%40forms.example");
    const id = textOf(named.body.id);
    const chosen = await t.graph(
      "GET",
      `/users/${id}?%24select=id,accountEnabled,userType,otherMails,onPremisesSyncEnabled`,
    );
    expect(filtered.value.map((user) => user.id)).toEqual([id]);
    expect(chosen.body).toMatchObject({
      accountEnabled: true,
      id,
      onPremisesSyncEnabled: null,
      otherMails: [],
      userType: "Member",
    });
    expect(Object.keys(chosen.body)).toHaveLength(6);
  });

  it("GET shows a personal account as a guest", async () => {
    const { value } = await t.graph("GET", "/users?%24filter=userType+eq+%27Guest%27&%24select=mail,externalUserState");
    expect(value).toEqual([{ externalUserState: "Accepted", mail: "pat.personal@outlook.example" }]);
  });

  it("GET /users/{id}/manager answers 404: nobody has one", async () => {
    expect(refusal(await t.graph("GET", "/users/forms@forms.example/manager"))).toBe(
      "404 Request_ResourceNotFound: Resource 'manager' does not exist or one of its queried reference-property objects are not present.",
    );
  });

  it("PATCH turns an account off and on, and changes nothing else", async () => {
    const patch = (body: object, as: "administrator" | "deployer" = "administrator") =>
      t.graph("PATCH", "/users/nora@forms.example", { as, body });
    const enabled = async () =>
      (await t.graph("GET", "/users/nora@forms.example?$select=accountEnabled")).body.accountEnabled;
    expect([(await patch({ accountEnabled: false })).status, await enabled()]).toEqual([204, false]);
    expect([(await patch({ accountEnabled: true })).status, await enabled()]).toEqual([204, true]);
    const refused = [
      await patch({ accountEnabled: "no" }),
      await patch({ jobTitle: "x" }),
      await patch({}, "deployer"),
    ];
    expect(refused.map(({ status }) => status)).toEqual([400, 501, 403]);
  });

  it("POST /users/{id}/revokeSignInSessions moves the moment from which sign-ins count, for who may", async () => {
    const path = "/users/nora@forms.example";
    const revoke = (as: "administrator" | "deployer") => t.graph("POST", `${path}/revokeSignInSessions`, { as });
    const answers = [await revoke("administrator"), await revoke("deployer")];
    expect(answers.map(({ status, body }) => [status, body.value])).toEqual([
      [200, true],
      [403, undefined],
    ]);
    const { body } = await t.graph("GET", `${path}?$select=signInSessionsValidFromDateTime`);
    expect(body.signInSessionsValidFromDateTime).toBe(t.clock.now.toISOString());
  });

  it("GET answers 404 for who is not there and 403 to a client without roles", async () => {
    expect((await t.graph("GET", `/users/${NOBODY}`)).status).toBe(404);
    expect((await t.graph("GET", "/users", { as: "unprivileged" })).status).toBe(403);
  });
});

describe("/directoryObjects", () => {
  it("GET {id} tells users, service principals and applications apart", async () => {
    const application = await t.application();
    const user = textOf((await t.graph("GET", "/users/forms@forms.example")).body.id);
    const principal = textOf((await t.graph("GET", "/servicePrincipals?%24select=id&%24top=1")).value[0]?.id);
    const ids = [user, principal, application.id];
    const types = await Promise.all(
      ids.map(async (id) => (await t.graph("GET", `/directoryObjects/${id}`)).body["@odata.type"]),
    );
    const some = await t.graph("POST", "/directoryObjects/getByIds", {
      body: { ids: [...ids, NOBODY], types: ["user", "application"] },
    });
    expect(types).toEqual([
      "#microsoft.graph.user",
      "#microsoft.graph.servicePrincipal",
      "#microsoft.graph.application",
    ]);
    expect(some.value.map(({ id }) => id)).toEqual([user, application.id]);
  });

  it("GET {id} answers 404 for what is not there", async () => {
    expect((await t.graph("GET", `/directoryObjects/${NOBODY}`)).status).toBe(404);
  });
});

describe("/organization", () => {
  it("GET names the tenant and its domains, in the list and by id", async () => {
    const { value } = await t.graph("GET", "/organization");
    const one = await t.graph("GET", "/organization/5f2c0c1e-6f0b-4d64-9d5e-2f3a7c1b8e90");
    expect(value).toHaveLength(1);
    expect(value[0]).toMatchObject({
      displayName: "AEM Forms (local)",
      id: "5f2c0c1e-6f0b-4d64-9d5e-2f3a7c1b8e90",
      verifiedDomains: [
        { isDefault: true, isInitial: false, name: "forms.example" },
        { isDefault: false, isInitial: true, name: "aemformslocal.onmicrosoft.com" },
      ],
    });
    expect(one.body).toMatchObject(value[0] ?? {});
    expect((await t.graph("GET", `/organization/${NOBODY}`)).status).toBe(404);
  });
});
