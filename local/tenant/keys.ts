import { generateKeyPairSync, type JsonWebKey } from "node:crypto";
import { readFileSync } from "node:fs";

import { calculateJwkThumbprint, importJWK, type CryptoKey, type JWK } from "jose";
import writeFileAtomic from "write-file-atomic";

/** The key that signs tokens (RS256), its public half, and the JSON Web Key Set (RFC 7517) that is published. */
export interface SigningKey {
  readonly id: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly published: { keys: JWK[] };
}

/** Reads the key from `file`, or makes one; kept so that tokens survive a restart of the tenant. */
export async function signingKey(file: string): Promise<SigningKey> {
  const secret = read(file) ?? (await make(file));
  const { kty, n, e } = secret;
  if (kty === undefined || n === undefined || e === undefined) throw new Error(`${file} holds no RSA key. Delete it.`);
  const id = await calculateJwkThumbprint({ kty, n, e });
  const open: JWK = { kty, use: "sig", kid: id, alg: "RS256", n, e };
  return {
    id,
    privateKey: (await importJWK(secret as JWK, "RS256")) as CryptoKey,
    publicKey: (await importJWK(open, "RS256")) as CryptoKey,
    published: { keys: [open] },
  };
}

function read(file: string): JsonWebKey | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as JsonWebKey;
  } catch {
    // Missing or damaged: a new key costs nothing but tokens of an hour at most.
    return undefined;
  }
}

async function make(file: string): Promise<JsonWebKey> {
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  await writeFileAtomic(file, `${JSON.stringify(key)}\n`, { mode: 0o600 });
  return key;
}
