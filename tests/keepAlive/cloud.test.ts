import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";

import { openCloudManager } from "../../aem/cloudManager.ts";
import { RENEW } from "../../commands/renew/options.ts";
import { renew } from "../../commands/renew/renew.ts";
import { CLIENT_SECRET_NAME, REFRESH_TOKEN_NAME } from "../../commands/sheet/osgi.ts";
import { adobeCredentials } from "../../local/cloudManager/index.ts";
import { openLocalDeployment } from "../../local/deployment.ts";
import { readTarget } from "../../signIn/target.ts";
import { type Aem, cloudAem } from "./aem.ts";
import { live, SAMPLED } from "./life.ts";
import { MAILBOX, PLACE, startWorld, VAULT, type World } from "./world.ts";

let world: World;
let aem: Aem;

beforeAll(async () => {
  world = await startWorld({ preset: "aem-cloud", mailbox: MAILBOX, tokenStore: VAULT });
  await world.consent();
  await deliverNow();
  await world.keep();
});
beforeEach(async () => {
  await world.back();
  aem = await cloudAem(world);
});
afterEach(() => {
  aem.close();
});
afterAll(() => world.close());

async function deliverNow() {
  const { organization, ...credentials } = await adobeCredentials(world.local.folder.tenant);
  const deployment = await openLocalDeployment(world.local.folder.stack, { log: () => undefined });
  const target = await readTarget(deployment, undefined, world.now());
  const kept = await target.tokens.read();
  await deployment.close();
  const m = await openCloudManager({
    credentials,
    organization,
    localOrigin: world.local.tenant.url,
    certificateAuthority: world.local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "",
    log: () => undefined,
  });
  await m.patch({ organization, program: PLACE.program, environment: PLACE.environment }, [
    { name: CLIENT_SECRET_NAME, value: target.clientSecret, secret: true },
    { name: REFRESH_TOKEN_NAME, value: kept?.refreshToken ?? "", secret: true },
  ]);
}

/** The first hours of day 90 in which AEM asked: to the hour, 90 days after the sign-in. */
const CUT_OFF = SAMPLED.hours.map((hour) => ({ day: 90, hour, reason: "AADSTS700082" }));

const nothing = () => Promise.resolve();

describe("AEM as a Cloud Service is cut off on day 90 to the hour", () => {
  it("where nothing is done after the first delivery", async () => {
    await live(world, aem, { from: 0, to: 90, pace: SAMPLED, tick: nothing });
    expect(aem.failures).toEqual(CUT_OFF);
    expect(aem.count).toEqual({ tokens: 3 + 89 * 4, messages: 9 });
  });

  it("where the token is renewed and AEM is not given the successor", async () => {
    const codes: number[] = [];
    const tick = async (day: number) => {
      if (day % 30 === 0) codes.push((await world.run(RENEW, renew)).code);
    };
    await live(world, aem, { from: 0, to: 90, pace: SAMPLED, tick });
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(aem.failures).toEqual(CUT_OFF);
  });

  it("where AEM is given the same token again and again", async () => {
    const tick = async (day: number) => {
      if (day % 30 === 20) await deliverNow();
    };
    await live(world, aem, { from: 0, to: 90, pace: SAMPLED, tick });
    expect(aem.failures).toEqual(CUT_OFF);
  });
});

it("goes on where both are done each month", async () => {
  const tick = async (day: number) => {
    if (day % 30 === 20) {
      await world.run(RENEW, renew);
      await deliverNow();
    }
  };
  await live(world, aem, { from: 0, to: 179, pace: SAMPLED, tick });
  expect(aem.failures).toEqual([]);
  expect(world.signIns()).toBe(0);
});
