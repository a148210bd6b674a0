/**
 * How long the help of each command takes, side by side with a Node that does nothing. Prints the medians and their ratios. Run:
 * node bench/help.ts
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { COMMANDS } from "../commands/commands.ts";

const ROUNDS = 15;
const BIN = join(import.meta.dirname, "..", "bin", "aem-mail-oauth.js");
const NOTHING = "node -e 0";

const contenders: Readonly<Record<string, readonly string[]>> = {
  [NOTHING]: ["-e", "0"],
  ...Object.fromEntries(
    ["rotate", ...Object.keys(COMMANDS)].map((command) => [
      `${command} --help`,
      [BIN, ...command.split(" "), "--help"],
    ]),
  ),
};
const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, [] as number[]]));
// The first round fills Node's compile cache.
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, args] of Object.entries(contenders)) {
    const began = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`${name}: ${stderr}`);
    if (round > 0) times[name]?.push(performance.now() - began);
  }
}
const median = (name: string): number => (times[name] ?? []).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? NaN;
for (const name of Object.keys(contenders))
  console.log(`${name}: ${Math.round(median(name))} ms, ratio ${(median(name) / median(NOTHING)).toFixed(2)}`);
