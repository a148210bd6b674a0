import { createPrivateKey, generateKeyPairSync, type JsonWebKey } from "node:crypto";

import { calculateJwkThumbprint, type CryptoKey, importJWK, type JWK } from "jose";

import { readIfThereSync } from "../../../support/readIfThere.ts";
import { parsed } from "../../../support/shape.ts";
import { writeWhole } from "../../../support/writeWhole.ts";

/** The key that signs tokens (RS256), its public half, and the JSON Web Key Set (RFC 7517) that is published. */
export interface SigningKey {
  readonly id: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly published: { keys: JWK[] };
}

/** An RSA key has these members: RFC 7518, section 6.3. */
type PrivateKey = JsonWebKey & { readonly kty: string; readonly n: string; readonly e: string };

/** Reads the key from `file`, or makes one; kept so that tokens survive a restart of the tenant. */
export async function signingKey(file: string): Promise<SigningKey> {
  const secret = read(file) ?? (await make(file));
  const { kty, n, e } = secret;
  const id = await calculateJwkThumbprint({ kty, n, e });
  const open: JWK = { kty, use: "sig", kid: id, alg: "RS256", n, e };
  return {
    id,
    privateKey: (await importJWK(secret as JWK, "RS256")) as CryptoKey,
    publicKey: (await importJWK(open, "RS256")) as CryptoKey,
    published: { keys: [open] },
  };
}

/** Missing or damaged: a new key costs nothing but tokens of an hour at most. */
function read(file: string): PrivateKey | undefined {
  const text = readIfThereSync(file);
  const key = text === undefined ? undefined : parsed(text);
  try {
    createPrivateKey({ key: key as JsonWebKey, format: "jwk" });
  } catch {
    return undefined;
  }
  return (key as JsonWebKey).kty === "RSA" ? (key as PrivateKey) : undefined;
}

async function make(file: string): Promise<PrivateKey> {
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  await writeWhole(file, `${JSON.stringify(key)}\n`, { mode: 0o600 });
  return key as PrivateKey;
}
