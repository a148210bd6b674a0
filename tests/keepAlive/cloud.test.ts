import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";

import { deliver } from "../../commands/deliver/deliver.ts";
import { DELIVER } from "../../commands/deliver/options.ts";
import { ENVIRONMENTS, PROGRAM } from "../../local/cloudManager/index.ts";
import { type Aem, cloudAem } from "./aem.ts";
import { HOURLY, live, SAMPLED } from "./life.ts";
import { doneIn, upkeepOf } from "./upkeepTick.ts";
import { MAILBOX, startWorld, VAULT, type World } from "./world.ts";

/** Days of a long life, each with its upkeep and hourly mail; 0 for the short one, whose quiet days have none. `npm run test:long` asks for 400. */
const LONG = Number(process.env.KEEP_ALIVE_DAYS ?? "0");
/**
 * Hours and quiet days are sampled, by what life.ts and upkeepTick.ts say. The secret lives for 180 days, so that rotations are in long lives
 * alone; tests/e2e/upkeep.test.ts has one.
 */
const SHORT = 95;
/** Milliseconds: a bound, not a measure. */
const LIMIT = LONG > 0 ? 4 * 60 * 60_000 : 300_000;

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

/** Both were given the values on day 0; stage is nobody's from then on. */
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
      if (day === 80) told.push((await world.run(DELIVER, deliver)).text);
    };
    await live(world, [prod, stage], { from: 0, to: 1, pace: SAMPLED, tick });
    await live(world, [prod, stage], { from: 80, to: 90, pace: SAMPLED, tick });
    expect(told).toEqual([expect.stringContaining("forms-prod")]);
    expect(told.join("")).not.toContain("was given");
    expect(prod.failures).toEqual(CUT_OFF);
    expect(stage.failures).toEqual(CUT_OFF);
    expect(stage.count).toEqual({ tokens: 2 + 11 * 3, messages: 2 });
  });
});

describe("daily upkeep", () => {
  const days = LONG > 0 ? LONG : SHORT;
  const pace = LONG > 0 ? HOURLY : SAMPLED;

  it(
    `lets AEM send for ${days} days without a failure and without a person; what it does not deliver to ends on day 90`,
    async () => {
      const { tick, said } = upkeepOf(world, LONG > 0);
      await live(world, [prod], { from: 0, to: 88, pace, tick });
      await live(world, [prod, stage], { from: 89, to: 90, pace, tick });
      expect(stage.failures).toEqual(pace.hours.map((hour) => ({ day: 90, hour, reason: "AADSTS700082" })));
      await live(world, [prod], { from: 91, to: days, pace, tick });
      expect(said.filter(({ code }) => code !== 0)).toEqual([]);
      expect(prod.failures).toEqual([]);
      expect(world.signIns()).toBe(0);
      const done = doneIn(said);
      const restarts = done.filter((step) => step.endsWith("deliver")).length;
      // Each restart has an hour in which two instances serve, and both of them get a token.
      expect(prod.count.tokens).toBe(pace.hours.length * (days + 1) - 1 + restarts);
      expect(LONG > 0 ? done.slice(0, 4) : done).toEqual(LONG > 0 ? SHORT_LIFE.slice(0, 4) : SHORT_LIFE);
      expect(done.filter((step) => step.endsWith("retire"))).toHaveLength(Math.floor(days / 153));
    },
    LIMIT,
  );

  it(
    "says on the very day that a policy has ended the chain, who signs in, and goes on after that",
    async () => {
      // A quiet day: nothing is renewed on it.
      const day = LONG > 0 ? 200 : 20;
      const { tick, said } = upkeepOf(world, false);
      await live(world, [prod], { from: 0, to: day - 1, pace: SAMPLED, tick });
      expect(said.filter(({ code }) => code !== 0)).toEqual([]);
      world.moveTo(day);
      await world.refuse(70043);
      const then = upkeepOf(world, true);
      await live(world, [prod], { from: day, to: day, pace: SAMPLED, tick: then.tick });
      expect(then.said.map(({ code }) => code)).toEqual([3]);
      expect(then.said[0]?.text).toContain("AADSTS70043");
      expect(then.said[0]?.text).toContain("npx aem-mail-oauth consent --stack local");
      expect(prod.failures).toEqual(SAMPLED.hours.map((hour) => ({ day, hour, reason: "AADSTS70043" })));

      await world.refuse(undefined);
      await world.consent();
      await live(world, [prod], { from: day + 1, to: day + 3, pace: SAMPLED, tick: then.tick });
      expect(then.said.slice(1).map(({ code }) => code)).toEqual([0, 0, 0]);
      // The token in AEM is young, and of a chain that has ended.
      expect(doneIn(then.said.slice(1))).toEqual([`${day + 1} deliver`]);
      expect(prod.failures.filter((failure) => failure.day > day)).toEqual([]);
      expect(world.signIns()).toBe(1);
    },
    LIMIT,
  );
});

const SHORT_LIFE = ["30 renew", "31 deliver", "60 renew", "61 deliver", "90 renew", "91 deliver"];
