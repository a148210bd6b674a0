import { ExitCode } from "../../commandLine/exitCodes.ts";
import { Preset } from "../../components/catalogue/presets.ts";
import { isProven } from "../../signIn/mail/proof.ts";
import { proofText } from "../../signIn/proofText.ts";
import { proveKept } from "../../signIn/proveKept.ts";
import { readTarget, type Target } from "../../signIn/target.ts";
import { wantedOf } from "../../signIn/wanted.ts";
import type { Backend } from "../../stack/backend.ts";
import { consentCommand } from "../../stack/commandsOf.ts";
import type { Deployment } from "../../stack/deployment.ts";
import { requireClock } from "../../stack/ends/clock.ts";
import { requireStack } from "../../stack/project.ts";
import type { KeptToken } from "../../stack/tokens/tokenStore.ts";
import { printableText } from "../../support/text.ts";
import { UserError } from "../../support/userError.ts";
import { byHand } from "./byHand.ts";
import type { Delivery } from "./delivery.ts";
import type { DeliverOptions } from "./options.ts";
import { toCloud } from "./toCloud.ts";

/**
 * `deliver`: the values to where AEM reads them.
 *
 * @returns 0 when every place has them, or will be asked again later; 3 when a place lacks something (--dry-run, or nobody entered it); 1 when
 * the values do not work
 */
export async function deliver(values: DeliverOptions, backend: Backend, now = new Date()): Promise<number> {
  return (await delivered(values, backend, now)).code;
}

/** The same, with whether a place takes no change now, so that it lacks what is due to it. */
export async function delivered(
  values: DeliverOptions,
  backend: Backend,
  now: Date,
): Promise<{ readonly code: ExitCode; readonly isLater: boolean }> {
  const stack = await requireStack(values);
  requireClock(now);
  const log = (line: string): void =>
    void (values.json ? process.stderr : process.stdout).write(`${printableText(line)}\n`);
  const deployment = await backend.open(stack, { log });
  try {
    const target = await readTarget(deployment, undefined, now);
    const kept = await target.tokens.read();
    if (kept === undefined && target.preset !== Preset.Aem65Osgi) {
      throw new UserError(
        `No refresh token is kept in ${target.tokens.name}, and AEM needs one. Sign in and keep one: ${consentCommand(stack, { save: true })}`,
      );
    }
    let tried: Promise<boolean> | undefined;
    const proven = (): Promise<boolean> => (tried ??= prove(deployment, target, kept, log));
    const delivery = { values, deployment, target, kept, now, log, proven };
    const wanted = wantedOf(target, kept);
    const cloud = target.keeping.deliverTo.length > 0 ? await toCloud(delivery, wanted) : [];
    const hand = cloud === "unproven" ? cloud : await byHand(delivery, wanted);
    const outcomes = cloud === "unproven" || hand === "unproven" ? "unproven" : [...cloud, ...hand];
    const proves = outcomes !== "unproven";
    if (values.json) {
      process.stdout.write(
        `${JSON.stringify({ stack: stack.given, wanted, proves, places: proves ? outcomes : [] })}\n`,
      );
    }
    if (outcomes === "unproven") return { code: ExitCode.Yours, isLater: false };
    const code = outcomes.some(({ result }) => result === "lacks") ? ExitCode.Due : ExitCode.Good;
    return { code, isLater: outcomes.some(({ result }) => result === "later") };
  } finally {
    await deployment.close();
  }
}

/** AEM 6.5 keeps its token itself: there is nothing to try here. */
async function prove(
  deployment: Deployment,
  target: Target,
  kept: KeptToken | undefined,
  log: Delivery["log"],
): Promise<boolean> {
  if (kept === undefined) return true;
  log(`\nThe values, tried before AEM gets them:`);
  const { lines } = await proveKept({
    deployment,
    target,
    kept,
    tell: (line) => {
      log(proofText(line));
    },
  });
  if (isProven(lines)) return true;
  log("\nNot all that AEM needs works, so nothing was delivered.");
  return false;
}
