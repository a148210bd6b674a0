import { randomUUID, X509Certificate } from "node:crypto";

import { type Json, type JsonObject, objectsOf, textOf } from "../../state/json.ts";
import { invalidValue } from "../errors.ts";
import { graphDate } from "../views.ts";

/**
 * The `keyCredentials` of an application after a PATCH, which replaces the list: what comes with a certificate (`key`, DER in base64) is
 * new, what comes without keeps the one of its `keyId`. https://learn.microsoft.com/graph/api/resources/keycredential
 *
 * @throws GraphError 400 for what is no certificate
 */
export function certificatesAfter(given: Json, existing: readonly JsonObject[]): JsonObject[] {
  return objectsOf(given).map((credential) => {
    const kept = existing.find(({ keyId }) => keyId === credential.keyId);
    if (kept !== undefined) return kept;
    const certificate = parse(textOf(credential.key));
    return {
      customKeyIdentifier: Buffer.from(certificate.fingerprint.replaceAll(":", ""), "hex").toString("base64"),
      displayName: credential.displayName ?? certificate.subject,
      endDateTime: graphDate(certificate.validToDate.toISOString()),
      key: null,
      keyId: typeof credential.keyId === "string" ? credential.keyId : randomUUID(),
      startDateTime: graphDate(certificate.validFromDate.toISOString()),
      type: "AsymmetricX509Cert",
      usage: "Verify",
    };
  });
}

function parse(key: string): X509Certificate {
  try {
    return new X509Certificate(Buffer.from(key, "base64"));
  } catch {
    throw invalidValue("keyCredentials", "Application", "key is no certificate (DER, in base64)");
  }
}
