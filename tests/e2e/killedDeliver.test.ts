import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { type CloudPlaceInTest, cloudPlaceOf, DELIVERED } from "./cloudPlace.ts";
import { ALL, type Journey, killAtAll, LOOKING, OPENING, ours, type Turn, unknownOf, UPKEEP } from "./kills.ts";
import { type KillWorld, startKillWorld } from "./killWorld.ts";

/** What `deliver` asks of Adobe. */
const ADOBE = [...LOOKING, /^(request|sent|answer 204) PATCH \/api\/program\/\d+\/environment\/\d+\/variables$/];

const PATCH = "PATCH /api/program/40001/environment/500003/variables #1";
const TURN: Turn = { boundary: `sent ${PATCH}`, isOpen: true };
/** Of each kind, killedRenew.test.ts has one. */
const CASES = [`request ${PATCH}`, TURN.boundary, `answer 204 ${PATCH}`, "sent POST /common/oauth2/v2.0/token #1"];
const UPKEEP_RECORD = "half-write <folder>/upkeep-local.yaml.*.tmp #1";
const LONG = 3_600_000;

let world: KillWorld;
let place: CloudPlaceInTest;
let journey: Omit<Journey, "words">;

beforeAll(async () => {
  world = await startKillWorld({ settings: DELIVERED });
  place = await cloudPlaceOf(world.local);
  journey = {
    reset: () => place.clear(),
    async state() {
      const { SMTP_OAUTH_DELIVERED: record = "", ...values } = await place.variables();
      // When it was, differs from run to run.
      return JSON.stringify({ ...values, record: record.replace(/"at":"[^"]*"/, "") });
    },
    async faultsIn(state) {
      const { record, ...values } = JSON.parse(state) as Record<string, string>;
      const token = values.SECRET_SMTP_OAUTH_REFRESH_TOKEN;
      const isNothing = record === "" && Object.keys(values).length === 0;
      if (isNothing) return [];
      if (record === "" || Object.keys(values).length !== 3) return [`AEM has ${Object.keys(values).join(", ")} alone`];
      if (token !== (await world.kept())) return ["AEM has another token than is kept"];
      return (await world.works(token ?? "")) ? [] : ["what AEM has does not work"];
    },
    isComplete: (_, afterNext) => afterNext.includes("SECRET_SMTP_OAUTH_REFRESH_TOKEN"),
  };
  await world.run("deliver", "--wait", "0");
});
afterAll(() => world.close());

describe.each([
  ["deliver", ["deliver", "--wait", "0"], [...OPENING, ...ADOBE], []],
  ["tick of upkeep that delivers", ["upkeep"], [...OPENING, ...ADOBE, ...UPKEEP], [UPKEEP_RECORD]],
] as const)("a %s that is killed", (_, words, known, more) => {
  it(
    "leaves AEM with all of it or nothing, tells no secret, and the next one completes",
    async () => {
      await place.clear();
      const record = ours(await world.record(...words));
      expect(unknownOf(record, known)).toEqual([]);
      const proven = record.findLastIndex((name) => name.startsWith("connected "));
      expect(proven).toBeGreaterThan(0);
      expect(record.indexOf(TURN.boundary)).toBeGreaterThan(proven);
      const cases = ALL ? record : [...CASES, ...more];
      expect(await killAtAll(world, { ...journey, words }, record, cases, TURN)).toEqual([]);
    },
    LONG,
  );
});

describe("the test of kills", () => {
  it("finds out where AEM was given half of it, or what does not work", async () => {
    await place.clear();
    await world.run("deliver", "--wait", "0");
    const whole = await journey.state();
    expect(await journey.faultsIn(whole)).toEqual([]);
    const half = JSON.stringify({ ...(JSON.parse(whole) as object), SECRET_SMTP_OAUTH_CLIENT_SECRET: undefined });
    expect(await journey.faultsIn(half)).toEqual([expect.stringMatching(/^AEM has .* alone$/)]);
    const wrong = JSON.stringify({ ...(JSON.parse(whole) as object), SECRET_SMTP_OAUTH_REFRESH_TOKEN: "1.Awrong" });
    expect(await journey.faultsIn(wrong)).toEqual(["AEM has another token than is kept"]);
  });
});
