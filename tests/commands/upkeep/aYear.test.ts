import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, it } from "@jest/globals";

import { type Facts, nextStep, type Step } from "../../../commands/upkeep/nextStep.ts";
import { DAY } from "../../../components/secrets/secretLifetime.ts";
import { type Given, needsOf, type Wanted } from "../../../stack/places/given.ts";

const BEGIN = Date.parse("2030-01-01T06:00:00Z");
const PAGE = join(import.meta.dirname, "..", "..", "..", "docs", "keep-alive.md");

/** Steps of daily upkeep, by their day, where each takes effect at once. */
function live(days: number, isByHand: boolean): [day: number, step: Step][] {
  let [secrets, deployed, made] = [["s-0"], [] as string[], new Map<string, number>()];
  let [token, place]: [string | undefined, Given | undefined] = [undefined, undefined];
  const taken: [number, Step][] = [];
  // The first day has its steps one after the other, as a person sets it up.
  const ticks = [0, 0, 0, ...Array.from({ length: days }, (_, index) => index + 1)];
  for (const day of ticks) {
    const now = new Date(BEGIN + day * DAY);
    const wanted: Wanted | undefined =
      deployed[0] === undefined
        ? undefined
        : {
            stack: "prod",
            clientId: "client",
            secret: deployed[0],
            keyId: deployed[0],
            hasToken: token !== undefined,
            ...(token === undefined ? {} : { issued: token }),
          };
    const facts: Facts = {
      now,
      cutOff: undefined,
      mayRepair: true,
      isSelfRepairing: false,
      declared: secrets,
      live: deployed.map((label) => ({ label, expires: new Date((made.get(label) ?? 0) + 180 * DAY).toISOString() })),
      inState: deployed,
      takesToken: true,
      token: token === undefined ? undefined : { issued: token },
      wanted,
      places: wanted === undefined ? [] : [{ name: "place", isByHand, given: place }],
      lifetime: 180,
      rotateEvery: undefined,
    };
    const { step } = nextStep(facts);
    if (step === undefined) continue;
    taken.push([day, step]);
    if (step === "up") {
      deployed = secrets;
    } else if (step === "consent" || step === "renew") {
      token = now.toISOString();
    } else if (step === "deliver" && wanted !== undefined) {
      const { issued }: Partial<Given> = needsOf(place, wanted, now, isByHand).token ? wanted : (place ?? wanted);
      place = { ...wanted, ...(issued === undefined ? {} : { issued }), at: now.toISOString() };
    } else if (step === "add") {
      secrets = [`s-${day}`, ...secrets];
    } else if (step === "retire") {
      secrets = secrets.slice(0, 1);
    }
    made = new Map(secrets.map((label) => [label, BEGIN + Number(label.slice(2)) * DAY]));
  }
  return taken;
}

const daysOf = (taken: readonly [number, Step][], step: string): string =>
  taken.flatMap(([day, one]) => (one === step ? [day] : [])).join(", ");

it("a year of daily upkeep is as the page has it", async () => {
  const rows = [...(await readFile(PAGE, "utf8")).matchAll(/^\| (\w+) +\| (\d[\d, ]*?) +\| (\d[\d, ]*?) +\|$/gm)].map(
    ([, step = "", cloud, jee]) => ({ step, cloud, jee }),
  );
  const [cloud, jee] = [live(365, false), live(365, true)];
  expect(rows.map(({ step }) => step).sort()).toEqual([...new Set(cloud.map(([, step]) => step))].sort());
  expect(rows).toEqual(rows.map(({ step }) => ({ step, cloud: daysOf(cloud, step), jee: daysOf(jee, step) })));
});
