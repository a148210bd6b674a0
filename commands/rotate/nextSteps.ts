import { CLOUD_HOSTS } from "../../components/catalogue/clouds.ts";
import { aemPlaces } from "../../stack/aemPlaces.ts";
import { commandsOf } from "../../stack/commandsOf.ts";
import type { DeclaredSecrets } from "../../stack/declaredSecrets.ts";
import { pathsOf, type StackRef } from "../../stack/stackRef.ts";

/** Numbered steps, a line each; continuation lines are indented below their step. */
export function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `  ${index + 1}. ${step.replaceAll("\n", "\n     ")}`).join("\n");
}

/** Where pull requests are reviewed, the edit is to be seen in words; it is committed either way. `forgot`: with the recorded ends. */
export function reviewStep(stack: StackRef, forgot = false): string {
  const { name, isLocal } = stack;
  const paths = pathsOf(name);
  // The recorded ends of stack local lie where git does not look.
  const recorded = forgot && !isLocal ? ` ${paths.ends}` : "";
  const files = `${paths.settings} ${paths.access}${recorded}`;
  return (
    `Bring the access file up to date and commit ${recorded === "" ? "both" : "all three"}:\n${commandsOf(stack).access}\n` +
    `git add ${files}\ngit commit -m "Rotate the client secret of ${name}" -- ${files}`
  );
}

/** A secret alone opens no mailbox; with a refresh token that leaked beside it, it did. */
export function sessionsStep(stack: StackRef, { cloud, mailbox = "<mailbox>" }: DeclaredSecrets): string {
  // The Azure CLI does not reach the local tenant.
  const end = `az rest --method POST --url ${CLOUD_HOSTS[cloud].graph}/v1.0/users/${mailbox}/revokeSignInSessions\n`;
  return (
    "If a refresh token may have leaked as well, end the mailbox's sessions, then sign in again and enter the new refresh token too\n" +
    "(in a browser: Entra admin center > Users > the mailbox > Revoke sessions):\n" +
    `${stack.isLocal ? "" : end}${commandsOf(stack).consent}`
  );
}

/** Every place in AEM that holds the secret, a line each. */
export function placesOf({ preset }: Pick<DeclaredSecrets, "preset">): string {
  return aemPlaces(preset)
    .map(({ name, path, note }) => `- ${name}: ${path}${note === undefined ? "" : `\n  ${note}`}`)
    .join("\n");
}
