import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { type Directory, EXCHANGE, GRAPH, objectIdOf, startDirectory, TYPES } from "./directory.ts";

const IMAP = "652390e4-393a-48de-9484-05f9b1212954";
const POP = "d7b7f2d9-0f45-4ea1-9d42-e50810c06991";

let directory: Directory;

beforeAll(async () => {
  directory = await startDirectory();
});

afterAll(() => directory.close());

describe("a registration", () => {
  it("is made as declared, changes in place, and is deleted softly", async () => {
    const made = await directory.registration({
      notes: "IMAP",
      requestedAccessTokenVersion: 2,
      signInAudience: "AzureADandPersonalMicrosoftAccount",
    });
    expect(made.id).toBe(`/applications/${objectIdOf(made)}`);
    expect(made.values).toMatchObject({
      notes: "IMAP",
      signInAudience: "AzureADandPersonalMicrosoftAccount",
      description: "",
      groupMembershipClaims: null,
    });
    const changed = await directory.update(TYPES.registration, made, {
      displayName: "renamed",
      signInAudience: "AzureADMyOrg",
      groupMembershipClaims: ["SecurityGroup"],
    });
    expect(changed.values).toMatchObject({
      displayName: "renamed",
      notes: "",
      signInAudience: "AzureADMyOrg",
      groupMembershipClaims: ["SecurityGroup"],
    });
    await directory.service.delete(TYPES.registration, made.id, changed.values);
    await expect(directory.service.read(TYPES.registration, made.id, changed.values, {})).resolves.toBeUndefined();
    const deleted = await directory.tenant.graph("GET", "/directory/deletedItems/microsoft.graph.application");
    expect(deleted.value.map(({ id }) => id)).toEqual([objectIdOf(made)]);
  });

  it("takes an update that changes nothing, with which the engine finishes what was left unfinished", async () => {
    const made = await directory.registration({ notes: "IMAP" });
    const updated = await directory.update(TYPES.registration, made, { displayName: "mail", notes: "IMAP" });
    expect(updated).toEqual(made);
  });

  it("shows what was changed by hand, in its state and its inputs", async () => {
    const made = await directory.registration();
    await directory.tenant.graph("PATCH", made.id, { body: { displayName: "by hand", notes: "found" } });
    const read = await directory.service.read(TYPES.registration, made.id, made.values, { displayName: "mail" });
    expect(read?.values).toMatchObject({ displayName: "by hand", notes: "found" });
    expect(read?.inputs).toEqual({ displayName: "by hand" });
  });

  it("is imported by its id", async () => {
    const made = await directory.registration({ notes: "kept" });
    const read = await directory.service.read(TYPES.registration, made.id, {}, {});
    expect(read?.inputs).toEqual({ __defaults: [], displayName: "mail", notes: "kept" });
    const { inputs } = directory.service.check(TYPES.registration, "mail", {}, read?.inputs ?? {});
    expect(directory.service.diff(TYPES.registration, read?.values ?? {}, inputs, []).changes).toEqual([]);
  });

  it("is not imported by anything else, and the refusal says by what", async () => {
    const read = directory.service.read(TYPES.registration, "mail", {}, {});
    await expect(read).rejects.toThrow('the id "mail" does not have the form /applications/{object id}');
  });

  it("that Entra refuses fails with Entra's words and leaves nothing behind", async () => {
    const made = directory.registration({
      displayName: "refused",
      signInAudience: "AzureADandPersonalMicrosoftAccount",
      requestedAccessTokenVersion: 1,
    });
    await expect(made).rejects.toThrow("Property api.requestedAccessTokenVersion is invalid.");
    const { value } = await directory.tenant.graph("GET", "/applications?$filter=displayName%20eq%20'refused'");
    expect(value).toEqual([]);
  });
});

describe("redirect URIs", () => {
  const declare = (applicationId: string, redirectUris: string[], type = "Web"): Record<string, string | string[]> => ({
    applicationId,
    redirectUris,
    type,
  });

  it("of one type are written, changed and removed without touching another's", async () => {
    const { id } = await directory.registration();
    const web = await directory.create(TYPES.redirectUris, declare(id, ["https://b.example/", "https://a.example/"]));
    const spa = await directory.create(TYPES.redirectUris, declare(id, ["https://spa.example/"], "SPA"));
    expect(web.id).toBe(`${id}/redirectUris/Web`);
    expect(web.values.redirectUris).toEqual(["https://a.example/", "https://b.example/"]);
    const changed = await directory.update(TYPES.redirectUris, web, declare(id, ["http://localhost"]));
    expect(changed.values.redirectUris).toEqual(["http://localhost"]);
    await directory.service.delete(TYPES.redirectUris, web.id, changed.values);
    await expect(directory.service.read(TYPES.redirectUris, web.id, changed.values, {})).resolves.toBeUndefined();
    const read = await directory.service.read(TYPES.redirectUris, spa.id, spa.values, {});
    expect(read?.values).toEqual(spa.values);
  });

  it("of a type that has some already are not taken over, and the refusal says how to import them", async () => {
    const { id } = await directory.registration();
    await directory.create(TYPES.redirectUris, declare(id, ["https://a.example/"]));
    const again = directory.create(TYPES.redirectUris, declare(id, ["https://b.example/"]));
    await expect(again).rejects.toThrow(`pulumi import ${TYPES.redirectUris} <name> ${id}/redirectUris/Web`);
    const read = await directory.service.read(TYPES.redirectUris, `${id}/redirectUris/Web`, {}, {});
    expect(read?.inputs).toEqual({ __defaults: [], ...declare(id, ["https://a.example/"]) });
  });
});

describe("API access", () => {
  const declare = (
    applicationId: string,
    apiClientId: string,
    scopeIds: string[],
  ): Record<string, string | string[]> => ({ applicationId, apiClientId, scopeIds });

  it("to several APIs at once is written without losing any", async () => {
    const { id } = await directory.registration();
    const apis = [GRAPH, EXCHANGE, "00000001-0000-0000-0000-000000000001", "00000001-0000-0000-0000-000000000002"];
    const made = await Promise.all(apis.map((api) => directory.create(TYPES.apiAccess, declare(id, api, [IMAP]))));
    const { body } = await directory.tenant.graph("GET", id);
    expect(
      (body.requiredResourceAccess as { resourceAppId: string }[]).map(({ resourceAppId }) => resourceAppId).sort(),
    ).toEqual(apis.toSorted());
    expect(made.map(({ values }) => values.roleIds)).toEqual([null, null, null, null]);
  });

  it("is changed and removed without touching the other APIs", async () => {
    const { id } = await directory.registration();
    const graph = await directory.create(TYPES.apiAccess, declare(id, GRAPH, [IMAP]));
    const exchange = await directory.create(TYPES.apiAccess, declare(id, EXCHANGE, [IMAP]));
    const changed = await directory.update(TYPES.apiAccess, graph, declare(id, GRAPH, [POP, IMAP]));
    expect(changed.values.scopeIds).toEqual([IMAP, POP]);
    await directory.service.delete(TYPES.apiAccess, graph.id, changed.values);
    await expect(directory.service.read(TYPES.apiAccess, graph.id, changed.values, {})).resolves.toBeUndefined();
    await expect(directory.service.read(TYPES.apiAccess, exchange.id, exchange.values, {})).resolves.toMatchObject({
      values: { scopeIds: [IMAP] },
    });
  });

  it("that is there already is not taken over", async () => {
    const { id } = await directory.registration();
    await directory.create(TYPES.apiAccess, declare(id, GRAPH, [IMAP]));
    await expect(directory.create(TYPES.apiAccess, declare(id, GRAPH, [POP]))).rejects.toThrow("needs to be imported");
  });

  it("that went away by hand cannot be changed, only made anew after a refresh", async () => {
    const { id } = await directory.registration();
    const graph = await directory.create(TYPES.apiAccess, declare(id, GRAPH, [IMAP]));
    await directory.tenant.graph("PATCH", id, { body: { requiredResourceAccess: [] } });
    await expect(directory.update(TYPES.apiAccess, graph, declare(id, GRAPH, [POP]))).rejects.toThrow(
      "could not identify existing API",
    );
  });
});
