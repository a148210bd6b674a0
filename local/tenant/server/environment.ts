import { accessSync, constants, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { rootCertificates } from "node:tls";

import { readIfThereSync } from "../../../support/readIfThere.ts";
import { parsed } from "../../../support/shape.ts";
import { UserError } from "../../../support/userError.ts";
import { writeWhole } from "../../../support/writeWhole.ts";
import { newSecretValue } from "../state/secrets.ts";
import { type ClientName, CLIENTS, type ClientSecrets, TENANT_ID } from "../state/seed.ts";
import { filesIn } from "./folder.ts";

/** Where Linux distributions keep their trusted authorities: https://go.dev/src/crypto/x509/root_linux.go */
const SYSTEM_BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** What a client of the tenant needs in its environment. */
export function environmentOf(folder: string, port: number): Readonly<Record<string, string>> {
  const { authority, bundle } = filesIn(folder);
  return {
    ARM_METADATA_HOSTNAME: `localhost:${port}`,
    ARM_TENANT_ID: TENANT_ID,
    ARM_CLIENT_ID: CLIENTS.deployer.appId,
    ARM_CLIENT_SECRET: readClientSecrets(folder).deployer,
    SSL_CERT_FILE: bundle,
    REQUESTS_CA_BUNDLE: bundle,
    NODE_EXTRA_CA_CERTS: authority,
  };
}

/**
 * Writes the bundle of the authorities that this machine trusts and ours: SSL_CERT_FILE and REQUESTS_CA_BUNDLE replace
 * what a client trusts, NODE_EXTRA_CA_CERTS adds to it.
 */
export async function writeBundle(folder: string): Promise<void> {
  const { authority, bundle } = filesIn(folder);
  // What this machine was told to trust instead, unless that is this very file from an earlier run.
  const told = process.env.SSL_CERT_FILE;
  const chosen = told === undefined || resolve(told) === resolve(bundle) ? undefined : readIfThereSync(told);
  const system = SYSTEM_BUNDLES.find(isReadable);
  const trusted = chosen ?? (system === undefined ? rootCertificates.join("\n") : readFileSync(system, "utf8"));
  await writeWhole(bundle, `${trusted.trimEnd()}\n${readFileSync(authority, "utf8")}`, { mode: 0o644 });
}

/** The secrets of the seeded clients, made on first use; and where they are damaged, as the tenant is told the new ones. */
export async function clientSecrets(folder: string): Promise<ClientSecrets> {
  const kept = keptClientSecrets(folder);
  if (kept !== undefined) return kept;
  const secrets = Object.fromEntries(NAMES.map((name) => [name, newSecretValue()])) as Record<ClientName, string>;
  await writeWhole(filesIn(folder).clients, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

const NAMES = Object.keys(CLIENTS) as ClientName[];

/** @throws UserError where they are missing or damaged */
export function readClientSecrets(folder: string): ClientSecrets {
  const secrets = keptClientSecrets(folder);
  if (secrets !== undefined) return secrets;
  throw new UserError(
    `${filesIn(folder).clients} is missing or damaged. The tenant writes it again when it starts: stop the process that serves it, and ` +
      "run the command again.",
  );
}

/** Undefined where they are missing or damaged. */
function keptClientSecrets(folder: string): ClientSecrets | undefined {
  const text = readIfThereSync(filesIn(folder).clients);
  const secrets = Object(text === undefined ? undefined : parsed(text)) as ClientSecrets;
  return NAMES.every((name) => typeof secrets[name] === "string" && secrets[name] !== "") ? secrets : undefined;
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
