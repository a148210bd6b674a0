import { setTimeout as sleep } from "node:timers/promises";

import { deliveredVariables } from "../../aem/deliveredVariables.ts";
import { type CloudPlace, cloudPlaces } from "../../aem/places.ts";
import { variableFaults, variableNotices } from "../../aem/variableLimits.ts";
import { givenNow } from "../../signIn/wanted.ts";
import { type Given, givenWords, type Wanted } from "../../stack/places/given.ts";
import { nextWindow } from "../../stack/places/window.ts";
import { noteChange } from "../../support/auditNotes.ts";
import { CannotTell, UserError } from "../../support/userError.ts";
import { type Delivery, needed, type Outcome, valuesOf, whyGiven } from "./delivery.ts";

/** Milliseconds between two looks at an environment that takes no change now. */
const LOOK_EVERY = 30_000;

/**
 * Delivers to environments of Cloud Manager, one after another: a fault of the first keeps the others as they are.
 *
 * @returns "unproven" where the values do not work, and nothing was delivered
 */
export async function toCloud(delivery: Delivery, wanted: Wanted): Promise<Outcome[] | "unproven"> {
  const { values, deployment, target, now, log } = delivery;
  const { keeping, config, tenantId } = target;
  const places = await cloudPlaces({ deployment, keeping, config, tenantId, log });
  refuseOthers(places, wanted, values["take-over"]);
  const outcomes: Outcome[] = [];
  for (const place of places) {
    const change = changeOf(place, delivery, wanted);
    if (change === undefined) {
      log(`${place.name} has ${givenWords(place.given)}.`);
      outcomes.push({ place: place.name, result: "has" });
      continue;
    }
    for (const notice of variableNotices(change.variables)) log(`Note: ${notice}`);
    const why = whyGiven(delivery, change.lacks, place.given);
    if (values["dry-run"]) {
      log(`${place.name} ${why}.`);
      outcomes.push({ place: place.name, result: "lacks", why });
      continue;
    }
    const opens = nextWindow(keeping.deliverBetween, now);
    const later = opens > now ? `setting deliverBetween: from ${timeOf(opens)} on` : undefined;
    if (later === undefined && !(await delivery.proven())) return "unproven";
    const outcome = later === undefined ? await change.make() : { later };
    if (outcome === "done") {
      log(`${place.name} was given the ${change.lacks}. It restarts now, which takes some minutes.`);
      outcomes.push({ place: place.name, result: "given" });
    } else {
      log(`${place.name} ${why}. Later: ${outcome.later}. Nothing was changed there; run the command again.`);
      outcomes.push({ place: place.name, result: "later", why: outcome.later });
    }
  }
  return outcomes;
}

interface Change {
  readonly variables: ReturnType<typeof deliveredVariables>;
  /** `client secret and refresh token` */
  readonly lacks: string;
  make(): Promise<"done" | { readonly later: string }>;
}

/** Undefined where the place has all of it. @throws UserError before anything is changed, for what Cloud Manager would refuse */
function changeOf(place: CloudPlace, delivery: Delivery, wanted: Wanted): Change | undefined {
  const { target, kept, now, values, log } = delivery;
  const needs = needed(delivery, place.given, wanted, false);
  const lacks = valuesOf(needs);
  if (lacks === undefined) return undefined;
  const given = recordOf(place, wanted, needs.token, now);
  const refreshToken = needs.token ? kept?.refreshToken : undefined;
  const variables = deliveredVariables({ clientSecret: target.clientSecret, refreshToken }, given);
  const faults = variableFaults(variables, place.variables, place.where.service);
  if (faults.length > 0)
    throw new UserError(`${place.name} cannot be given the values. Nothing was changed.\n${faults.join("\n")}`);
  return {
    variables,
    lacks,
    async make() {
      const { label = "", keyId = "" } = target.secrets[0] ?? {};
      const where = {
        stack: wanted.stack,
        application: wanted.clientId,
        places: [`program-${place.where.program}/environment-${place.where.environment}`],
      };
      try {
        const outcome = await patched(place, variables, { minutes: values.wait, log });
        const tokens = needs.token
          ? [{ change: "delivered", mailbox: given.mailbox, issued: given.issued } as const]
          : [];
        if (outcome === "done") noteChange({ ...where, secrets: [{ change: "delivered", label, keyId }], tokens });
        return outcome;
      } catch (error) {
        // Whoever does not know whether it was changed has to be taken for somebody who changed it.
        if (error instanceof CannotTell) noteChange(where);
        throw error;
      }
    },
  };
}

/** Where the token stays, so does what is written down of it. */
function recordOf({ given }: CloudPlace, wanted: Wanted, isTokenGiven: boolean, now: Date): Given {
  const record = givenNow(wanted, now);
  if (isTokenGiven || given === undefined) return record;
  const { stack, clientId, secret, keyId, at } = record;
  const { issued, mailbox } = given;
  return {
    stack,
    clientId,
    secret,
    keyId,
    at,
    ...(issued === undefined ? {} : { issued }),
    ...(mailbox === undefined ? {} : { mailbox }),
  };
}

/** Waits for an environment that takes no change now, with a word about it each time, and no longer than was asked for. */
async function patched(
  { where, adobe, name }: CloudPlace,
  variables: Change["variables"],
  { minutes, log }: { readonly minutes: number; readonly log: (line: string) => void },
): Promise<"done" | { readonly later: string }> {
  const until = performance.now() + minutes * 60_000;
  for (;;) {
    const outcome = await adobe.patch(where, variables);
    const left = until - performance.now();
    if (outcome === "done" || left <= 0) return outcome;
    log(
      `${name} takes no change now: ${outcome.later}. Looking again; for ${Math.ceil(left / 60_000)} minutes at most.`,
    );
    await sleep(Math.min(LOOK_EVERY, left));
  }
}

/** Two stacks that deliver to one environment would take it from each other for ever. */
function refuseOthers(places: readonly CloudPlace[], { stack, clientId }: Wanted, isTakenOver: boolean): void {
  const isOurs = (given: Given): boolean =>
    given.stack === stack && given.clientId.toLowerCase() === clientId.toLowerCase();
  const others = places.filter(({ given }) => given !== undefined && !isOurs(given));
  if (others.length === 0 || isTakenOver) return;
  const lines = others.map(
    ({ name, given }) => `${name} has values of stack ${given?.stack ?? ""}, application ${given?.clientId ?? ""}`,
  );
  throw new UserError(
    `${lines.join("\n")}\nEither setting deliverTo of one of the two stacks names the wrong environment, or stack ${stack} is to have it from ` +
      "now on: then take it out of the other stack's deliverTo, and add --take-over. Nothing was changed.",
  );
}

const timeOf = (date: Date): string => `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
