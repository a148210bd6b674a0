import type { Aem } from "./aem.ts";
import type { World } from "./world.ts";

/** How much of a life is lived: all of it takes the better part of an hour. */
export interface Pace {
  /** Hours of each day in which AEM asks for a token. */
  readonly hours: readonly number[];
  /** Days from one message to the next; each hour's token is asked for, a message goes out at noon of those days alone. */
  readonly sendEvery: number;
}

/** Five to three in the morning: the next full hour falls into the restart, five minutes after a change. */
const TICK_AT = 2 + 55 / 60;

/** Midnight, an hour that falls into the restart, and noon. */
export const SAMPLED: Pace = { hours: [0, 3, 12], sendEvery: 10 };
export const HOURLY: Pace = { hours: Array.from({ length: 24 }, (_, hour) => hour), sendEvery: 1 };

/** A day's work; nothing where that day has none. */
export type Tick = (day: number) => Promise<unknown>;

/**
 * Lives these days, the last included: AEM asks in the hours of the pace, and the tick comes early in the morning. Day 0 begins an hour after
 * midnight, as AEM restarts in its first minutes.
 */
export async function live(
  world: World,
  aems: readonly Aem[],
  { from, to, pace, tick }: { from: number; to: number; pace: Pace; tick: Tick },
): Promise<void> {
  for (let day = from; day <= to; day++) {
    const isNight = (hour: number): boolean => hour < TICK_AT;
    const hours = day === 0 ? pace.hours.filter((hour) => hour > 0) : pace.hours;
    for (const hour of hours.filter(isNight)) await ask(world, aems, day, hour, pace);
    world.moveTo(day, TICK_AT);
    await tick(day);
    for (const hour of hours.filter((one) => !isNight(one))) await ask(world, aems, day, hour, pace);
  }
}

async function ask(world: World, aems: readonly Aem[], day: number, hour: number, { sendEvery }: Pace): Promise<void> {
  world.moveTo(day, hour);
  for (const aem of aems) await aem.hour({ send: hour === 12 && day % sendEvery === 0 });
}
