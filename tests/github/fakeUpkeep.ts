// Stands for `upkeep` in a test of a script: answers what the test ordered, one order a step. All other commands are the real ones.
import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";

import type { Order } from "./upkeepProject.ts";

const NOTHING: Order = { plan: { step: null, why: "nothing is due" } };

const file = process.env.UPKEEP_ORDERS ?? "";
const { orders, done } = JSON.parse(readFileSync(file, "utf8")) as { orders: Order[]; done: number };
const { plan, code = 0, words = "Done.", runs = [], writes = {}, fails } = orders[done] ?? NOTHING;
const args = process.argv.slice(3);
const isLook = args.includes("--dry-run");
const token = process.env.AZURE_FEDERATED_TOKEN_FILE;
appendFileSync(
  `${file}.calls`,
  `${[...args.filter((word) => !["--stack", "prod", "--json"].includes(word)), token === undefined ? "nobody" : readFileSync(token, "utf8"), ...("GITHUB_TOKEN" in process.env ? ["GITHUB_TOKEN"] : [])].join(" ")}\n`,
);

if (isLook && fails !== undefined) {
  process.stdout.write(`${JSON.stringify({ stack: "prod", error: fails, notify: ["octocat"], ends: null })}\n`);
  process.stderr.write(`${fails}\n`);
  process.exitCode = 5;
} else if (isLook) {
  process.stdout.write(
    `${JSON.stringify({ stack: "prod", byItself: true, notify: ["octocat"], ends: [], ...plan })}\n`,
  );
  process.exitCode = plan.step === null ? 0 : 3;
} else {
  for (const words of runs) execFileSync(process.execPath, ["bin/real.js", ...words]);
  for (const [path, text] of Object.entries(writes)) writeFileSync(path, text);
  writeFileSync(file, JSON.stringify({ orders, done: done + 1 }));
  process.stdout.write(`${words}\n`);
  process.exitCode = code;
}
