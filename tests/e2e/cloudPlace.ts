import { openCloudManager } from "../../aem/cloudManager.ts";
import { adobeCredentials, aemInstances, ENVIRONMENTS, PROGRAM } from "../../local/cloudManager/index.ts";
import type { LocalStack } from "./localStack.ts";

export const ORGANIZATION = "5F2C0C1E6F0B4D640A495E2F@AdobeOrg";
const DAY = 86_400_000;
const ENVIRONMENT = ENVIRONMENTS.prod;
const WHERE = { organization: ORGANIZATION, program: PROGRAM, environment: ENVIRONMENT };

/** Lines of a stack's settings: AEM as a Cloud Service, delivered to one environment. */
export const DELIVERED = [
  "  aem-mail-oauth:preset: aem-cloud",
  "  aem-mail-oauth:deliverTo:",
  `    - { organization: "${ORGANIZATION}", program: "${PROGRAM}", environment: "${ENVIRONMENT}" }`,
];

/** The one environment that a stack delivers to. */
export interface CloudPlaceInTest {
  /** What the AEM has that starts next. */
  variables(): Promise<Readonly<Record<string, string>>>;
  /** Takes away all that was delivered, as if nobody had been there. */
  clear(): Promise<void>;
  /** Has all that was delivered have been there for three days. */
  age(): Promise<void>;
  order(orders: Readonly<Record<string, unknown>>): Promise<void>;
  /** As if it had come to rest after a change; "updating" and the like have it otherwise, null has the clock decide. */
  status(status: string | null): Promise<void>;
}

export async function cloudPlaceOf({ folder, tenant, graph }: LocalStack): Promise<CloudPlaceInTest> {
  const { organization, ...credentials } = await adobeCredentials(folder.tenant);
  const adobe = await openCloudManager({
    credentials,
    organization,
    localOrigin: tenant.url,
    certificateAuthority: tenant.environment.NODE_EXTRA_CA_CERTS ?? "",
  });
  const status = (word: string | null): Promise<void> =>
    graph.orderAdobe({ status: { environment: ENVIRONMENT, status: word } });
  async function variables(): Promise<Readonly<Record<string, string>>> {
    const place = { program: PROGRAM, environment: ENVIRONMENT, service: "author" as const };
    const soon = new Date(Date.now() + 5 * 60_000);
    return (await aemInstances(folder.tenant, place, soon)).at(-1)?.variables ?? {};
  }

  return {
    status,
    order: (orders) => graph.orderAdobe(orders),
    variables,
    async age() {
      await status("ready");
      const { SMTP_OAUTH_DELIVERED: record = "{}" } = await variables();
      const at = new Date(Date.now() - 3 * DAY).toISOString();
      const value = JSON.stringify({ ...(JSON.parse(record) as object), at });
      await adobe.patch(WHERE, [{ name: "SMTP_OAUTH_DELIVERED", value, secret: false }]);
      await status("ready");
    },
    async clear() {
      await status("ready");
      const there = await adobe.variables(WHERE);
      const gone = there.map(({ name, secret }) => ({ name, value: "", secret }));
      if (gone.length > 0) await adobe.patch(WHERE, gone);
      await status("ready");
    },
  };
}
