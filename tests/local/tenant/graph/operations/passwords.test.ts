import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { details, formOf, refusal, startTestTenant, type TestTenant } from "../../testTenant.ts";

const NOBODY = "00000000-0000-4000-8000-000000000000";
const DAY = 24 * 60 * 60 * 1000;

let t: TestTenant;
beforeAll(async () => {
  t = await startTestTenant();
});
afterAll(() => t.close());

const at = (days: number): string => new Date(t.clock.now.getTime() + days * DAY).toISOString().replace(".000Z", "Z");
const add = (id: string, passwordCredential: object = {}) =>
  t.graph("POST", `/applications/${id}/addPassword`, { body: { passwordCredential } });
const personal = () =>
  t.application({
    displayName: "Personal",
    signInAudience: "AzureADandPersonalMicrosoftAccount",
    api: { requestedAccessTokenVersion: 2 },
  });

describe("POST /applications/{id}/addPassword", () => {
  it("answers 200 with a value of Entra's form, told once", async () => {
    const { id } = await t.application();
    const answer = await add(id, { displayName: "first", endDateTime: at(180) });
    const read = await t.graph("GET", `/applications/${id}`);
    const { secretText, ...rest } = answer.body;
    const text = secretText as string;
    expect(answer.status).toBe(200);
    expect(text).toMatch(/^[A-Za-z0-9]{3}8Q~[\w~.-]{34}$/);
    expect(rest).toEqual({
      "@odata.context": `${t.tenant.url}/v1.0/$metadata#microsoft.graph.passwordCredential`,
      customKeyIdentifier: null,
      displayName: "first",
      endDateTime: at(180),
      hint: text.slice(0, 3),
      keyId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      startDateTime: at(0),
    });
    expect(read.body.passwordCredentials).toEqual([{ ...rest, secretText: null, "@odata.context": undefined }]);
  });

  it("lets a secret live two years when no end is asked for, with or without a body", async () => {
    const { id } = await t.application();
    const answers = [await add(id), await t.graph("POST", `/applications/${id}/addPassword`)];
    const end = new Date(t.clock.now);
    end.setUTCFullYear(end.getUTCFullYear() + 2);
    expect(answers.map(({ body }) => body.endDateTime)).toEqual(Array(2).fill(end.toISOString().replace(".000Z", "Z")));
  });

  it("refuses the third with personal accounts and none without", async () => {
    const [work, mixed] = [await t.application(), await personal()];
    const statuses = async (id: string) => [(await add(id)).status, (await add(id)).status, (await add(id)).status];
    expect(await statuses(work.id)).toEqual([200, 200, 200]);
    expect(await statuses(mixed.id)).toEqual([200, 200, 400]);
    const third = await add(mixed.id);
    expect(refusal(third)).toBe(
      "400 TooManyAppPasswords: Not allowed to add 3 passwords. You can only add a maximum of 2 passwords.",
    );
    const wider = await t.graph("PATCH", `/applications/${work.id}`, {
      body: { signInAudience: "AzureADandPersonalMicrosoftAccount", api: { requestedAccessTokenVersion: 2 } },
    });
    expect(refusal(wider)).toMatch(/^400 TooManyAppPasswords: Not allowed to add 3 passwords\./);
  });

  it("refuses an end that is over", async () => {
    const { id } = await t.application();
    expect(refusal(await add(id, { endDateTime: at(-1) }))).toBe(
      "400 Request_BadRequest: Key credential end date is invalid.",
    );
  });

  it("answers 404 for an application that is not there", async () => {
    expect((await add(NOBODY)).status).toBe(404);
  });
});

describe("POST /applications/{id}/removePassword", () => {
  it("answers 204 and takes that secret away", async () => {
    const { id } = await t.application();
    const [first, second] = [await add(id), await add(id)];
    const removed = await t.graph("POST", `/applications/${id}/removePassword`, { body: { keyId: first.body.keyId } });
    const { body } = await t.graph("GET", `/applications/${id}`);
    expect([removed.status, removed.text]).toEqual([204, ""]);
    expect(body.passwordCredentials).toEqual([expect.objectContaining({ keyId: second.body.keyId })]);
  });

  it("refuses an unknown keyId with 400, not 404, and a missing one", async () => {
    const { id } = await t.application();
    const unknown = await t.graph("POST", `/applications/${id}/removePassword`, { body: { keyId: NOBODY } });
    const missing = await t.graph("POST", `/applications/${id}/removePassword`, { body: {} });
    expect(refusal(unknown)).toBe(`400 Request_BadRequest: No password credential found with keyId '${NOBODY}'.`);
    expect(refusal(missing)).toBe("400 Request_BadRequest: A value is required for parameter 'keyId'.");
  });
});

describe("a secret's life", () => {
  it("ends at its date, on removal, and with its application", async () => {
    const { id, appId } = await t.application();
    await t.graph("POST", "/servicePrincipals", { body: { appId } });
    const [short, long] = [await add(id, { endDateTime: at(1) }), await add(id, { endDateTime: at(400) })];
    const codes = async (secret: unknown) => {
      const form = { ...formOf(t.folder, "deployer", `${t.tenant.url}/.default`), client_id: appId };
      const { status, body } = await t.token({ ...form, client_secret: secret as string });
      return [status, body.error_codes];
    };
    expect(await codes(short.body.secretText)).toEqual([200, undefined]);
    t.clock.now = new Date(t.clock.now.getTime() + 2 * DAY);
    expect(await codes(short.body.secretText)).toEqual([401, [7000222]]);
    expect(await codes(long.body.secretText)).toEqual([200, undefined]);
    expect(await codes(long.body.keyId)).toEqual([401, [7000215]]);
    await t.graph("POST", `/applications/${id}/removePassword`, { body: { keyId: short.body.keyId } });
    expect(await codes(short.body.secretText)).toEqual([401, [7000215]]);
    await t.graph("DELETE", `/applications/${id}`);
    expect(await codes(long.body.secretText)).toEqual([400, [700016]]);
  });
});

describe("PATCH /policies/defaultAppManagementPolicy", () => {
  const PATH = "/policies/defaultAppManagementPolicy";
  const restrict = (maxLifetime: string, isEnabled = true) =>
    t.graph("PATCH", PATH, {
      as: "administrator",
      body: {
        isEnabled,
        applicationRestrictions: { passwordCredentials: [{ restrictionType: "passwordLifetime", maxLifetime }] },
      },
    });

  it("caps the life of new secrets until it is switched off again", async () => {
    const { id } = await t.application();
    const on = await restrict("P90D");
    const tooLong = await add(id, { endDateTime: at(91) });
    const fits = await add(id, { endDateTime: at(90) });
    const policy = await t.graph("GET", PATH, { as: "administrator" });
    await restrict("P90D", false);
    const free = await add(id);
    expect([on.status, tooLong.status, fits.status, free.status]).toEqual([204, 400, 200, 200]);
    const message =
      "Credential lifetime exceeds the max value allowed as per assigned policy '00000000-0000-0000-0000-000000000000'.";
    expect(refusal(tooLong)).toBe(`400 CredentialInvalidLifetimeAsPerAppPolicy: ${message}`);
    expect(details(tooLong)).toEqual([{ code: "InvalidKeyEndDate", message, target: "EndDate" }]);
    expect(policy.body).toMatchObject({
      isEnabled: true,
      applicationRestrictions: {
        keyCredentials: [],
        passwordCredentials: [{ restrictionType: "passwordLifetime", maxLifetime: "P90D" }],
      },
    });
  });

  it("refuses what is no duration, unknown properties, and clients without the policy permission", async () => {
    const answers = [
      await restrict("90 days"),
      await t.graph("PATCH", PATH, { as: "administrator", body: { colour: "red" } }),
      await t.graph("PATCH", PATH, { body: { isEnabled: true } }),
    ];
    expect(answers.map(refusal)).toEqual([
      "400 Request_BadRequest: Cannot convert the literal '90 days' to the expected type 'Edm.Duration'.",
      "400 Request_BadRequest: Invalid property 'colour'.",
      "403 Authorization_RequestDenied: Insufficient privileges to complete the operation.",
    ]);
  });
});
