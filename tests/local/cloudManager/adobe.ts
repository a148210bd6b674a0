import { join } from "node:path";

import {
  type CloudManager,
  type CloudManagerOptions,
  type Environment,
  openCloudManager,
} from "../../../aem/cloudManager.ts";
import {
  adobeCredentials,
  ENVIRONMENTS,
  openCloudManager as neighbour,
  PROGRAM,
} from "../../../local/cloudManager/index.ts";
import type { Reply, Request } from "../../../local/tenant/http.ts";
import { filesIn } from "../../../local/tenant/server/folder.ts";
import type { OpenNeighbour } from "../../../local/tenant/server/neighbours.ts";
import { textOf } from "../../../local/tenant/state/json.ts";
import { type Answer, startTestTenant, type TestTenant } from "../tenant/testTenant.ts";

/** A tenant that serves Cloud Manager as well, and what a client of it needs. */
export interface TestAdobe extends TestTenant {
  readonly where: Environment;
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
  readonly authority: string;
  readonly stateFile: string;
  /** The token that Adobe's sign-in gives the technical account. */
  imsToken(): Promise<string>;
  /** A request of the technical account to Cloud Manager, below `/api`. */
  api(method: string, path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Acts as Adobe, as `/local/cloudManager` has it. */
  order(orders: object): Promise<Answer>;
  /** The product's client, which waits for nothing and tells nobody. */
  open(options?: Partial<CloudManagerOptions>): Promise<CloudManager>;
}

export const VARIABLES = `/program/${PROGRAM}/environment/${ENVIRONMENTS.dev}/variables`;

/** @param between what answers in Adobe's place, where it wants to */
export async function startAdobe(
  between: (request: Request) => Reply | undefined = () => undefined,
): Promise<TestAdobe> {
  const open: OpenNeighbour = () =>
    Promise.resolve({ answer: (request) => Promise.resolve(between(request)), idle: () => Promise.resolve() });
  const t = await startTestTenant([open, neighbour]);
  const { organization, ...credentials } = await adobeCredentials(t.folder);
  const authority = filesIn(t.folder).authority;

  const imsToken = async (): Promise<string> => {
    const form = new URLSearchParams({
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
      grant_type: "client_credentials",
      scope: "openid,AdobeID",
    });
    const { body } = await t.send("POST", "/ims/token/v3", { body: form.toString() });
    return textOf(body.access_token);
  };

  return {
    ...t,
    where: { organization, program: PROGRAM, environment: ENVIRONMENTS.dev },
    credentials,
    authority,
    stateFile: join(t.folder, "cloudManager.json"),
    imsToken,
    async api(method, path, body, headers) {
      return t.send(method, `/api${path}`, {
        ...(body === undefined ? {} : { body }),
        headers: {
          authorization: `Bearer ${await imsToken()}`,
          "x-api-key": credentials.clientId,
          "x-gw-ims-org-id": organization,
          ...headers,
        },
      });
    },
    order: (orders) => t.send("POST", "/local/cloudManager", { body: orders }),
    open: (options) =>
      openCloudManager({
        credentials,
        organization,
        localOrigin: t.tenant.url,
        certificateAuthority: authority,
        log: () => undefined,
        ...options,
      }),
  };
}

/** Moves the clock past a restart. */
export function minutesLater(adobe: TestAdobe, minutes: number): void {
  adobe.clock.now = new Date(adobe.clock.now.getTime() + minutes * 60_000);
}
