import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";

import { deliver } from "../../commands/deliver/deliver.ts";
import { DELIVER } from "../../commands/deliver/options.ts";
import { RENEW } from "../../commands/renew/options.ts";
import { renew } from "../../commands/renew/renew.ts";
import { copiedFromSheet } from "./administrator.ts";
import { jeeAem } from "./aem.ts";
import { live, SAMPLED } from "./life.ts";
import { MAILBOX, startWorld, type World } from "./world.ts";

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

describe("AEM Forms on JEE", () => {
  it("is cut off on day 90 to the hour where nobody enters the token that was renewed", async () => {
    const codes: number[] = [];
    const tick = async (day: number) => {
      if (day % 30 === 20) codes.push((await world.run(RENEW, renew)).code);
    };
    await live(world, [aem], { from: 0, to: 90, pace: SAMPLED, tick });
    expect(codes).toEqual([0, 0, 0]);
    expect(aem.failures).toEqual(SAMPLED.hours.map((hour) => ({ day: 90, hour, reason: "AADSTS700082" })));
  });
});
