import { access, constants } from "node:fs/promises";

import type { Target } from "../../signIn/target.ts";
import { type ConsentRecord, readConsents, recordConsent, TokenPlace } from "../../stack/consents.ts";
import { ForeignToken, type KeptToken } from "../../stack/tokens/tokenStore.ts";
import { noteChange } from "../../support/auditNotes.ts";
import { reasonOf, UserError } from "../../support/userError.ts";
import type { ConsentOptions } from "./options.ts";
import { checkTokenFile, writeTokenFile } from "./tokenFile.ts";

/** Where a token went. */
export interface Kept {
  /** The token is still to be shown: nobody asked for another place, or that place failed. */
  readonly shown: boolean;
  /** Whether a place that was asked for did not take it. */
  readonly failed: boolean;
  /** Lines for the person. */
  readonly told: readonly string[];
}

type Places = Pick<ConsentOptions, "out" | "force" | "save">;

/**
 * Makes sure, before anybody signs in, that the token can be kept where it is to go: nothing must be lost for want of a place.
 *
 * @throws UserError
 */
export async function checkPlaces(
  { out, force, save }: Places,
  { stack, tokens }: Pick<Target, "stack" | "tokens">,
): Promise<{ replaces: boolean }> {
  if (out !== undefined) await checkTokenFile({ path: out, force });
  if (save && tokens.isTracked) {
    const file = stack.files.kept;
    await access(file, constants.W_OK).catch((error: unknown) => {
      throw new UserError(`--save: ${file} cannot be written to (${reasonOf(error)}).`);
    });
  }
  await readConsents(stack.files.consents);
  return { replaces: save && (await holdsOne(tokens, force)) };
}

/** @throws ForeignToken where it would be taken from another application, unless that is forced */
async function holdsOne(tokens: Target["tokens"], force: boolean): Promise<boolean> {
  try {
    return (await tokens.read()) !== undefined;
  } catch (error) {
    if (force && error instanceof ForeignToken) return true;
    throw error;
  }
}

/** Puts the token where it is to go, and writes down who consented. What cannot be written is shown instead. */
export async function keepToken(
  token: string,
  {
    stack,
    tokens,
    options,
    record,
    replaces,
  }: Pick<Target, "stack" | "tokens"> & {
    options: Places;
    record: ConsentRecord;
    /** Whether a token is kept already. */
    replaces: boolean;
  },
): Promise<Kept> {
  const { out, force, save } = options;
  const told: string[] = [];
  const places: TokenPlace[] = [];
  const attempt = async (what: string, done: string, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      told.push(done);
      return true;
    } catch (error) {
      told.push(`Warning: ${what} (${reasonOf(error)}).`);
      return false;
    }
  };
  if (save) {
    const done = `The refresh token is kept in ${tokens.name}${replaces ? ", in place of the one that was there" : ""}.`;
    const saved = await attempt("the token could not be saved", done, async () => {
      await tokens.keep(keptToken(token, record));
    });
    if (saved) places.push(tokens.hasFacts ? TokenPlace.Vault : TokenPlace.Settings);
  }
  if (out !== undefined) {
    const done = `The refresh token is in ${out}, which only you can read.`;
    const written = await attempt(`the token could not be written to ${out}`, done, () =>
      writeTokenFile({ path: out, force }, token),
    );
    if (written) places.push(TokenPlace.File);
  }
  const shown = places.length === 0;
  const named = places.map((place) => (place === TokenPlace.File ? place : tokens.name));
  noteChange({ places: shown ? [TokenPlace.Screen] : named });
  const isWrittenDown = tokens.hasFacts && places.length === 1 && places[0] === TokenPlace.Vault;
  if (isWrittenDown) return { shown, failed: false, told };
  await attempt(
    "the consent could not be recorded",
    `Recorded in ${stack.files.consents}, for npx aem-mail-oauth due.`,
    () => recordConsent(stack, recordOf(record, places)),
  );
  return { shown, failed: places.length < [save, out !== undefined].filter(Boolean).length, told };
}

function keptToken(refreshToken: string, { mailbox, user, at, issued, account }: ConsentRecord): KeptToken {
  return { refreshToken, mailbox, user, signedIn: at, issued, account };
}

/** What cannot be kept anywhere is shown. */
function recordOf(record: ConsentRecord, places: readonly TokenPlace[]): ConsentRecord {
  return {
    ...record,
    token: places.length === 0 ? [TokenPlace.Screen] : places,
    ...(places.includes(TokenPlace.Settings) ? { saved: true } : {}),
  };
}
