import { placesOf } from "../../aem/places.ts";
import { Preset } from "../../components/catalogue/presets.ts";
import { DAY, parseLifetime, undeclaredDays } from "../../components/secrets/secretLifetime.ts";
import { isAlive, isGone, type UpdateLock } from "../../pulumi/updateLock.ts";
import { readTarget } from "../../signIn/target.ts";
import { tryToken } from "../../signIn/tryToken.ts";
import { wantedOf } from "../../signIn/wanted.ts";
import type { Backend } from "../../stack/backend.ts";
import { readDeclaration } from "../../stack/declaredSecrets.ts";
import { secretsInState } from "../../stack/deployedApplication.ts";
import type { Given } from "../../stack/places/given.ts";
import type { StackRef } from "../../stack/stackRef.ts";
import type { KeptToken } from "../../stack/tokens/tokenStore.ts";
import type { Facts } from "./nextStep.ts";

/**
 * Looks at all that the next step follows from: the stack's file, its deployment, the kept token, and what each place in AEM was given.
 *
 * @throws UserError, CannotTell where one of them does not say: then nothing is done, as a step from half the facts may be the wrong one
 */
export async function look(stack: StackRef, backend: Backend, now: Date, log: (line: string) => void): Promise<Facts> {
  const { declared } = await readDeclaration(stack, now);
  const { keeping, preset, maxSecretLifetime } = declared;
  const base = {
    now,
    declared: declared.secrets.map(({ label }) => label),
    takesToken: preset !== Preset.Aem65Osgi,
    lifetime: undeclaredDays(maxSecretLifetime === undefined ? undefined : parseLifetime(maxSecretLifetime)),
    rotateEvery: keeping.rotateEvery,
    cutOff: undefined,
    mayRepair: true,
    isSelfRepairing: stack.isLocal,
  };
  const none = { live: [], inState: [], token: undefined, wanted: undefined, places: [] };
  if (await backend.isAbsent(stack)) return { ...base, ...none };
  const deployment = await backend.open(stack, { log });
  try {
    const { resources, pending } = await deployment.snapshot();
    const inState = secretsInState(resources).map(([, label]) => label);
    const { changes } = deployment;
    const locks = await changes?.locks();
    // Of a deployment that was cut off, or that runs, nothing else is to be believed.
    if (locks !== undefined && locks.length > 0) {
      return {
        ...base,
        ...none,
        inState,
        cutOff: lockWords(locks),
        mayRepair: locks.every((lock) => isOver(lock, now)),
      };
    }
    // Where the backend does not tell of locks, an update that runs has operations pending, too.
    const mayRepair = changes === undefined || locks !== undefined;
    if (pending.length > 0) return { ...base, ...none, inState, cutOff: "an update was cut off, or runs", mayRepair };
    if (inState.length === 0) return { ...base, ...none };
    const target = await readTarget(deployment, undefined, now);
    const kept = base.takesToken ? await target.tokens.read() : undefined;
    const token = kept === undefined ? undefined : { ...whoseIs(kept), ...(await tryToken(deployment, target, kept)) };
    const { secrets: live, config, tenantId } = target;
    const places = (await placesOf({ deployment, keeping, config, tenantId, log }, preset)).map((place) => ({
      ...place,
      given: believable(place.given, now),
    }));
    const wanted = wantedOf(target, kept);
    return { ...base, inState, live, token, wanted, places };
  } finally {
    await deployment.close();
  }
}

/** A record of tomorrow is one of a clock that was wrong, or of somebody else: what is counted from it would wait for ever. */
function believable(given: Given | undefined, now: Date): Given | undefined {
  return given !== undefined && Date.parse(given.at) > now.getTime() + DAY ? undefined : given;
}

/** Milliseconds. No update takes so long. */
const LONGEST_UPDATE = 6 * 60 * 60_000;

/** Whether the update that holds the lock is over: its process is gone, or the lock is older than any update. */
function isOver(lock: UpdateLock, now: Date): boolean {
  return isGone(lock) || (!isAlive(lock) && now.getTime() - Date.parse(lock.since) > LONGEST_UPDATE);
}

function lockWords(locks: readonly UpdateLock[]): string {
  const [first] = locks;
  const words = [
    ["on", first?.host ?? ""],
    ["since", first?.since ?? ""],
  ].flatMap(([word = "", value = ""]) => (value === "" ? [] : [`${word} ${value}`]));
  return `an update has the stack locked${words.length === 0 ? "" : ` (${words.join(", ")})`}`;
}

/** What is said of a token, without the token. */
function whoseIs({ issued, mailbox, user }: KeptToken): Pick<KeptToken, "issued" | "mailbox" | "user"> {
  return { issued, mailbox, user };
}
