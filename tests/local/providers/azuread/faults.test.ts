import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";

import { InitializationError } from "../../../../local/providers/errors.ts";
import { type Directory, GRAPH, startDirectory, TYPES } from "./directory.ts";

let directory: Directory;

beforeAll(async () => {
  directory = await startDirectory();
});

afterEach(async () => {
  directory.onWait = () => Promise.resolve();
  await directory.tenant.send("DELETE", "/local/faults");
});

afterAll(() => directory.close());

async function fault(body: object): Promise<void> {
  expect((await directory.tenant.send("POST", "/local/faults", { body })).status).toBeLessThan(300);
}

describe("an application that does not exist", () => {
  const applicationId = "/applications/00000000-1111-4222-8333-444444444444";

  it.each([
    [TYPES.redirectUris, { applicationId, redirectUris: ["https://a.example/"], type: "Web" }],
    [TYPES.apiAccess, { applicationId, apiClientId: GRAPH, scopeIds: [GRAPH] }],
    [TYPES.password, { applicationId }],
    [TYPES.owner, { applicationId, ownerObjectId: GRAPH }],
  ])("is not waited for by %s", async (type, inputs) => {
    const waits = directory.waits.length;
    await expect(directory.create(type, inputs)).rejects.toThrow("unexpected status 404 (404 Not Found)");
    expect(directory.waits).toHaveLength(waits);
  });
});

// The last test cancels the service that all of them use.
describe("a directory that is", () => {
  it("throttling is asked again as late as it says", async () => {
    await fault({ kind: "throttling", count: 1, retryAfter: 3, method: "POST", path: "/applications" });
    await fault({ kind: "throttling", count: 2, method: "GET", path: "/applications" });
    await expect(directory.registration()).resolves.toMatchObject({ values: { displayName: "mail" } });
    expect(directory.waits).toEqual([3_000, 1_000, 2_000]);
  });

  it("failing for a while is asked again", async () => {
    await fault({ kind: "serverError", count: 3, status: 503, path: "/applications" });
    await expect(directory.registration()).resolves.toMatchObject({ values: { displayName: "mail" } });
  });

  it("slow to know what was made is waited for, by every resource of an application", async () => {
    await fault({ kind: "lateConsistency", count: 2, reads: 3 });
    const application = await directory.registration();
    const principal = await directory.create(TYPES.servicePrincipal, { clientId: application.values.clientId ?? "" });
    expect(principal.values.displayName).toBe("mail");
  });

  it("cutting connections is asked again for what may be asked twice", async () => {
    const application = await directory.registration();
    await fault({ kind: "dropConnection", count: 1, method: "GET", path: "/applications" });
    await expect(
      directory.service.read(TYPES.registration, application.id, application.values, {}),
    ).resolves.toBeDefined();
  });

  it("cutting the connection of a creation is not asked twice, so that nothing is made twice", async () => {
    await fault({ kind: "dropConnection", count: 1, method: "POST", path: "/applications", when: "after" });
    await expect(directory.registration({ displayName: "cut off" })).rejects.toThrow("creating application:");
    const { value } = await directory.tenant.graph("GET", "/applications?$filter=displayName%20eq%20'cut%20off'");
    expect(value).toHaveLength(1);
  });

  it("busy for longer than the resource may take is given up", async () => {
    const { inputs } = directory.service.check(TYPES.registration, "it", {}, { displayName: "slow" });
    await fault({ kind: "serverError", count: 1, status: 503, method: "POST", path: "/applications" });
    directory.onWait = (_milliseconds, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          reject(signal.reason as Error);
        });
      });
    await expect(directory.service.create(TYPES.registration, inputs, false, 0.001)).rejects.toThrow(
      "aborted due to timeout",
    );
  });

  it("not answering when the engine cancels ends the wait and tells what was made", async () => {
    directory.onWait = (_milliseconds, signal) => {
      directory.service.cancel();
      signal.throwIfAborted();
      return Promise.resolve();
    };
    await fault({ kind: "lateConsistency", count: 1, reads: 1_000 });
    const error = await directory.registration().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InitializationError);
    expect((error as InitializationError).id).toMatch(/^\/applications\/[0-9a-f-]{36}$/);
  });
});
