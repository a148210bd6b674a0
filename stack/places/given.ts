import { DAY } from "../../components/secrets/secretLifetime.ts";
import { endOfToken } from "../ends/tokenItems.ts";
import { isTime } from "../records.ts";

/** What a place in AEM was last given, by names and dates; never a value. */
export interface Given {
  /** The stack that gave it. */
  readonly stack: string;
  readonly clientId: string;
  /** Label of the client secret. */
  readonly secret: string;
  /** Entra's id of it. */
  readonly keyId: string;
  /** When the refresh token was issued, RFC 3339; left out where the place is given none, or nobody knows. */
  readonly issued?: string;
  /** Address of the mailbox; left out where nobody knows. */
  readonly mailbox?: string;
  /** When it was given, RFC 3339, by the clock of the machine that did, or of the person who says so. */
  readonly at: string;
}

/** What every place is to have now. */
export interface Wanted extends Omit<Given, "at"> {
  /** Whether the places are given a refresh token, and one is kept. */
  readonly hasToken: boolean;
  /** When somebody signed in for the kept token, or for what it goes back to, RFC 3339; left out where nobody knows. */
  readonly signedIn?: string;
}

/** What a place lacks. */
export interface Needs {
  readonly secret: boolean;
  /** The token, or the application that it is of. */
  readonly token: boolean;
}

/** Days that a token in AEM is younger than the kept one before it is worth a restart of AEM; sooner where its end is near. */
export const MONTH = 28;

/** Milliseconds from a token's issue to the record of the sign-in, which another clock writes, once all was tried. */
const SIGNED_IN = 15 * 60_000;

/**
 * Pure. A place of which nothing is known lacks everything.
 *
 * @param isByHand - whether a person enters the values: nobody is sent to AEM each month, but in time before the token there ends
 */
export function needsOf(given: Given | undefined, wanted: Wanted, now: Date, isByHand: boolean): Needs {
  if (given === undefined) return { secret: true, token: wanted.hasToken };
  const isOther = given.stack !== wanted.stack || given.clientId.toLowerCase() !== wanted.clientId.toLowerCase();
  const secret = isOther || given.keyId.toLowerCase() !== wanted.keyId.toLowerCase();
  return {
    secret,
    token: wanted.hasToken && (isOther || needsToken(given, wanted, { isDelivered: secret, isByHand, now })),
  };
}

interface When {
  /** Whether the place is given the secret anyway. */
  readonly isDelivered: boolean;
  readonly isByHand: boolean;
  readonly now: Date;
}

function needsToken(given: Given, wanted: Wanted, { isDelivered, isByHand, now }: When): boolean {
  if (given.issued === wanted.issued && given.mailbox === wanted.mailbox) return false;
  // Of another mailbox, or of nobody knows what day: the one that is kept is the one that is meant.
  if (given.mailbox !== wanted.mailbox || given.issued === undefined || wanted.issued === undefined) return true;
  // AEM restarts for the secret anyway.
  if (isDelivered) return true;
  // Of another sign-in: nobody signs in again while the chain of the first goes on, and it may have ended long before its days were over.
  if (wanted.signedIn !== undefined && Date.parse(given.issued) < Date.parse(wanted.signedIn) - SIGNED_IN) return true;
  const age = (Date.parse(wanted.issued) - Date.parse(given.issued)) / DAY;
  const left = (Date.parse(endOfToken(given.issued)) - now.getTime()) / DAY;
  return (age >= MONTH && !isByHand) || (age > 0 && left < MONTH);
}

/** What a record says; undefined where it is none. It may have been edited by anybody. */
export function givenIn(value: unknown): Given | undefined {
  const { stack, clientId, secret, keyId, issued, mailbox, at } = Object(value) as Record<keyof Given, unknown>;
  const isText = (one: unknown): one is string => typeof one === "string" && one !== "";
  if (!isText(stack) || !isText(clientId) || !isText(secret) || !isText(keyId) || !isTime(at)) return undefined;
  if (issued !== undefined && !isTime(issued)) return undefined;
  if (mailbox !== undefined && !isText(mailbox)) return undefined;
  return inOrder({
    stack,
    clientId,
    secret,
    keyId,
    at,
    ...(issued === undefined ? {} : { issued }),
    ...(mailbox === undefined ? {} : { mailbox }),
  });
}

/** The same with its members in one order, and no others. */
export function inOrder({ stack, clientId, secret, keyId, issued, mailbox, at }: Given): Given {
  return {
    stack,
    clientId,
    secret,
    keyId,
    ...(issued === undefined ? {} : { issued }),
    ...(mailbox === undefined ? {} : { mailbox }),
    at,
  };
}

/** In words, for a person. */
export function givenWords(given: Given | undefined): string {
  if (given === undefined) return "nothing that is known of";
  const { secret, keyId, issued, at } = given;
  const token = issued === undefined ? "" : `, the refresh token of ${issued.slice(0, 10)}`;
  return `client secret "${secret}" (${keyId})${token}, since ${at.slice(0, 10)}`;
}
