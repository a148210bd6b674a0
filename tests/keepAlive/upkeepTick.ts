import { UPKEEP } from "../../commands/upkeep/options.ts";
import { upkeep } from "../../commands/upkeep/upkeep.ts";
import type { Tick } from "./life.ts";
import type { World } from "./world.ts";

/** What upkeep said on one day. */
export interface Said {
  readonly day: number;
  readonly code: number;
  readonly text: string;
}

export interface Upkeep {
  readonly tick: Tick;
  readonly said: Said[];
}

/**
 * Daily upkeep. Where not `daily`, the days are left out on which nothing is due by what upkeep itself said when it was quiet last; it says so
 * on the first quiet day after a step.
 */
export function upkeepOf(world: World, daily: boolean): Upkeep {
  const said: Said[] = [];
  let next = 0;
  return {
    said,
    async tick(day) {
      if (!daily && day < next) return;
      const { code, text } = await world.run(UPKEEP, upkeep);
      said.push({ day, code, text });
      const [, date] = /Next, on (\d{4}-\d{2}-\d{2}): /.exec(text) ?? [];
      next = date === undefined ? day + 1 : world.dayOf(new Date(date));
    },
  };
}

/** `30 renew`: the days on which something was due, and the last of the commands that upkeep named for it. */
export function doneIn(said: readonly Said[]): string[] {
  return said.flatMap(({ day, text }) => {
    const [, command] = /Due now: .*npx aem-mail-oauth (rotate \w+|\w+)/.exec(text) ?? [];
    return command === undefined ? [] : [`${day} ${command}`];
  });
}
