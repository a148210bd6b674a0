import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";

import { isRunning } from "../support/isRunning.ts";
import { listIfThere } from "../support/readIfThere.ts";

/** The oldest Pulumi CLI that is used, and the one that is downloaded or built. Must agree with the module in go.mod. */
export const CLI_VERSION = "3.259.0";

const MODULE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
/** Go's own flags in the environment could switch the pinned sums off or change what is built. */
const environment = { ...process.env, GOFLAGS: "-mod=readonly", GOWORK: "off", CGO_ENABLED: "0" };

/**
 * Builds the Pulumi CLI from its Go module, pinned by the go.mod and go.sum beside this file, as `<root>/bin/pulumi`.
 *
 * A few minutes on two cores the first time. A build that is interrupted leaves nothing at `root`.
 *
 * @param root - folder to build into, such as `~/.pulumi/versions/3.259.0`
 * @throws Error with Go's own last words when Go is missing or the build fails
 */
export async function buildCli(root: string, log: (line: string) => void): Promise<void> {
  const version = (await go(["env", "GOVERSION"])).join("").trim();
  log(
    `Building the Pulumi CLI ${CLI_VERSION} with ${version}, as none is installed and none can be downloaded. It takes a few minutes, ` +
      "once: the next run finds it.",
  );

  let downloads = 0;
  const packages = await go(["list", "-deps", MODULE], () => {
    downloads += 1;
    if (downloads % 100 === 0) log(`  fetching its sources: ${downloads} modules`);
  });
  const total = packages.length;

  const unfinished = `${root}.unfinished-${process.pid}`;
  const binary = process.platform === "win32" ? "pulumi.exe" : "pulumi";
  const ldflags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${CLI_VERSION}`;
  let compiled = 0;
  let tenths = 0;
  try {
    await mkdir(dirname(unfinished), { recursive: true });
    await dropUnfinished(root);
    await go(["build", "-v", "-trimpath", "-ldflags", ldflags, "-o", join(unfinished, "bin", binary), MODULE], () => {
      compiled += 1;
      const reached = Math.floor((compiled * 10) / total);
      if (reached > tenths) {
        tenths = reached;
        log(`  compiling: ${compiled} of about ${total} packages`);
      }
    });
    await rm(root, { recursive: true, force: true });
    await rename(unfinished, root);
    log(`  done. Go keeps about 3 GB in its caches for a next build; \`go clean -cache -modcache\` empties them.`);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Builds of commands that were killed are hundreds of megabytes. */
async function dropUnfinished(root: string): Promise<void> {
  for (const name of await listIfThere(dirname(root))) {
    const [, pid] = /^\.unfinished-(\d+)$/.exec(name.slice(basename(root).length)) ?? [];
    if (name.startsWith(`${basename(root)}.`) && pid !== undefined && !isRunning(Number(pid)))
      await rm(join(dirname(root), name), { recursive: true, force: true });
  }
}

/** Runs Go in this folder and resolves with the lines of its standard output; `onStep` sees each line of its progress. */
async function go(args: string[], onStep: () => void = () => undefined): Promise<string[]> {
  const child = spawn("go", args, { cwd: import.meta.dirname, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const output: string[] = [];
  const complaints: string[] = [];
  createInterface(child.stdout).on("line", (line) => output.push(line));
  createInterface(child.stderr).on("line", (line) => {
    complaints.push(line);
    onStep();
  });
  const [code] = (await once(child, "close").catch((error: unknown) => {
    throw (error as NodeJS.ErrnoException).code === "ENOENT" ? new Error("Go is not installed") : error;
  })) as [number | null];
  if (code !== 0) throw new Error(`go ${args[0]} failed: ${complaints.slice(-3).join(" ")}`);

  return output;
}
