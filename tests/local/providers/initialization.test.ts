import type { ServiceError } from "@grpc/grpc-js";
import { describe, expect, it } from "@jest/globals";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";

import { azureadPackage } from "../../../local/providers/azuread/package.ts";
import { ProviderService } from "../../../local/providers/service.ts";
import type { Values } from "../../../local/providers/values.ts";
import { CALLER, CONFIG, type Script, scriptedGraph } from "./scriptedGraph.ts";
import { connectWire } from "./wire.ts";

const APP_ID = "/applications/22222222-2222-4333-8444-555555555555";
const KEY_ID = "33333333-2222-4333-8444-555555555555";
const SP = "/v1.0/servicePrincipals/44444444-2222-4333-8444-555555555555";
const CLIENT_ID = "66666666-2222-4333-8444-555555555555";

interface Unfinished {
  readonly message: string;
  readonly id: string;
  readonly properties: Values;
  readonly reasons: readonly string[];
}

const createUnfinished = (urn: string, properties: Values, script: Script): Promise<Unfinished> =>
  leaveUnfinished("Create", { urn, properties }, script);

/** Asks for something that is done but not finished, and reads what the engine would read of it. */
async function leaveUnfinished(method: string, request: Values, script: Script): Promise<Unfinished> {
  const { send } = scriptedGraph(script);
  const wire = await connectWire(
    new ProviderService(azureadPackage({ variables: {}, send, sleep: () => Promise.resolve() })),
  );
  try {
    await wire.configure(CONFIG);
    const error = await wire.call(method, request).then(
      () => undefined,
      (reason: unknown) => reason as ServiceError,
    );
    const [packed] = error?.metadata.get("grpc-status-details-bin") ?? [];
    const [any] = statusPb.Status.deserializeBinary(packed as Buffer).getDetailsList();
    const detail = any?.unpack(
      (bytes) => providerPb.ErrorResourceInitFailed.deserializeBinary(bytes),
      "pulumirpc.ErrorResourceInitFailed",
    );
    return {
      message: error?.details ?? "",
      id: detail?.getId() ?? "",
      properties: detail?.getProperties()?.toJavaScript() as Values,
      reasons: detail?.getReasonsList() ?? [],
    };
  } finally {
    wire.close();
  }
}

describe("a resource that was made but could not be finished", () => {
  it("is told of with its id and its secret, marked as one, so that no secret is lost", async () => {
    const application = { id: APP_ID.slice(14), passwordCredentials: [] };
    const unfinished = await createUnfinished(
      "urn:pulumi:dev::mail::azuread:index/applicationPassword:ApplicationPassword::p",
      { applicationId: APP_ID, displayName: "first" },
      {
        [`GET /v1.0${APP_ID}`]: [
          [200, application],
          [403, { error: { code: "Authorization_RequestDenied", message: "No." } }],
        ],
        [`POST /v1.0${APP_ID}/addPassword`]: [[200, { keyId: KEY_ID, secretText: "dummy-value" }]],
      },
    );
    expect(unfinished.id).toBe(`${APP_ID.slice(14)}/password/${KEY_ID}`);
    expect(unfinished.reasons).toEqual([unfinished.message]);
    expect(unfinished.message).toContain("Authorization_RequestDenied: No.");
    expect(unfinished.properties).toMatchObject({
      applicationId: APP_ID,
      displayName: "first",
      keyId: KEY_ID,
      value: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "dummy-value" },
    });
  });

  it("is told of with its id when a later step of its creation fails", async () => {
    const unfinished = await createUnfinished(
      "urn:pulumi:dev::mail::azuread:index/servicePrincipal:ServicePrincipal::sp",
      { clientId: CLIENT_ID, accountEnabled: true },
      {
        [`GET /v1.0/servicePrincipals?%24filter=appId+eq+%27${CLIENT_ID}%27`]: [[200, { value: [] }]],
        "POST /v1.0/servicePrincipals": [[201, { id: SP.slice(24) }]],
        [`PATCH ${SP}`]: [[204]],
        [`DELETE ${SP}/owners/${CALLER}/$ref`]: [
          [403, { error: { code: "Authorization_RequestDenied", message: "No." } }],
        ],
      },
    );
    expect(unfinished.id).toBe(SP.slice(5));
    expect(unfinished.properties).toMatchObject({ clientId: CLIENT_ID, accountEnabled: true, displayName: null });
    expect(unfinished.reasons).toHaveLength(1);
  });

  it("is told of with its id when it was adopted but may not be changed", async () => {
    const denied = { error: { code: "Authorization_RequestDenied", message: "No." } };
    const unfinished = await createUnfinished(
      "urn:pulumi:dev::mail::azuread:index/servicePrincipal:ServicePrincipal::sp",
      { clientId: CLIENT_ID, useExisting: true },
      {
        [`GET /v1.0/servicePrincipals?%24filter=appId+eq+%27${CLIENT_ID}%27`]: [
          [200, { value: [{ id: SP.slice(24) }] }],
        ],
        [`PATCH ${SP}`]: [[403, denied]],
      },
    );
    expect(unfinished.id).toBe(SP.slice(5));
    expect(unfinished.properties).toMatchObject({ clientId: CLIENT_ID, useExisting: true });
  });

  it("is told of when an application got its new secret and could not be read after", async () => {
    const state = { displayName: "mono", signInAudience: "AzureADMyOrg" };
    const news = { ...state, password: { displayName: "two" } };
    const denied = { error: { code: "Authorization_RequestDenied", message: "No." } };
    const urn = "urn:pulumi:dev::mail::azuread:index/application:Application::a";
    const unfinished = await leaveUnfinished(
      "Update",
      { urn, id: APP_ID, olds: state, news },
      {
        [`PATCH /v1.0${APP_ID}`]: [[204]],
        [`POST /v1.0${APP_ID}/addPassword`]: [[200, { keyId: KEY_ID, secretText: "dummy-value" }]],
        [`GET /v1.0${APP_ID}`]: [[403, denied]],
      },
    );
    expect(unfinished.id).toBe(APP_ID);
    expect(unfinished.properties.password).toMatchObject({
      displayName: "two",
      keyId: KEY_ID,
      value: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "dummy-value" },
    });
  });
});
