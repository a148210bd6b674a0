import type { LiveCredential } from "../../../entra/application.ts";
import { added, type Compare, type Difference, missing } from "./liveDifference.ts";

/** Everything that the application can prove itself with. */
export const credentialDifferences: Compare = (
  { settings, secrets },
  { registration, federatedCredentials, servicePrincipal },
) => {
  const declared = settings.clientSecrets.map(({ label }) => label);
  const known = [...secrets.values()];
  const live = registration.passwordCredentials.map(({ keyId }) => keyId);
  return [
    ...registration.passwordCredentials.flatMap((secret) => {
      const label = secrets.get(secret.keyId);
      if (label === undefined)
        return [added("client secret", nameOf(secret), `${described(secret)}; the stack did not make it`)];
      if (declared.includes(label)) return [];
      return [added("client secret", label, `${described(secret)}; no longer declared, the next update revokes it`)];
    }),
    ...[...secrets]
      .filter(([keyId]) => !live.includes(keyId))
      .map(([, label]) => missing("client secret", label, "somebody removed it; whoever uses it cannot sign in")),
    ...declared
      .filter((label) => !known.includes(label))
      .map((label) => missing("client secret", label, "the next update makes it")),
    ...registration.keyCredentials.map((certificate) =>
      added("certificate", nameOf(certificate), described(certificate)),
    ),
    ...federatedCredentials.map(({ name, issuer, subject }) =>
      added(
        "federated credential",
        name,
        `tokens of ${issuer} for ${subject ?? "any matching subject"} sign in as the application`,
      ),
    ),
    ...ofServicePrincipal("client secret", servicePrincipal?.passwordCredentials ?? []),
    ...ofServicePrincipal("certificate", servicePrincipal?.keyCredentials ?? []),
  ];
};

/** The portal does not show these, but they sign in all the same. */
function ofServicePrincipal(kind: string, credentials: readonly LiveCredential[]): Difference[] {
  return credentials.map((one) => added(`${kind} of the service principal`, nameOf(one), described(one)));
}

/** A credential without a name goes by its id. */
function nameOf({ displayName, keyId }: LiveCredential): string {
  return displayName === null || displayName === "" ? keyId : displayName;
}

function described({ endDateTime, hint, keyId }: LiveCredential): string {
  const begins = typeof hint === "string" && hint !== "" ? `, begins with ${hint}` : "";
  return `ends ${endDateTime?.slice(0, 10) ?? "never"}${begins}, id ${keyId}`;
}
