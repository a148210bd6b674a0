import { hostname, userInfo } from "node:os";

import { enteredPlaces, type Place } from "../../aem/places.ts";
import { agreed } from "../../commandLine/ask.ts";
import { givenNow } from "../../signIn/wanted.ts";
import { aemPlaces } from "../../stack/aemPlaces.ts";
import { commandsOf } from "../../stack/commandsOf.ts";
import { forgetEntered, recordEntered } from "../../stack/places/enteredPlaces.ts";
import { givenWords, type Wanted } from "../../stack/places/given.ts";
import { noteChange } from "../../support/auditNotes.ts";
import { type Delivery, needed, type Outcome, valuesOf, whyGiven } from "./delivery.ts";

/**
 * Has a person enter the values, place by place, and writes down at once what is said of each: who stops half-way has said the first ones.
 *
 * @returns "unproven" where the values do not work, and nobody was asked
 */
export async function byHand(delivery: Delivery, wanted: Wanted): Promise<Outcome[] | "unproven"> {
  const { values, deployment, target, log } = delivery;
  const { stack } = deployment;
  const places = await enteredPlaces({ deployment, keeping: target.keeping }, target.preset);
  const lacking = places.filter(({ given }) => valuesOf(needed(delivery, given, wanted, true)) !== undefined);
  const isAsked = process.stdin.isTTY && !values.json;
  const isSilent = values["dry-run"] || (!values.yes && !isAsked);
  if (lacking.length > 0 && !isSilent && !(await delivery.proven())) return "unproven";
  if (lacking.length > 0 && !values.yes) log(`\nThe values, field by field: ${commandsOf(stack).sheet}`);
  const outcomes: Outcome[] = [];
  for (const place of places) outcomes.push(await one(place, { delivery, wanted, isSilent }));
  if (outcomes.some(({ result }) => result === "given") && !stack.isLocal)
    log(`\n${stack.files.places} changed; commit it.`);
  if (isSilent && lacking.length > 0 && !values["dry-run"]) {
    log(
      `\nWhere they are entered: ${commandsOf(stack).deliver}, in a terminal, asks place by place; with --yes it takes all for done.`,
    );
  }
  return outcomes;
}

interface Asking {
  readonly delivery: Delivery;
  readonly wanted: Wanted;
  /** Whether nobody is asked, and nothing written down. */
  readonly isSilent: boolean;
}

async function one({ name, given }: Place, { delivery, wanted, isSilent }: Asking): Promise<Outcome> {
  const { values, deployment, target, now, log } = delivery;
  const { stack } = deployment;
  const missing = valuesOf(needed(delivery, given, wanted, true));
  if (missing === undefined) {
    log(`${name} has ${givenWords(given)}.`);
    return { place: name, result: "has" };
  }
  const why = whyGiven(delivery, missing, given);
  log(`\n${name} ${why}.`);
  const { path, note } = aemPlaces(target.preset).find((place) => place.name === name) ?? {};
  log(`  ${path ?? ""}${note === undefined ? "" : `\n  ${note}`}`);
  const question = `Is the ${missing} of stack ${stack.given} entered there, and seen to work?`;
  if (isSilent) return { place: name, result: "lacks", why };
  if (!values.yes && !(await agreed(question, "Say so with --yes."))) {
    // What the record says of it is not so: rotate retire must not believe it.
    if (values.again && given !== undefined) await forgetEntered(stack, name);
    return { place: name, result: "lacks", why };
  }
  noteChange({
    stack: wanted.stack,
    application: wanted.clientId,
    secrets: [{ change: "recorded", label: wanted.secret, keyId: wanted.keyId }],
    tokens: wanted.hasToken ? [{ change: "recorded", mailbox: wanted.mailbox, issued: wanted.issued }] : [],
    places: [name],
  });
  await recordEntered(stack, [{ name, who: whoSays(), ...givenNow(wanted, now) }]);
  return { place: name, result: "given" };
}

/** In a container the user may have no name. */
function whoSays(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return `somebody@${hostname()}`;
  }
}
