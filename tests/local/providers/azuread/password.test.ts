import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { text } from "../../../../local/providers/values.ts";
import { TENANT_ID } from "../../../../local/tenant/index.ts";
import { type Directory, type Made, startDirectory, TYPES } from "./directory.ts";

let directory: Directory;

beforeAll(async () => {
  directory = await startDirectory();
});

afterAll(() => directory.close());

async function signIn(application: Made, secret: Made): Promise<number> {
  const form = {
    client_id: text(application.values.clientId),
    client_secret: text(secret.values.value),
    grant_type: "client_credentials",
    scope: `${directory.tenant.tenant.url}/.default`,
  };
  return (await directory.tenant.token(form, TENANT_ID)).status;
}

describe("a secret", () => {
  it("signs the application in until it is removed, and only its state knows its value", async () => {
    const application = await directory.registration();
    await directory.create(TYPES.servicePrincipal, { clientId: application.values.clientId ?? "" });
    const endDate = new Date(directory.tenant.clock.now.getTime() + 90 * 86_400_000).toISOString().replace(".000", "");
    const secret = await directory.create(TYPES.password, {
      applicationId: application.id,
      displayName: "first",
      endDate,
    });
    expect(secret.id).toBe(`${application.id.slice(14)}/password/${text(secret.values.keyId)}`);
    expect(secret.values).toMatchObject({
      displayName: "first",
      endDate,
      endDateRelative: null,
      rotateWhenChanged: null,
    });
    expect(text(secret.values.value)).toHaveLength(40);
    await expect(signIn(application, secret)).resolves.toBe(200);
    const read = await directory.service.read(TYPES.password, secret.id, secret.values, {});
    expect(read?.values).toEqual(secret.values);
    await directory.service.delete(TYPES.password, secret.id, secret.values);
    await expect(signIn(application, secret)).resolves.toBe(401);
    await expect(directory.service.read(TYPES.password, secret.id, secret.values, {})).resolves.toBeUndefined();
  });

  it("that was left unfinished is finished by reading it, and keeps its value", async () => {
    const application = await directory.registration();
    const secret = await directory.create(TYPES.password, { applicationId: application.id, displayName: "first" });
    const unfinished = { ...secret.values, startDate: null, endDate: null };
    const news = { applicationId: application.id, displayName: "first" };
    const finished = await directory.service.update(TYPES.password, secret.id, unfinished, news, false);
    expect(finished).toEqual(secret.values);
  });

  it("lives two years where its end is given as a span, which the real provider does not send either", async () => {
    const application = await directory.registration();
    const secret = await directory.create(TYPES.password, { applicationId: application.id, endDateRelative: "240h" });
    const years =
      new Date(text(secret.values.endDate)).getUTCFullYear() - new Date(text(secret.values.startDate)).getUTCFullYear();
    expect(years).toBe(2);
  });

  it("is not imported: nobody tells its value again", async () => {
    const application = await directory.registration();
    const secret = await directory.create(TYPES.password, { applicationId: application.id });
    await expect(directory.service.read(TYPES.password, secret.id, {}, {})).resolves.toBeUndefined();
  });

  it("is replaced by whatever changes it", () => {
    const olds = {
      applicationId: "/applications/1",
      displayName: "a",
      endDate: "2027-05-20T00:00:00Z",
      endDateRelative: null,
      keyId: "k",
      rotateWhenChanged: null,
      startDate: "2026-05-20T00:00:00Z",
      value: "v",
    };
    const news = {
      applicationId: "/applications/2",
      displayName: "b",
      endDate: "2028-05-20T00:00:00Z",
      rotateWhenChanged: { a: "1" },
      startDate: "2027-05-20T00:00:00Z",
    };
    const { replaces, changes } = directory.service.diff(TYPES.password, olds, news, []);
    expect(replaces).toEqual(["applicationId", "displayName", "endDate", "rotateWhenChanged", "startDate"]);
    expect(changes.every(({ replace }) => replace)).toBe(true);
    expect(
      directory.service.diff(TYPES.password, olds, { ...olds, endDate: "2028-05-20T00:00:00Z" }, ["endDate"]).changes,
    ).toEqual([]);
  });
});
