import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterEach, beforeEach, expect, it } from "@jest/globals";

import { runInChild } from "../../../pulumi/program/childRun.ts";
import { projectProgram } from "../../../pulumi/program/projectProgram.ts";
import { type SampleProject, sampleProject } from "./sampleProject.ts";

let project: SampleProject;
let pids: readonly number[];

/** A runner that starts two processes, of which one leaves its group, says who they are, and never ends. */
const RUNNER = `
const { spawn } = require("node:child_process");
const start = (detached) => spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"], { detached, stdio: "inherit" }).pid;
process.stdout.write("pids " + [process.pid, start(false), start(true)].join(" ") + "\\n");
setInterval(() => {}, 1000);
`;

beforeEach(async () => {
  pids = [];
  project = await sampleProject({ "index.ts": "" });
  const packages = join(project.root, "node_modules");
  await rm(packages);
  const sdk = join(packages, "@pulumi", "pulumi", "cmd", "run");
  await mkdir(sdk, { recursive: true });
  await writeFile(join(sdk, "index.js"), RUNNER);
});

afterEach(async () => {
  for (const pid of pids.filter(isThere)) process.kill(pid, "SIGKILL");
  await project.close();
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const NAMES = { project: "sample", stack: "dev", organization: "organization", dryRun: false, parallel: 1 };
const OTHERS = { config: {}, secretKeys: [], monitor: "127.0.0.1:1", engine: "127.0.0.1:1" };
const pidsIn = (text: string) => /pids ([\d ]+)\n/.exec(text)?.[1]?.split(" ").map(Number);

/** Whoever is killed is there for a moment still. */
async function expectGone(killed: readonly number[]): Promise<void> {
  for (let tries = 0; tries < 100 && killed.some(isThere); tries++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(killed.filter(isThere)).toEqual([]);
}

it("ends what the program started with it, and waits for nobody who left", async () => {
  const stopping = new AbortController();
  const onOutput = (text: string): void => {
    pids = pidsIn(text) ?? pids;
    if (pids.length > 0) stopping.abort();
  };
  const run = { ...NAMES, ...OTHERS, endsWithUs: true, signal: stopping.signal, onOutput };
  const listeners = process.listenerCount("SIGTERM");
  await expect(runInChild(await projectProgram(project.root), run)).resolves.toBe("the program ended with SIGKILL");
  expect(process.listenerCount("SIGTERM")).toBe(listeners);
  expect(pids).toHaveLength(3);
  await expectGone(pids.slice(0, 2));
  expect(pids.slice(2).filter(isThere)).toHaveLength(1);
});

it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("ends with the process that started it: %s", async (signal) => {
  const at = (file: string) =>
    pathToFileURL(join(import.meta.dirname, "..", "..", "..", "pulumi", "program", file)).href;
  const script = `
import { runInChild } from ${JSON.stringify(at("childRun.ts"))};
import { projectProgram } from ${JSON.stringify(at("projectProgram.ts"))};
const run = ${JSON.stringify({ ...NAMES, ...OTHERS, endsWithUs: true })};
const onOutput = (text) => process.stdout.write(text);
await runInChild(await projectProgram(${JSON.stringify(project.root)}), { ...run, signal: new AbortController().signal, onOutput });
`;
  const us = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const text of us.stdout.setEncoding("utf8") as AsyncIterable<string>) {
    pids = pidsIn(text) ?? pids;
    if (pids.length > 0) break;
  }
  us.kill(signal);
  const [, how] = (await once(us, "exit")) as unknown[];
  expect(how).toBe(signal);
  await expectGone(pids.slice(0, 2));
});
