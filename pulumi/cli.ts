import { homedir } from "node:os";
import { join } from "node:path";

import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { SemVer } from "semver";

import { listIfThere } from "../support/readIfThere.ts";
import { reasonOf, UserError } from "../support/userError.ts";
import { buildCli, CLI_VERSION } from "./build.ts";

/** The Pulumi CLI that a command runs, and where it came from, in words for the screen. */
export interface Cli {
  readonly command: PulumiCommand;
  readonly origin: string;
}

/** One way to get hold of the CLI. It throws, with the reason, where it does not lead to one that is new enough. */
export interface Way {
  readonly name: string;
  readonly find: (log: (line: string) => void) => Promise<PulumiCommand>;
}

const home = join(homedir(), ".pulumi");
/** Where Pulumi keeps command line tools by version: the Automation API installs into it and looks in it. */
const versionsFolder = join(home, "versions");
const installerUrl = "https://get.pulumi.com/install.sh";

/** Always in this order: what is installed, else what can be downloaded, else what can be built. */
const WAYS: readonly Way[] = [
  { name: "on PATH", find: () => checked(undefined) },
  { name: "in Pulumi's folder", find: findInstalled },
  { name: "downloaded", find: download },
  { name: "built with Go", find: build },
];

/** For a question that is not worth a download. */
export const INSTALLED = WAYS.slice(0, 2);

/**
 * Finds, downloads or builds the Pulumi CLI, {@link CLI_VERSION} or newer.
 *
 * @throws UserError naming each way that was tried and why it failed, when none leads to a CLI.
 */
export async function findCli(log: (line: string) => void, ways: readonly Way[] = WAYS): Promise<Cli> {
  const failures: string[] = [];
  for (const way of ways) {
    try {
      const command = await way.find(log);
      return { command, origin: `Pulumi CLI ${String(command.version)}, ${way.name}` };
    } catch (error) {
      failures.push(`  ${way.name}: ${reasonOf(error).trim()}`);
    }
  }
  throw new UserError(
    `The Pulumi CLI ${CLI_VERSION} or newer is needed, and there is none. Tried:\n${failures.join("\n")}\n` +
      "Install it (https://www.pulumi.com/docs/install/) or install Go 1.26 or newer (https://go.dev/dl/), then run the command again.",
  );
}

/** The CLI below `root`, or the one on PATH. */
async function checked(root: string | undefined): Promise<PulumiCommand> {
  let command: PulumiCommand;
  try {
    command = await PulumiCommand.get(root === undefined ? {} : { root });
  } catch (error) {
    // A command that is missing is the usual case and needs no more words than that.
    throw reasonOf(error).includes("ENOENT") ? new Error("not there") : error;
  }
  if (command.version === null || command.version.compare(CLI_VERSION) < 0)
    throw new Error(`version ${String(command.version)} is too old`);

  return command;
}

async function findInstalled(): Promise<PulumiCommand> {
  const versions = await listIfThere(versionsFolder);
  const newestFirst = versions.sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  const { PULUMI_HOME: movedHome } = process.env;
  const roots = [
    // The installer puts the CLI below PULUMI_HOME where that is set; the Automation API never looks there.
    ...(movedHome === undefined || movedHome === "" ? [] : [movedHome]),
    ...newestFirst.map((version) => join(versionsFolder, version)),
    home,
  ];
  for (const root of roots) {
    const command = await checked(root).catch(() => undefined);
    if (command !== undefined) return command;
  }
  throw new Error(`nothing new enough in ${roots.map((root) => join(root, "bin")).join(", ")}`);
}

async function download(log: (line: string) => void): Promise<PulumiCommand> {
  // The installer waits long where packets are dropped silently, so ask first whether its server answers at all.
  await fetch(installerUrl, { method: "HEAD", signal: AbortSignal.timeout(10_000) }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause !== undefined ? reasonOf(error.cause) : reasonOf(error);
    throw new Error(`${new URL(installerUrl).host} does not answer (${cause})`);
  });
  log(`Downloading the Pulumi CLI ${CLI_VERSION}, once.`);
  const root = join(versionsFolder, CLI_VERSION);
  await PulumiCommand.install({ root, version: new SemVer(CLI_VERSION) });
  return checked(root);
}

async function build(log: (line: string) => void): Promise<PulumiCommand> {
  const root = join(versionsFolder, CLI_VERSION);
  await buildCli(root, log);
  return checked(root);
}
