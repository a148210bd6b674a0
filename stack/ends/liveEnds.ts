import type { ClientSecretArgs } from "../../components/mailApplicationArgs.ts";
import { parseExpires } from "../../components/secrets/secretLifetime.ts";
import { UserError } from "../../support/userError.ts";
import type { Backend } from "../backend.ts";
import { secretsInState } from "../deployedApplication.ts";
import type { Deployment } from "../deployment.ts";
import type { StackRef } from "../stackRef.ts";
import type { RecordedEnd } from "./recordedEnds.ts";

/** A live client secret as the deployment tells of it. */
export interface LiveEnd {
  readonly label: string;
  /** Entra's id of it; undefined where it was not told. */
  readonly keyId: string | undefined;
  /** Its real end, RFC 3339; undefined where it was not told. */
  readonly expires: string | undefined;
}

/**
 * The live secrets of a stack with their real ends, newest first; undefined where they cannot be read, which is said: the other stacks have
 * dates too. Those of the state that the outputs do not tell of yet, as after an update that was cut off, come last, without a date.
 */
export async function liveEnds(
  stack: StackRef,
  backend: Backend,
  say: (line: string) => void,
): Promise<LiveEnd[] | undefined> {
  try {
    const deployment = await backend.open(stack, { log: say });
    try {
      return await secretsOf(deployment);
    } finally {
      await deployment.close();
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(`Stack ${stack.given} could not be read. ${error.message}`);
    return undefined;
  }
}

async function secretsOf(deployment: Pick<Deployment, "outputs" | "resources">): Promise<LiveEnd[]> {
  const told = endsInOutput((await deployment.outputs()).clientSecrets?.value);
  const inState = secretsInState(await deployment.resources());
  const untold = inState.filter(([keyId, label]) => !told.some((end) => end.keyId === keyId || end.label === label));
  return [...told, ...untold.map(([keyId, label]) => ({ label, keyId, expires: undefined }))];
}

/** What output clientSecrets tells; nothing where it is no list. */
export function endsInOutput(output: unknown): LiveEnd[] {
  if (!Array.isArray(output)) return [];
  return output.map((item: unknown) => {
    const { label, keyId, expires } = Object(item) as Record<keyof LiveEnd, unknown>;
    return {
      label: String(label),
      keyId: typeof keyId === "string" ? keyId : undefined,
      expires: typeof expires === "string" && parseExpires(expires) !== undefined ? expires : undefined,
    };
  });
}

/** As the rules of what is due take them. */
export const asDeclared = (ends: readonly LiveEnd[]): ClientSecretArgs[] =>
  ends.map(({ label, expires }) => ({ label, ...(expires === undefined ? {} : { expires }) }));

/** Those whose end is known, to be recorded as seen now. */
export function toRecord(ends: readonly LiveEnd[], now: Date): RecordedEnd[] {
  const seen = now.toISOString();
  return ends.flatMap(({ label, keyId, expires }) =>
    keyId === undefined || expires === undefined ? [] : [{ label, keyId, ends: expires, seen }],
  );
}

/** What the record says otherwise than the deployment, a line each: nobody may go on counting from it. */
export function contradictions(ends: readonly LiveEnd[], recorded: readonly RecordedEnd[]): string[] {
  return recorded.flatMap(({ label, keyId, ends: end }) => {
    const live = ends.find((other) => other.label === label);
    if (live === undefined) return [`client secret "${label}" is recorded, and not live`];
    if (live.keyId !== undefined && live.keyId.toLowerCase() !== keyId.toLowerCase())
      return [`client secret "${label}" is recorded as ${keyId}, and the live one is ${live.keyId}`];
    if (live.expires === undefined || Date.parse(live.expires) === Date.parse(end)) return [];
    return [
      `client secret "${label}" is recorded to end on ${end.slice(0, 10)}, and ends on ${live.expires.slice(0, 10)}`,
    ];
  });
}
