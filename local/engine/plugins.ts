import { execFile } from "node:child_process";
import { access, constants, mkdir, readdir, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

import type { PulumiCommand } from "@pulumi/pulumi/automation/index.js";

import { readIfThere } from "../../support/readIfThere.ts";
import { parsed } from "../../support/shape.ts";
import { UserError } from "../../support/userError.ts";
import { writeWhole } from "../../support/writeWhole.ts";
import { writePluginScripts } from "../providers/index.ts";

const PROVIDERS = ["azuread", "random"] as const;
type Provider = (typeof PROVIDERS)[number];

/** Go programs on macOS and Windows ignore SSL_CERT_FILE, so the real plugin would refuse the local tenant's certificate. */
const goTrustsCertificateFile = process.platform !== "darwin" && process.platform !== "win32";

/**
 * Puts the provider plugins where the engine looks for them: what is installed, else what can be downloaded, else the stand-ins
 * of this project.
 *
 * A stand-in once chosen stays, so that one state is not written by two kinds of provider in turn and a closed network is not
 * asked again at every run.
 *
 * @param home - the PULUMI_HOME of stack local, in whose `plugins` folder the plugins are put
 * @param chosen - file that remembers which providers are stood in for
 * @returns words that say which is in use; and why where it is a stand-in, the first time
 */
export async function providePlugins(
  command: PulumiCommand,
  home: string,
  chosen: string,
  log: (line: string) => void,
): Promise<string> {
  const standIns = new Set<string>(chosenBefore((await readIfThere(chosen)) ?? "[]", chosen));
  const known = standIns.size;
  const words: string[] = [];
  // Both at once, as asking in vain takes seconds.
  const asked = PROVIDERS.map(async (provider) => ({
    provider,
    found: standIns.has(provider) ? undefined : await findPlugin(command, provider, log),
  }));
  for (const { provider, found } of await Promise.all(asked)) {
    const place = pluginFolder(home, provider);
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await rm(place, { recursive: true, force: true });
    if (found === undefined) {
      standIns.add(provider);
      writePluginScripts(place);
    } else if (found.folder !== undefined) {
      await linkFiles(found.folder, place);
    }
    words.push(`${provider} ${found?.words ?? "stand-in"}`);
  }
  await writeWhole(chosen, JSON.stringify([...standIns]), { mode: 0o600 });
  return `${words.join(", ")}${standIns.size > known ? ` (${standInReason(standIns)})` : ""}`;
}

/** Which kind of provider wrote a state is not to be guessed: the other kind would be let loose on it. */
function chosenBefore(text: string, file: string): Provider[] {
  const names = parsed(text);
  if (Array.isArray(names) && names.every((name) => PROVIDERS.some((known) => known === name)))
    return names as Provider[];

  throw new UserError(
    `${file} should hold a JSON list of the providers that have a stand-in, such as ["azuread","random"], and is damaged. Write the ` +
      "list again ([] where the real plugins were used), or start again with `npx aem-mail-oauth local reset`.",
  );
}

function standInReason(standIns: ReadonlySet<string>): string {
  return standIns.has("azuread") && !goTrustsCertificateFile
    ? "on this system the real plugin cannot be made to trust the local tenant"
    : "the real plugin is not installed and cannot be downloaded here; `reset` looks again";
}

/** A real plugin; `folder` is absent where the engine finds it by itself. */
interface Found {
  readonly folder?: string;
  readonly words: string;
}

async function findPlugin(
  command: PulumiCommand,
  provider: Provider,
  log: (line: string) => void,
): Promise<Found | undefined> {
  if (provider === "azuread" && !goTrustsCertificateFile) return undefined;

  const binary = `pulumi-resource-${provider}${process.platform === "win32" ? ".exe" : ""}`;
  for (const folder of (process.env.PATH ?? "").split(delimiter))
    if (folder !== "" && (await isExecutable(join(folder, binary)))) return { words: "on PATH" };

  const version = versionOf(provider);
  // Where the user's own CLI keeps plugins, so that one download serves both.
  const home =
    process.env.PULUMI_HOME === undefined || process.env.PULUMI_HOME === ""
      ? join(homedir(), ".pulumi")
      : process.env.PULUMI_HOME;
  const folder = pluginFolder(home, provider);
  if (await isExecutable(join(folder, binary))) return { folder, words: `${version}, installed` };

  const env = { ...process.env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const install = ["plugin", "install", "resource", provider, `v${version}`];
  // Where nothing answers, this takes seconds.
  log(`Asking for the ${provider} plugin ${version}.`);
  try {
    await promisify(execFile)(command.command, install, { env, timeout: 300_000 });
  } catch {
    return undefined;
  }
  return (await isExecutable(join(folder, binary))) ? { folder, words: `${version}, downloaded` } : undefined;
}

/** A folder of links, not a linked folder: the engine passes over those. */
async function linkFiles(from: string, to: string): Promise<void> {
  await mkdir(to, { mode: 0o700 });
  for (const name of await readdir(from)) await symlink(join(from, name), join(to, name));
}

/** Where Pulumi looks for a plugin of the version that the program asks for: that of the SDK it imports. */
function pluginFolder(home: string, provider: Provider): string {
  return join(home, "plugins", `resource-${provider}-v${versionOf(provider)}`);
}

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
