import { execFile } from "node:child_process";
import { access, constants, mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import writeFileAtomic from "write-file-atomic";

import { writePluginScripts } from "../provider/index.ts";

const PROVIDERS = ["azuread", "random"] as const;
type Provider = (typeof PROVIDERS)[number];

/** The provider plugins that a run uses. */
export interface Plugins {
  /** Folders to put first on the engine's PATH, where it finds them. */
  readonly path: readonly string[];
  /** One line that says which is in use, and why where it is a stand-in. */
  readonly origin: string;
}

interface Choice {
  readonly folder: string;
  readonly words: string;
}

/**
 * Chooses the provider plugins: what is installed, else what can be downloaded, else the stand-ins of this project.
 *
 * A stand-in once chosen stays until the folder is reset, so that one state is not written by two kinds of provider in turn and
 * a closed network is not asked again at every run.
 *
 * @param folder - where the stand-ins' scripts and the choice are kept
 */
export async function providePlugins(command: PulumiCommand, folder: string): Promise<Plugins> {
  const chosen = join(folder, "stand-ins.json");
  const standIns = new Set(JSON.parse(await readFile(chosen, "utf8").catch(() => "[]")) as string[]);
  const scripts = writePluginScripts(join(folder, "bin"));
  const choices: Choice[] = [];
  for (const provider of PROVIDERS) {
    const plugin = standIns.has(provider) ? undefined : await findPlugin(command, provider);
    if (plugin === undefined) {
      standIns.add(provider);
    }
    choices.push(plugin ?? { folder: scripts, words: `${provider} stand-in` });
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFileAtomic(chosen, JSON.stringify([...standIns]), { mode: 0o600 });
  const why = standIns.size > 0 ? ` (${standInReason(standIns)})` : "";
  return { path: choices.map(({ folder }) => folder), origin: `${choices.map(({ words }) => words).join(", ")}${why}` };
}

function standInReason(standIns: ReadonlySet<string>): string {
  return standIns.has("azuread") && !trustsCertificateFile
    ? "on this system the real plugin cannot be told to trust the local tenant"
    : "the real plugin is neither installed nor to be downloaded here; `reset` tries again";
}

/** Go programs on macOS and Windows ignore SSL_CERT_FILE, so the real plugin would refuse the local tenant's certificate. */
const trustsCertificateFile = process.platform !== "darwin" && process.platform !== "win32";

async function findPlugin(command: PulumiCommand, provider: Provider): Promise<Choice | undefined> {
  if (provider === "azuread" && !trustsCertificateFile) {
    return undefined;
  }
  const binary = `pulumi-resource-${provider}${process.platform === "win32" ? ".exe" : ""}`;
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    if (folder !== "" && (await isExecutable(join(folder, binary)))) {
      return { folder, words: `${provider} on PATH` };
    }
  }
  const version = versionOf(provider);
  const cached = join(pulumiHome(), "plugins", `resource-${provider}-v${version}`);
  const words = `${provider} ${version}`;
  if (await isExecutable(join(cached, binary))) {
    return { folder: cached, words: `${words} installed` };
  }
  // Where the user's own CLI would put it, so that it is downloaded once for both.
  const env = { ...process.env, PULUMI_HOME: pulumiHome(), PULUMI_SKIP_UPDATE_CHECK: "true" };
  const install = ["plugin", "install", "resource", provider, `v${version}`];
  try {
    await promisify(execFile)(command.command, install, { env, timeout: 300_000 });
  } catch {
    return undefined;
  }
  return (await isExecutable(join(cached, binary))) ? { folder: cached, words: `${words} downloaded` } : undefined;
}

function pulumiHome(): string {
  return process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
}

/** The plugin's version is that of the SDK that the program imports. */
function versionOf(provider: Provider): string {
  const manifest = createRequire(import.meta.url)(`@pulumi/${provider}/package.json`) as { version: string };
  return manifest.version;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
