/**
 * How long `access` takes for ten stacks, side by side with a process that only loads Pulumi's SDK and the azuread package. Prints the
 * medians and their ratio. Run: node --import ./bin/prepareNode.js bench/access.ts
 */
import { spawnSync } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";

import { copyProject } from "../tests/projectCopy.ts";

const STACKS = 10;
const ROUNDS = 9;

const project = await copyProject();
try {
  for (let index = 0; index < STACKS - 4; index += 1) {
    await cp(
      join(project.root, "stacks", "Pulumi.dev.yaml"),
      join(project.root, "stacks", `Pulumi.more-${index}.yaml`),
    );
  }
  const preload = ["--import", "./bin/prepareNode.js"];
  const contenders = {
    "access, 10 stacks": [join("bin", "aem-mail-oauth.js"), "access"],
    "the SDKs alone": [
      ...preload,
      "--input-type=module",
      "--eval",
      'await import("@pulumi/azuread"); await import("@pulumi/random");',
    ],
  };
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, [] as number[]]));
  // The first round fills Node's compile cache.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, args] of Object.entries(contenders)) {
      const began = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: project.root, encoding: "utf8" });
      if (status !== 0) throw new Error(`${name}: ${stderr}`);
      if (round > 0) times[name]?.push(performance.now() - began);
    }
  }
  const median = (name: string): number => (times[name] ?? []).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? NaN;
  for (const name of Object.keys(contenders)) console.log(`${name}: ${Math.round(median(name))} ms`);
  console.log(`ratio: ${(median("access, 10 stacks") / median("the SDKs alone")).toFixed(2)}`);
} finally {
  await project.close();
}
