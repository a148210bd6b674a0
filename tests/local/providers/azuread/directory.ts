import type { AzureadClient } from "../../../../local/providers/azuread/client.ts";
import { azureadPackage } from "../../../../local/providers/azuread/package.ts";
import type { Sleep } from "../../../../local/providers/retry.ts";
import { ProviderService } from "../../../../local/providers/service.ts";
import { text, type Values } from "../../../../local/providers/values.ts";
import { startTestTenant, type TestTenant } from "../../tenant/testTenant.ts";

export const TYPES = {
  application: "azuread:index/application:Application",
  apiAccess: "azuread:index/applicationApiAccess:ApplicationApiAccess",
  owner: "azuread:index/applicationOwner:ApplicationOwner",
  password: "azuread:index/applicationPassword:ApplicationPassword",
  redirectUris: "azuread:index/applicationRedirectUris:ApplicationRedirectUris",
  registration: "azuread:index/applicationRegistration:ApplicationRegistration",
  servicePrincipal: "azuread:index/servicePrincipal:ServicePrincipal",
  grant: "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant",
} as const;

export const GRAPH = "00000003-0000-0000-c000-000000000000";
export const EXCHANGE = "00000002-0000-0ff1-ce00-000000000000";

export interface Made {
  readonly id: string;
  readonly values: Values;
}

/** The stand-in, signed in to a local tenant of its own. */
export interface Directory {
  readonly tenant: TestTenant;
  readonly service: ProviderService<AzureadClient>;
  /** Milliseconds of each wait, none of which takes any time. */
  readonly waits: number[];
  /** Called at each wait; tests may change it. */
  onWait: Sleep;
  /** Makes a resource, its inputs completed as Check does. */
  create(type: string, inputs: Values): Promise<Made>;
  update(type: string, made: Made, inputs: Values): Promise<Made>;
  registration(inputs?: Values): Promise<Made>;
  close(): Promise<void>;
}

export async function startDirectory(): Promise<Directory> {
  const tenant = await startTestTenant();
  const waits: number[] = [];
  const sleep: Sleep = (milliseconds, signal) => {
    waits.push(milliseconds);
    return directory.onWait(milliseconds, signal);
  };
  const now = (): number => tenant.clock.now.getTime();
  const service = new ProviderService(azureadPackage({ variables: tenant.tenant.environment, sleep, now }));
  await service.configure({});
  const create = async (type: string, news: Values): Promise<Made> => {
    const { inputs, failures } = service.check(type, "it", {}, news);
    if (failures.length > 0) throw new Error(failures.join());
    return service.create(type, inputs, false);
  };
  const directory: Directory = {
    tenant,
    service,
    waits,
    onWait: () => Promise.resolve(),
    create,
    update: async (type, { id, values }, news) => {
      const { inputs } = service.check(type, "it", {}, news);
      return { id, values: await service.update(type, id, values, inputs, false) };
    },
    registration: (inputs = {}) => create(TYPES.registration, { displayName: "mail", ...inputs }),
    close: () => tenant.close(),
  };
  return directory;
}

export function objectIdOf(made: Made): string {
  return text(made.values.objectId);
}
