import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";

import { deliver } from "../../commands/deliver/deliver.ts";
import { DELIVER } from "../../commands/deliver/options.ts";
import { RENEW } from "../../commands/renew/options.ts";
import { renew } from "../../commands/renew/renew.ts";
import { ENVIRONMENTS, PROGRAM } from "../../local/cloudManager/index.ts";
import { type Aem, cloudAem } from "./aem.ts";
import { live, SAMPLED } from "./life.ts";
import { MAILBOX, startWorld, VAULT, type World } from "./world.ts";

const ORGANIZATION = "5F2C0C1E6F0B4D640A495E2F@AdobeOrg";

const settings = (...environments: string[]) => ({
  preset: "aem-cloud",
  mailbox: MAILBOX,
  tokenStore: VAULT,
  deliverTo: environments.map((environment) => ({ organization: ORGANIZATION, program: PROGRAM, environment })),
});

let world: World;
/** What plays AEM, of production and of stage. */
let prod: Aem;
let stage: Aem;

/** All were given the values on day 0; stage is nobody's from then on. */
beforeAll(async () => {
  const { prod, stage } = ENVIRONMENTS;
  world = await startWorld(settings(prod, stage));
  await world.consent();
  expect(await world.run(DELIVER, deliver)).toMatchObject({ code: 0 });
  await world.set(settings(prod));
  await world.keep();
});
beforeEach(async () => {
  await world.back();
  prod = await cloudAem(world);
  stage = await cloudAem(world, ENVIRONMENTS.stage);
});
afterEach(() => {
  prod.close();
  stage.close();
});
afterAll(() => world.close());

/** From the first hour on that is 90 days after the sign-in. */
const CUT_OFF = SAMPLED.hours.map((hour) => ({ day: 90, hour, reason: "AADSTS700082" }));

describe("AEM as a Cloud Service is cut off on day 90 to the hour", () => {
  it("where nothing is done after the first delivery, and where the token is not renewed", async () => {
    const told: string[] = [];
    const tick = async (day: number) => {
      if (day % 60 === 20) told.push((await world.run(DELIVER, deliver)).text);
    };
    await live(world, [prod, stage], { from: 0, to: 90, pace: SAMPLED, tick });
    expect(told).toEqual([expect.stringContaining("forms-prod"), expect.stringContaining("forms-prod")]);
    expect(told.join("")).not.toContain("was given");
    expect(prod.failures).toEqual(CUT_OFF);
    expect(stage.failures).toEqual(CUT_OFF);
    expect(stage.count).toEqual({ tokens: 3 + 89 * 4, messages: 9 });
  });

  it("where the token is renewed and not delivered, and goes on where it is", async () => {
    const codes: number[] = [];
    const tick = async (day: number) => {
      if (day % 30 !== 20) return;
      codes.push((await world.run(RENEW, renew)).code, (await world.run(DELIVER, deliver)).code);
    };
    await live(world, [prod, stage], { from: 0, to: 90, pace: SAMPLED, tick });
    expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
    expect(stage.failures).toEqual(CUT_OFF);
    expect(prod.failures).toEqual([]);
    expect(world.signIns()).toBe(0);
  });
});
