import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { LocalWorkspace, type PulumiCommand, type Stack } from "@pulumi/pulumi/automation/index.js";
import { type Document, isMap, parseDocument } from "yaml";

import { REFRESH_TOKEN_KEY } from "../../components/catalogue/configKeys.ts";
import { parsePulumiYaml } from "../../pulumi/pulumiYaml.ts";
import { LOCAL, pathsOf, PROJECT_FILE } from "../../stack/stackRef.ts";
import { readIfThere } from "../../support/readIfThere.ts";
import { reasonOf, UserError } from "../../support/userError.ts";
import { writeWhole } from "../../support/writeWhole.ts";
import { hasStack, type LocalFolder } from "../folder.ts";
import type { Tenant } from "../tenant/index.ts";

/** Blanks what the real azuread plugin would sign in with before, or beside, the tenant's client secret. */
const NO_OTHER_CREDENTIALS = Object.fromEntries(
  [
    "ARM_CLIENT_CERTIFICATE",
    "ARM_CLIENT_CERTIFICATE_PASSWORD",
    "ARM_CLIENT_CERTIFICATE_PATH",
    "ARM_CLIENT_ID_FILE_PATH",
    "ARM_CLIENT_SECRET_FILE_PATH",
    "ARM_ENVIRONMENT",
    "ARM_OIDC_REQUEST_TOKEN",
    "ARM_OIDC_REQUEST_URL",
    "ARM_OIDC_TOKEN",
    "ARM_OIDC_TOKEN_FILE_PATH",
    "ARM_USE_MSI",
    "ARM_USE_OIDC",
  ].map((name) => [name, ""]),
);

export interface StackOptions {
  readonly folder: LocalFolder;
  readonly command: PulumiCommand;
  /** Absent where nothing is deployed, as when outputs are read. */
  readonly tenant: Tenant | undefined;
  /** Settings for this run alone, by key or by a path into one, as `pulumi config set --path` takes them. */
  readonly config: Readonly<Record<string, string>>;
}

/**
 * Opens stack `local`, made where there is none, on copies of Pulumi.yaml and the stack file inside the folder. The copies are
 * made afresh each time, so an edit of the tracked files counts and `config` does not outlive the run.
 */
export async function openStack(options: StackOptions): Promise<Stack> {
  const { folder, command, tenant } = options;
  await copyProject(folder);
  await copyStackFile(folder, tenant);
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: LOCAL, workDir: folder.project },
    {
      pulumiHome: folder.pulumiHome,
      pulumiCommand: command,
      envVars: {
        ...NO_OTHER_CREDENTIALS,
        ...tenant?.environment,
        // Without the metadata files beside each file: one that a killed engine left empty makes the state unreadable.
        PULUMI_BACKEND_URL: `${pathToFileURL(folder.backend).href}?metadata=skip`,
        // Not PULUMI_CONFIG_PASSPHRASE_FILE: a passphrase in the person's own environment would win over it.
        PULUMI_CONFIG_PASSPHRASE: await readFile(folder.passphrase, "utf8"),
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      },
    },
  );
  await setConfig(stack, options.config);
  return stack;
}

async function setConfig(stack: Stack, config: Readonly<Record<string, string>>): Promise<void> {
  if (Object.keys(config).length === 0) return;

  const values = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }]));
  try {
    await stack.setAllConfig(values, true);
  } catch (error) {
    throw new UserError(
      `--config was refused by Pulumi: ${engineWords(error)}\n` +
        "Write key=value, where key is a setting or a path into one, such as displayName or clientSecrets[0].label.",
    );
  }
}

/** What the engine wrote to standard error, without the Automation API's wrapping. */
export function engineWords(error: unknown): string {
  const text = reasonOf(error);
  return (/stderr: (?:Command failed[^\n]*\n)?([\s\S]*?)\n err\?:/.exec(text)?.[1] ?? text).trim();
}

/** Where Pulumi's file backend has the stack's state. */
export async function stateFile(folder: LocalFolder): Promise<string> {
  return join(folder.backend, ".pulumi", "stacks", await projectName(folder), `${LOCAL}.json`);
}

async function projectName(folder: LocalFolder): Promise<string> {
  return (await readYaml(folder, PROJECT_FILE)).get("name") as string;
}

async function copyProject(folder: LocalFolder): Promise<void> {
  const project = await readYaml(folder, PROJECT_FILE);
  // What runs the program is said for each operation (program.ts), and the stack file's copy lies beside the project's.
  project.set("runtime", "nodejs");
  project.delete("main");
  project.delete("stackConfigDir");
  await writeWhole(join(folder.project, "Pulumi.yaml"), project.toString(), { mode: 0o600 });
}

async function copyStackFile(folder: LocalFolder, tenant: Tenant | undefined): Promise<void> {
  const name = `Pulumi.${LOCAL}.yaml`;
  const copy = join(folder.project, name);
  const stackFile = await readYaml(folder, pathsOf(LOCAL).settings);
  if (tenant !== undefined) stackFile.setIn(["config", `${await projectName(folder)}:authority`], tenant.url);

  const before = await keptBefore(folder, copy);
  // The key that encrypts the state's secrets is derived with this salt; Pulumi writes it into the stack file.
  const salt: unknown = before?.get("encryptionsalt");
  if (salt !== undefined) stackFile.set("encryptionsalt", salt);

  // What `consent --save` keeps: a secret of this folder's, never of the tracked file.
  const saved = ["config", REFRESH_TOKEN_KEY];
  if (before?.hasIn(saved) === true) stackFile.setIn(saved, before.getIn(saved));

  await writeWhole(copy, stackFile.toString(), { mode: 0o600 });
}

/** The copy of the run before, if there was one; what only it holds would be lost where it is damaged. */
async function keptBefore(folder: LocalFolder, copy: string): Promise<Document | undefined> {
  const text = await readIfThere(copy);
  if (text === undefined) return undefined;
  const document = parseDocument(text);
  const config = isMap(document.contents) ? (document.get("config") ?? null) : undefined;
  // The salt stands at the end: a copy that is cut off lacks it.
  const isWhole = isMap(document.contents) && (document.has("encryptionsalt") || !(await hasStack(folder)));
  if (isWhole && document.errors.length === 0 && (config === null || isMap(config))) return document;
  throw new UserError(
    `${copy} is damaged. It holds the salt of the stack's key, and the refresh token where \`consent --save\` kept one: put an older copy ` +
      "back, or delete it. Then the token is lost, and `npx aem-mail-oauth consent --stack local --save` gets another.",
  );
}

async function readYaml({ stack }: LocalFolder, path: string): Promise<Document> {
  const text = await readIfThere(join(stack.project, path));
  if (text === undefined) throw new UserError(`${path} is missing. Get it back with: git checkout -- ${path}`);
  const document = parsePulumiYaml(text, path);
  const config = isMap(document.contents) ? document.get("config") : null;
  if (!isMap(document.contents) || (config !== undefined && !isMap(config))) {
    throw new UserError(
      `${path} has to be a map of keys, with a map under "config". docs/settings.md shows the settings.`,
    );
  }

  return document;
}
