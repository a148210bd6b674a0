import { UserError } from "../../support/userError.ts";

/** Node 22.18, without which nothing here runs, is of that day: nodejs.org/en/blog/release/v22.18.0. */
const NODE_IS_OF = Date.parse("2025-07-31T00:00:00Z");

/**
 * Why nothing may be counted from this machine's clock; undefined where nothing speaks against it. One that is years behind would make every
 * secret look young, and declare a new one that has ended already.
 */
export function clockFault(now: Date): string | undefined {
  if (now.getTime() >= NODE_IS_OF) return undefined;
  return (
    `This machine's clock says ${now.toISOString().slice(0, 10)}, and the Node that runs this is from after ` +
    `${new Date(NODE_IS_OF).toISOString().slice(0, 10)}. Set the clock right, and run the command again.`
  );
}

/** @throws UserError when no date may be written by this machine's clock */
export function requireClock(now: Date): void {
  const fault = clockFault(now);
  if (fault !== undefined) throw new UserError(`${fault} Nothing was changed.`);
}
