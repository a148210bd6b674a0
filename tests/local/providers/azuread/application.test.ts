import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { checkApplicationPlan } from "../../../../local/providers/azuread/applicationRules.ts";
import { list, object, text, UNKNOWN, type Values } from "../../../../local/providers/values.ts";
import { type Directory, GRAPH, startDirectory, TYPES } from "./directory.ts";

const IMAP = { id: "652390e4-393a-48de-9484-05f9b1212954", type: "Scope" };
const POP = { id: "d7b7f2d9-0f45-4ea1-9d42-e50810c06991", type: "Scope" };
const ROLE = {
  allowedMemberTypes: ["User"],
  description: "May run it",
  displayName: "Operator",
  id: "12345678-1234-4234-8234-123456789012",
  value: "operator",
};

let directory: Directory;

beforeAll(async () => {
  directory = await startDirectory();
});

afterAll(() => directory.close());

describe("an application as one resource", () => {
  const declared = (more: Values = {}): Values => ({
    displayName: "mono",
    signInAudience: "AzureADandPersonalMicrosoftAccount",
    api: { requestedAccessTokenVersion: 2 },
    requiredResourceAccesses: [{ resourceAppId: GRAPH, resourceAccesses: [IMAP] }],
    web: { redirectUris: ["https://a.example/x"], implicitGrant: { accessTokenIssuanceEnabled: true } },
    ...more,
  });

  it("is made with all its parts, and shows those nobody mentioned", async () => {
    const { id, values } = await directory.create(TYPES.application, declared());
    expect(id).toBe(`/applications/${text(values.objectId)}`);
    expect(values).toMatchObject({
      api: {
        knownClientApplications: [],
        mappedClaimsEnabled: false,
        oauth2PermissionScopes: [],
        requestedAccessTokenVersion: 2,
      },
      appRoleIds: {},
      appRoles: [],
      featureTags: [{ customSingleSignOn: false, enterprise: false, gallery: false, hide: false }],
      identifierUris: null,
      owners: null,
      password: null,
      publicClient: { redirectUris: [] },
      requiredResourceAccesses: [{ resourceAccesses: [IMAP], resourceAppId: GRAPH }],
      web: {
        homepageUrl: "",
        implicitGrant: { accessTokenIssuanceEnabled: true, idTokenIssuanceEnabled: false },
        logoutUrl: "",
        redirectUris: ["https://a.example/x"],
      },
    });
    const { inputs } = directory.service.check(TYPES.application, "it", {}, declared());
    expect(directory.service.diff(TYPES.application, values, inputs, []).changes).toEqual([]);
  });

  it("shows a changed permission and redirect URI where they are", async () => {
    const made = await directory.create(TYPES.application, declared());
    const news = declared({
      requiredResourceAccesses: [{ resourceAppId: GRAPH, resourceAccesses: [IMAP, POP] }],
      web: {
        redirectUris: ["https://a.example/x", "http://localhost/"],
        implicitGrant: { accessTokenIssuanceEnabled: true },
      },
    });
    const { inputs } = directory.service.check(TYPES.application, "it", {}, news);
    expect(directory.service.diff(TYPES.application, made.values, inputs, []).changes).toEqual([
      { path: "requiredResourceAccesses[0].resourceAccesses[1]", kind: "ADD", replace: false },
      { path: "web.redirectUris[1]", kind: "ADD", replace: false },
    ]);
    const changed = await directory.update(TYPES.application, made, news);
    expect(changed.values.requiredResourceAccesses).toEqual([{ resourceAccesses: [IMAP, POP], resourceAppId: GRAPH }]);
  });

  it("gets a secret with it, and a new one when the secret is declared otherwise", async () => {
    const made = await directory.create(TYPES.application, declared({ password: { displayName: "one" } }));
    const first = object(made.values.password);
    expect(text(first.value)).toHaveLength(40);
    const preview = await directory.service.update(
      TYPES.application,
      made.id,
      made.values,
      declared({ password: { displayName: "two" } }),
      true,
    );
    expect(preview.password).toMatchObject({ displayName: "two", keyId: UNKNOWN, value: UNKNOWN });
    const second = object(
      (await directory.update(TYPES.application, made, declared({ password: { displayName: "two" } }))).values.password,
    );
    expect(second.displayName).toBe("two");
    expect([second.keyId, second.value]).not.toContain(first.keyId);
    expect(second.value).not.toBe(first.value);
    const { body } = await directory.tenant.graph("GET", made.id);
    expect(list(body.passwordCredentials as Values[]).map((credential) => object(credential).keyId)).toEqual([
      second.keyId,
    ]);
  });

  it("changes and drops a role, which Entra allows only once it is disabled", async () => {
    const roles = (description: string): Values => declared({ appRoles: [{ ...ROLE, description }] });
    const made = await directory.create(TYPES.application, roles("May run it"));
    expect(made.values.appRoleIds).toEqual({ operator: ROLE.id });
    const changed = await directory.update(TYPES.application, made, roles("May run and mend it"));
    expect(changed.values.appRoles).toEqual([{ ...ROLE, description: "May run and mend it", enabled: true }]);
    const dropped = await directory.update(TYPES.application, changed, declared());
    expect(dropped.values).toMatchObject({ appRoleIds: {}, appRoles: [] });
  });

  it("keeps the owners that were asked for, and only those", async () => {
    const [user] = (await directory.tenant.graph("GET", "/users")).value;
    const made = await directory.create(TYPES.application, declared({ owners: [text(user?.id)] }));
    expect(made.values.owners).toEqual([user?.id]);
    const { value } = await directory.tenant.graph("GET", `${made.id}/owners`);
    expect(value.map(({ id }) => id)).toEqual([user?.id]);
  });

  it("is not made under a name that is taken, where that was asked for", async () => {
    const named = declared({ displayName: "only one", preventDuplicateNames: true });
    await directory.create(TYPES.application, named);
    await expect(directory.create(TYPES.application, named)).rejects.toThrow(
      'an existing application with name "only one"',
    );
  });

  it("is imported by its id, with what a program would have to say", async () => {
    const made = await directory.create(TYPES.application, declared());
    const read = await directory.service.read(TYPES.application, made.id, {}, {});
    expect(read?.inputs).toMatchObject({
      displayName: "mono",
      signInAudience: "AzureADandPersonalMicrosoftAccount",
      requiredResourceAccesses: [{ resourceAppId: GRAPH, resourceAccesses: [IMAP] }],
    });
    await directory.service.delete(TYPES.application, made.id, made.values);
    await expect(directory.service.read(TYPES.application, made.id, made.values, {})).resolves.toBeUndefined();
  });
});

describe("a plan of an application is refused", () => {
  const PERSONAL = { signInAudience: "AzureADandPersonalMicrosoftAccount", api: { requestedAccessTokenVersion: 2 } };
  const uris = (count: number): string[] => Array.from({ length: count }, (_, index) => `https://a.example/${index}`);
  const access = (count: number): Values => ({
    resourceAppId: GRAPH,
    resourceAccesses: Array.from({ length: count }, () => IMAP),
  });

  it.each([
    [
      "with tokens of version 1",
      { signInAudience: "PersonalMicrosoftAccount", api: { requestedAccessTokenVersion: 1 } },
      "`requested_access_token_version` must be 2",
    ],
    ["with a URN", { ...PERSONAL, identifierUris: ["urn:x:y"] }, "The URN scheme is not supported"],
    ["with 101 redirect URIs", { ...PERSONAL, web: { redirectUris: uris(101) } }, "no more than 100 URIs"],
    ["with a wildcard", { ...PERSONAL, web: { redirectUris: ["https://*.a.example/"] } }, "wildcard hosts"],
    ["with 31 permissions of one API", { ...PERSONAL, requiredResourceAccesses: [access(31)] }, "maximum of 30"],
    [
      "with 201 permissions",
      { ...PERSONAL, requiredResourceAccesses: Array.from({ length: 7 }, () => access(29)) },
      "maximum of 200",
    ],
    [
      "with a role and a scope of one value",
      { appRoles: [ROLE], api: { oauth2PermissionScopes: [{ id: GRAPH, value: "operator" }] } },
      'duplicate value found: "operator"',
    ],
    ["from the gallery", { templateId: GRAPH }, "does not make applications from the gallery: remove `templateId`"],
    ["with a logo", { logoImage: "iVBORw0KGgo=" }, "uploads no logos: remove `logoImage`"],
  ])("%s", (_what, planned, message) => {
    expect(() => {
      checkApplicationPlan(planned);
    }).toThrow(message);
  });

  it("not while it is within all bounds, or not known yet", () => {
    for (const planned of [
      { ...PERSONAL, web: { redirectUris: uris(100) }, requiredResourceAccesses: [access(30)] },
      { ...PERSONAL, api: UNKNOWN, templateId: UNKNOWN, logoImage: UNKNOWN },
    ]) {
      expect(() => {
        checkApplicationPlan(planned);
      }).not.toThrow();
    }
  });
});
