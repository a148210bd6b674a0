import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { rootCertificates } from "node:tls";

import writeFileAtomic from "write-file-atomic";

import { filesIn } from "./folder.ts";
import { CLIENTS, type ClientName, type ClientSecrets, TENANT_ID } from "./seed.ts";
import { newSecretValue } from "./secrets.ts";

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
  const candidates = [...(told === undefined || resolve(told) === resolve(bundle) ? [] : [told]), ...SYSTEM_BUNDLES];
  const system = candidates.find((file) => existsSync(file));
  const trusted = system === undefined ? rootCertificates.join("\n") : readFileSync(system, "utf8").trimEnd();
  await writeFileAtomic(bundle, `${trusted}\n${readFileSync(authority, "utf8")}`, { mode: 0o644 });
}

/** The secrets of the seeded clients, made on first use. */
export async function clientSecrets(folder: string): Promise<ClientSecrets> {
  try {
    return readClientSecrets(folder);
  } catch {
    const names = Object.keys(CLIENTS) as ClientName[];
    const secrets = Object.fromEntries(names.map((name) => [name, newSecretValue()])) as Record<ClientName, string>;
    await writeFileAtomic(filesIn(folder).clients, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    return secrets;
  }
}

export function readClientSecrets(folder: string): ClientSecrets {
  return JSON.parse(readFileSync(filesIn(folder).clients, "utf8")) as ClientSecrets;
}
