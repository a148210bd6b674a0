import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { differencesOf } from "../../../../commands/access/live/liveDifferences.ts";
import { readLiveApplication } from "../../../../commands/access/live/liveRead.ts";
import { liveSecrets } from "../../../../commands/repair/secrets/findings.ts";
import { strayApplications } from "../../../../commands/repair/secrets/strayApplications.ts";
import { straysOf } from "../../../../commands/repair/secrets/strays.ts";
import { API_IDS } from "../../../../components/catalogue/permissions.ts";
import { createGraph, type Graph } from "../../../../entra/graphClient.ts";
import { CannotTell } from "../../../../support/userError.ts";
import { damages, good, pairsOf, type Sent } from "./damage.ts";
import { CALLER_ID, DECLARED, live } from "./liveSample.ts";

const ORIGIN = "https://graph.example";
const RUNS = 3000;

const { registration, servicePrincipal } = live();
const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as Parameters<typeof good>[0];
const PERMISSIONS = [{ id: "p", value: "User.Read" }];
const GRANT = { id: "g", clientId: "principal", consentType: "Principal", principalId: "u1", resourceId: "api" };

/** Every answer that `access --live` reads of an application that is as declared, each with nothing but what decides. */
const ACCESS: Readonly<Record<string, Sent>> = {
  "/v1.0/applications/object": good(json({ ...registration, nativeAuthenticationApisEnabled: null })),
  "/beta/applications/object": good({ id: "object", createdByAppId: "deployer" }),
  "/v1.0/applications/object/owners": good({ value: [{ id: CALLER_ID }] }),
  "/v1.0/applications/object/federatedIdentityCredentials": good({ value: [] }),
  "/v1.0/servicePrincipals(appId='client')": good(json({ ...servicePrincipal, appId: "client" })),
  "/v1.0/servicePrincipals/principal/owners": good({ value: [] }),
  "/v1.0/servicePrincipals/principal/oauth2PermissionGrants": good({ value: [{ ...GRANT, scope: "User.Read" }] }),
  "/v1.0/servicePrincipals/principal/appRoleAssignments": good({ value: [] }),
  "/v1.0/servicePrincipals/principal/transitiveMemberOf": good({ value: [] }),
  "/v1.0/servicePrincipals/api": good({
    id: "api",
    appId: API_IDS.graph,
    displayName: "Microsoft Graph",
    oauth2PermissionScopes: PERMISSIONS,
    appRoles: [],
  }),
  "/v1.0/users/u1": good({ id: "u1", userPrincipalName: "forms@contoso.com" }),
};

/** The same for `rotate repair`. */
const REPAIR: Readonly<Record<string, Sent>> = {
  "/v1.0/applications/object": good(json({ id: "object", passwordCredentials: registration.passwordCredentials })),
  "/v1.0/applications": good({ value: [] }),
};

/** A Graph that answers by path, at once and without a network. */
function graphOf(routes: Readonly<Record<string, Sent>>): Graph {
  const http: HttpClient = {
    sendRequest(request) {
      const sent = routes[new URL(request.url).pathname];
      if (sent === undefined) throw new Error(`Nobody was to ask for ${request.url}.`);
      const headers = createHttpHeaders({
        ...(sent.type === "" ? {} : { "content-type": sent.type }),
        ...sent.headers,
      });
      return Promise.resolve({ request, status: sent.status, headers, bodyAsText: sent.body });
    },
  };
  const credential = {
    getToken: () => Promise.resolve({ token: "dummy", expiresOnTimestamp: Date.now() + 3_600_000 }),
  };
  return createGraph({ origin: ORIGIN, credential, pipeline: { retryOptions: { maxRetries: 0 } }, http });
}

async function isAsDeclared(routes: Readonly<Record<string, Sent>>): Promise<boolean> {
  const application = await readLiveApplication(graphOf(routes), "object");
  return differencesOf(DECLARED, application).length === 0 && application.unread.length === 0;
}

async function hasNoOthers(routes: Readonly<Record<string, Sent>>): Promise<boolean> {
  const graph = graphOf(routes);
  const applications = await strayApplications(graph, "name", "object");
  const strays = straysOf(await liveSecrets({ graph }, { objectId: "object" }), new Set(DECLARED.secrets.keys()));
  return applications.length === 0 && strays.length === 0;
}

describe.each([
  ["access --live", ACCESS, isAsDeclared],
  ["rotate repair", REPAIR, hasNoOthers],
] as const)("%s", (_, routes, allIsWell) => {
  it("says that all is well of good answers", async () => {
    await expect(allIsWell(routes)).resolves.toBe(true);
  });

  it("never says so when one answer is damaged, whichever and however", async () => {
    const met = new Map<string, number>(pairsOf(routes).map(([route, kind]) => [`${route}: ${kind}`, 0]));
    const pairs = met.size;
    await fc.assert(
      fc.asyncProperty(damages(routes), async ({ route, kind, spoilt }) => {
        met.set(`${route}: ${kind}`, (met.get(`${route}: ${kind}`) ?? 0) + 1);
        const outcome = await allIsWell({ ...routes, [route]: spoilt }).catch((error: unknown) => error);
        if (outcome !== false && !(outcome instanceof CannotTell))
          throw new Error(`${route}: ${kind}: ${String(outcome)}\n${JSON.stringify(spoilt)}`);
      }),
      // Each pair first once, so that none is left to chance.
      { numRuns: RUNS, examples: examplesOf(routes) },
    );
    expect([...met].filter(([, count]) => count === 0)).toEqual([]);
    expect(met.size).toBe(pairs);
  });

  it.each(Object.keys(routes))("does not ask for %s in vain", async (route) => {
    const { [route]: taken, ...others } = routes;
    expect(taken).toBeDefined();
    await expect(allIsWell(others)).rejects.toThrow(/Nobody was to ask for|cannot be reached/);
  });
});

function examplesOf(routes: Readonly<Record<string, Sent>>): [{ route: string; kind: string; spoilt: Sent }][] {
  return pairsOf(routes).map(([route, kind, damage]) => [
    { route, kind, spoilt: damage(routes[route] ?? good({}), 0.5, route) },
  ]);
}
