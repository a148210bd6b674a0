import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";

import { deliver } from "../../commands/deliver/deliver.ts";
import { DELIVER } from "../../commands/deliver/options.ts";
import { copiedFromSheet } from "./administrator.ts";
import { jeeAem } from "./aem.ts";
import { HOURLY, live, SAMPLED } from "./life.ts";
import { upkeepOf } from "./upkeepTick.ts";
import { MAILBOX, startWorld, type World } from "./world.ts";

/** As in cloud.test.ts. The short life has one announced act, the long one all of them and rotations. */
const LONG = Number(process.env.KEEP_ALIVE_DAYS ?? "0");
const SHORT = 95;
/** Milliseconds: a bound, not a measure. */
const LIMIT = LONG > 0 ? 4 * 60 * 60_000 : 300_000;

let world: World;
let aem: Awaited<ReturnType<typeof jeeAem>>;

/** A person's one act: the values of the sheet, into every place, and word of it. */
async function act(): Promise<void> {
  aem.enter(await copiedFromSheet(world));
  expect(await world.run(DELIVER, deliver, "--yes")).toMatchObject({ code: 0 });
}

beforeAll(async () => {
  world = await startWorld({ preset: "aem-forms-jee", mailbox: MAILBOX });
  await world.consent();
  await world.keep();
});
beforeEach(async () => {
  await world.back();
  aem = await jeeAem(world);
  await act();
});
afterEach(() => {
  aem.close();
});
afterAll(() => world.close());

/** What upkeep says to whoever administers AEM. */
const ANNOUNCED = "Somebody has to enter the values in AEM: npx aem-mail-oauth deliver --stack local";

describe("AEM Forms on JEE", () => {
  const days = LONG > 0 ? LONG : SHORT;
  const pace = LONG > 0 ? HOURLY : SAMPLED;

  it(
    `sends for ${days} days where a person does within a week what upkeep announces, and nothing else`,
    async () => {
      const { tick, said } = upkeepOf(world, LONG > 0);
      const acts: number[] = [];
      /** Since when an act is announced. */
      let announced: number | undefined;
      const day = async (today: number): Promise<void> => {
        await tick(today);
        if (said.at(-1)?.day !== today) return;
        announced = said.at(-1)?.code === 3 ? (announced ?? today) : undefined;
        if (announced === undefined || today < announced + 7) return;
        await act();
        acts.push(today);
      };
      await live(world, [aem], { from: 0, to: days, pace, tick: day });
      expect(aem.failures).toEqual([]);
      expect(world.signIns()).toBe(0);
      expect(said.filter(({ code }) => code !== 0 && code !== 3)).toEqual([]);
      for (const { text } of said.filter(({ code }) => code === 3)) expect(text).toContain(ANNOUNCED);
      // From one act to the next: what was entered is then a month from its end, or a secret is.
      const pauses = acts.map((one, index) => one - (acts[index - 1] ?? 0));
      expect(pauses.every((pause) => pause >= 30)).toBe(true);
      expect(acts.length).toBeGreaterThan(LONG > 0 ? days / 90 : 0);
    },
    LIMIT,
  );

  it(
    "is cut off on day 90 to the hour where nobody does what upkeep announces from a month before on",
    async () => {
      const { tick, said } = upkeepOf(world, false);
      await live(world, [aem], { from: 0, to: 0, pace: SAMPLED, tick });
      await live(world, [aem], { from: 60, to: 63, pace: SAMPLED, tick });
      await live(world, [aem], { from: 88, to: 90, pace: SAMPLED, tick });
      const announced = said.filter(({ text }) => text.includes(ANNOUNCED)).map(({ day, code }) => ({ day, code }));
      expect(announced[0]?.day).toBeLessThanOrEqual(63);
      expect(announced.every(({ code }) => code === 3)).toBe(true);
      expect(aem.failures).toEqual(SAMPLED.hours.map((hour) => ({ day: 90, hour, reason: "AADSTS700082" })));
    },
    LIMIT,
  );
});
