import { stringify } from "yaml";

import { readIfThere } from "../../support/readIfThere.ts";
import { replaceFile } from "../../support/replaceFile.ts";
import { UserError } from "../../support/userError.ts";
import { parseRecords } from "../records.ts";
import { withStackLock } from "../stackLock.ts";
import type { StackRef } from "../stackRef.ts";
import { type Given, givenIn, inOrder } from "./given.ts";

/** A place of AEM where a person entered values, and who says so. */
export interface EnteredPlace extends Given {
  /** As stack/aemPlaces.ts names it. */
  readonly name: string;
  readonly who: string;
}

const HEADER =
  "# Who entered which secret and token where in AEM, written by `npx aem-mail-oauth deliver`. Nothing here is secret. Commit it.\n";

/**
 * The recorded places; none where there is no such file.
 *
 * @throws UserError when it is malformed (with line and column) or has another shape
 */
export async function readEntered(stack: StackRef): Promise<EnteredPlace[]> {
  const path = stack.files.places;
  return enteredIn(await readIfThere(path), path);
}

function enteredIn(text: string | undefined, path: string): EnteredPlace[] {
  const { places = [] } = parseRecords(text, path) ?? {};
  const found = Array.isArray(places) ? places.map(entryOf) : [undefined];
  const known = found.filter((place) => place !== undefined);
  if (known.length === found.length) return known;
  throw new UserError(
    `${path}: "places" has to be a list of {name, who, stack, clientId, secret, keyId, issued, mailbox, at}, with times like "2030-05-20T12:00:00Z". ` +
      "Put back what `npx aem-mail-oauth deliver` wrote: git checkout, or delete the file and say once more what is entered where.",
  );
}

function entryOf(value: unknown): EnteredPlace | undefined {
  const { name, who } = Object(value) as Record<"name" | "who", unknown>;
  const given = givenIn(value);
  return typeof name === "string" && typeof who === "string" && given !== undefined
    ? { name, who, ...given }
    : undefined;
}

/**
 * Writes down that values were entered in these places, in place of what was said of them before.
 *
 * @throws UserError when what is recorded already cannot be read, or something else writes it meanwhile
 */
export async function recordEntered(stack: StackRef, entered: readonly EnteredPlace[]): Promise<void> {
  await change(
    stack,
    entered.map(({ name }) => name),
    entered,
  );
}

/**
 * Takes away what is recorded of a place: somebody saw that it is not so.
 *
 * @throws UserError as recordEntered
 */
export async function forgetEntered(stack: StackRef, name: string): Promise<void> {
  await change(stack, [name], []);
}

async function change(stack: StackRef, names: readonly string[], entered: readonly EnteredPlace[]): Promise<void> {
  const path = stack.files.places;
  await withStackLock(stack, async () => {
    const text = await readIfThere(path);
    const others = enteredIn(text, path).filter(({ name }) => !names.includes(name));
    const places = [...others, ...entered]
      .map(({ name, who, ...given }) => ({ name, who, ...inOrder(given) }))
      .sort((a, b) => a.name.localeCompare(b.name, "en"));
    // Quoted, because YAML tools take a bare time for something else.
    const body = stringify({ places }, { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN", lineWidth: 0 });
    await replaceFile({ path, name: path, text }, `${HEADER}${body}`);
  });
}
