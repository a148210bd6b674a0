import "reflect-metadata";

import { createPrivateKey, webcrypto, X509Certificate } from "node:crypto";

import type * as X509 from "@peculiar/x509";

import { readIfThereSync } from "../../../support/readIfThere.ts";
import { writeWhole } from "../../../support/writeWhole.ts";

export interface ServerCertificate {
  /** PEM: the server's certificate and, after it, the authority's. */
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateFiles {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const YEAR = 365 * 24 * 60 * 60 * 1000;
// Far back and far ahead: a client whose clock is years off from ours still accepts the certificate.
const NOT_BEFORE = new Date("2020-01-01T00:00:00Z");
const LIFETIME = 10 * YEAR;
const RENEW_WHEN_LEFT = 5 * YEAR;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/**
 * The certificate for localhost, 127.0.0.1 and ::1, signed by an authority that exists for this folder alone and whose
 * key is thrown away once it has signed. Made on first use, and again when little of its life is left.
 */
export async function serverCertificate(files: CertificateFiles, now: Date): Promise<ServerCertificate> {
  const kept = read(files, now);
  if (kept !== undefined) return kept;
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(webcrypto);
  const notAfter = new Date(now.getTime() + LIFETIME);
  const authorityKeys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const authority = await makeAuthority(x509, authorityKeys, notAfter);
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await makeServer(x509, authority, authorityKeys.privateKey, keys, notAfter);
  const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  const pem = createPrivateKey({ key, format: "der", type: "pkcs8" }).export({ format: "pem", type: "pkcs8" });
  const result = { certificate: `${certificate.toString("pem")}\n${authority.toString("pem")}\n`, key: String(pem) };
  await writeWhole(files.key, result.key, { mode: 0o600 });
  await writeWhole(files.certificate, result.certificate, { mode: 0o644 });
  await writeWhole(files.authority, `${authority.toString("pem")}\n`, { mode: 0o644 });
  return result;
}

function read(files: CertificateFiles, now: Date): ServerCertificate | undefined {
  const [certificate, key, signer] = [files.certificate, files.key, files.authority].map(readIfThereSync);
  if (certificate === undefined || key === undefined || signer === undefined) return undefined;
  try {
    const server = new X509Certificate(certificate);
    const authority = new X509Certificate(signer);
    const left = Math.min(Date.parse(server.validTo), Date.parse(authority.validTo)) - now.getTime();
    const fits = server.verify(authority.publicKey) && server.checkPrivateKey(createPrivateKey(key));
    // The first certificate alone would be read here; a server of TLS stumbles over a second one that is cut off.
    const isWhole = certificate.endsWith(`\n${signer}`);
    return fits && isWhole && left > RENEW_WHEN_LEFT ? { certificate, key } : undefined;
  } catch {
    // Damaged: new ones are made, as where there are none.
    return undefined;
  }
}

function makeAuthority(
  x509: typeof X509,
  keys: webcrypto.CryptoKeyPair,
  notAfter: Date,
): Promise<X509.X509Certificate> {
  return x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=aem-mail-oauth local tenant authority",
    notBefore: NOT_BEFORE,
    notAfter,
    signingAlgorithm: ALGORITHM,
    keys: keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
}

function makeServer(
  x509: typeof X509,
  authority: X509.X509Certificate,
  authorityKey: webcrypto.CryptoKey,
  keys: webcrypto.CryptoKeyPair,
  notAfter: Date,
): Promise<X509.X509Certificate> {
  return x509.X509CertificateGenerator.create({
    subject: "CN=localhost",
    issuer: authority.subject,
    notBefore: NOT_BEFORE,
    notAfter,
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: authorityKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
        { type: "ip", value: "::1" },
      ]),
    ],
  });
}
