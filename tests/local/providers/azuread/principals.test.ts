import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { object, text, type Values } from "../../../../local/providers/values.ts";
import { TENANT_ID } from "../../../../local/tenant/index.ts";
import { CLIENTS } from "../../../../local/tenant/state/seed.ts";
import { type Directory, GRAPH, objectIdOf, startDirectory, TYPES } from "./directory.ts";

let directory: Directory;

beforeAll(async () => {
  directory = await startDirectory();
});

afterAll(() => directory.close());

async function invoke(name: string, args: Values): Promise<Values> {
  const { result, failures } = await directory.service.invoke(`azuread:index/${name}:${name}`, args);
  expect(failures).toEqual([]);
  return result;
}

const userId = async (): Promise<string> => text((await directory.tenant.graph("GET", "/users")).value[0]?.id);

describe("a service principal", () => {
  it("is made for its application, changed in place, and deleted", async () => {
    const { values } = await directory.registration();
    const clientId = values.clientId ?? "";
    const made = await directory.create(TYPES.servicePrincipal, { clientId, notes: "n" });
    expect(made.values).toMatchObject({
      clientId,
      displayName: "mail",
      notes: "n",
      description: "",
      alternativeNames: null,
      owners: null,
    });
    const changed = await directory.update(TYPES.servicePrincipal, made, {
      clientId,
      tags: ["HideApp"],
      owners: [await userId()],
      samlSingleSignOn: { relayState: "/x" },
    });
    expect(changed.values).toMatchObject({
      notes: "",
      tags: ["HideApp"],
      owners: [await userId()],
      samlSingleSignOn: { relayState: "/x" },
    });
    expect(object((changed.values.featureTags as Values[])[0]).hide).toBe(true);
    await directory.service.delete(TYPES.servicePrincipal, made.id, changed.values);
    await expect(directory.service.read(TYPES.servicePrincipal, made.id, changed.values, {})).resolves.toBeUndefined();
  });

  it("that is there already is adopted when asked to, and else refused with the way to import it", async () => {
    const { values } = await directory.registration();
    const clientId = values.clientId ?? "";
    const first = await directory.create(TYPES.servicePrincipal, { clientId });
    const adopted = await directory.create(TYPES.servicePrincipal, { clientId, useExisting: true, notes: "adopted" });
    expect(adopted).toMatchObject({ id: first.id, values: { notes: "adopted", useExisting: true } });
    await expect(directory.create(TYPES.servicePrincipal, { clientId })).rejects.toThrow(`<name> ${first.id}`);
  });

  it("that somebody else deleted is deleted all the same where it was adopted", async () => {
    const { values } = await directory.registration();
    const made = await directory.create(TYPES.servicePrincipal, { clientId: values.clientId ?? "", useExisting: true });
    await directory.tenant.graph("DELETE", made.id);
    await expect(directory.service.delete(TYPES.servicePrincipal, made.id, made.values)).resolves.toBeUndefined();
  });
});

describe("an owner", () => {
  it("is added and removed; one who is there already is refused with the way to import them", async () => {
    const application = await directory.registration();
    const declared = { applicationId: application.id, ownerObjectId: await userId() };
    const made = await directory.create(TYPES.owner, declared);
    expect(made).toEqual({
      id: `${application.id}/owners/${declared.ownerObjectId}`,
      values: { ...declared, id: made.id },
    });
    await expect(directory.create(TYPES.owner, declared)).rejects.toThrow(`<name> ${made.id}`);
    await expect(directory.service.read(TYPES.owner, made.id, {}, {})).resolves.toMatchObject({
      inputs: { __defaults: [], ...declared },
    });
    await directory.service.delete(TYPES.owner, made.id, made.values);
    await expect(directory.service.read(TYPES.owner, made.id, made.values, {})).resolves.toBeUndefined();
  });
});

describe("a delegated permission grant", () => {
  it("is made for everybody or one user, changed in place, and removed", async () => {
    const { values } = await directory.registration();
    const principal = await directory.create(TYPES.servicePrincipal, { clientId: values.clientId ?? "" });
    const resource = await invoke("getServicePrincipal", { clientId: GRAPH });
    const declared = {
      servicePrincipalObjectId: objectIdOf(principal),
      resourceServicePrincipalObjectId: text(resource.objectId),
      claimValues: ["User.Read"],
    };
    const made = await directory.create(TYPES.grant, declared);
    expect(made.values).toEqual({ ...declared, userObjectId: "", id: made.id });
    const changed = await directory.update(TYPES.grant, made, { ...declared, claimValues: ["User.Read", "Mail.Read"] });
    expect(changed.values.claimValues).toEqual(["Mail.Read", "User.Read"]);
    const own = await directory.create(TYPES.grant, { ...declared, userObjectId: await userId() });
    expect(own.values.userObjectId).toBe(await userId());
    await directory.service.delete(TYPES.grant, made.id, changed.values);
    await expect(directory.service.read(TYPES.grant, made.id, changed.values, {})).resolves.toBeUndefined();
  });
});

describe("a look-up", () => {
  it("tells who the provider is signed in as", async () => {
    const { clientId, objectId, tenantId, id } = await invoke("getClientConfig", {});
    expect({ clientId, tenantId }).toEqual({ clientId: CLIENTS.deployer.appId, tenantId: TENANT_ID });
    expect(id).toBe(`${TENANT_ID}-${text(clientId)}-${text(objectId)}`);
  });

  it("finds a service principal by client id, name and object id, with its scopes by name", async () => {
    const byClient = await invoke("getServicePrincipal", { clientId: GRAPH });
    expect(byClient).toMatchObject({ clientId: GRAPH, displayName: "Microsoft Graph" });
    expect(object(byClient.oauth2PermissionScopeIds)["IMAP.AccessAsUser.All"]).toBe(
      "652390e4-393a-48de-9484-05f9b1212954",
    );
    await expect(invoke("getServicePrincipal", { displayName: "Microsoft Graph" })).resolves.toEqual(byClient);
    await expect(invoke("getServicePrincipal", { objectId: byClient.objectId ?? "" })).resolves.toEqual(byClient);
    await expect(invoke("getServicePrincipal", { displayName: "Nobody's" })).rejects.toThrow(
      `no service principal found matching filter: "displayName eq 'Nobody''s'"`,
    );
  });

  it("finds a user by each of their names", async () => {
    const [user] = (await directory.tenant.graph("GET", "/users?$select=id,mail,userPrincipalName,mailNickname")).value;
    const objectId = text(user?.id);
    const found = await invoke("getUser", { objectId });
    expect(found).toMatchObject({ id: `/users/${objectId}`, objectId, managerId: "" });
    for (const name of ["userPrincipalName", "mail", "mailNickname"])
      await expect(invoke("getUser", { [name]: text(user?.[name]) })).resolves.toEqual(found);

    await expect(invoke("getUser", { mail: "nobody@forms.example" })).rejects.toThrow(
      'user with mail "nobody@forms.example" was not found',
    );
  });

  it("of an unknown kind names the ones that there are", async () => {
    await expect(invoke("getGroup", {})).rejects.toThrow(
      /no function azuread:index\/getGroup:getGroup[^]*getClientConfig[^]*pulumi plugin install resource azuread 6.9.1/,
    );
  });
});
