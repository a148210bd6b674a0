import { createHash, randomBytes, randomInt, randomUUID, timingSafeEqual } from "node:crypto";

import type { Secret } from "./state.ts";

export interface SecretTerms {
  displayName: string | null;
  start: Date;
  end: Date;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789~_.-";

/** A value of the form that Entra gives, which secret scanners know: three characters, a digit, `Q~`, 34 more. */
export function newSecretValue(): string {
  return `${characters(3, 62)}8Q~${characters(34, ALPHABET.length)}`;
}

/** What is kept of a secret. The value is random and long, so one salted digest suffices; nobody can guess through it. */
export function secretFor(value: string, terms: SecretTerms): Secret {
  const salt = randomBytes(16).toString("hex");
  return {
    keyId: randomUUID(),
    displayName: terms.displayName,
    startDateTime: terms.start.toISOString(),
    endDateTime: terms.end.toISOString(),
    hint: value.slice(0, 3),
    salt,
    digest: digestOf(value, salt),
  };
}

export function isSecret(secret: Secret, value: string): boolean {
  return timingSafeEqual(Buffer.from(secret.digest, "hex"), Buffer.from(digestOf(value, secret.salt), "hex"));
}

const digestOf = (value: string, salt: string): string => createHash("sha256").update(salt).update(value).digest("hex");

const characters = (count: number, of: number): string =>
  Array.from({ length: count }, () => ALPHABET.charAt(randomInt(of))).join("");
