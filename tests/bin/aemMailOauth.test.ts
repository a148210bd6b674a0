import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { expect, it } from "@jest/globals";

import { ROOT } from "../checkout.ts";

const BIN = join(ROOT, "bin", "aem-mail-oauth.js");
const options = { cwd: ROOT, encoding: "utf8" as const, env: { ...process.env, NODE_OPTIONS: "" } };

it("is no good answer where something ends the process before the command is done", () => {
  const ends = "data:text/javascript,setImmediate(() => process.exit(0))";
  const { status, stderr } = spawnSync(process.execPath, ["--import", ends, BIN, "due"], options);
  expect(status).toBe(5);
  expect(stderr).toContain("The command was ended before it was done");
});

it("is one where the command is done", () => {
  const { status, stdout } = spawnSync(process.execPath, [BIN, "--version"], options);
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});
