import { type Given, givenIn, inOrder } from "../stack/places/given.ts";
import { parsed } from "../support/shape.ts";
import type { Environment, Variable } from "./environment.ts";
import type { NewVariable } from "./variableLimits.ts";

/** Variables of an environment, as AEM's configuration names them (`$[secret:...]`, `$[env:...]`). */
export const CLIENT_SECRET_NAME = "SECRET_SMTP_OAUTH_CLIENT_SECRET";
export const REFRESH_TOKEN_NAME = "SECRET_SMTP_OAUTH_REFRESH_TOKEN";
export const CLIENT_ID_NAME = "SMTP_OAUTH_CLIENT_ID";

/** What was delivered, readable: Cloud Manager never shows a secret again. */
const RECORD_NAME = "SMTP_OAUTH_DELIVERED";

/** Values to be delivered. Secret. */
export interface Values {
  readonly clientSecret: string;
  /** Undefined: the one that is there stays. */
  readonly refreshToken: string | undefined;
}

/** All that is set in one change. The record's `at` is another each time, which tells whether a change took place whose answer was lost. */
export function deliveredVariables(values: Values, given: Given): NewVariable[] {
  const { clientSecret, refreshToken } = values;
  return [
    { name: CLIENT_ID_NAME, value: given.clientId, secret: false },
    { name: CLIENT_SECRET_NAME, value: clientSecret, secret: true },
    ...(refreshToken === undefined ? [] : [{ name: REFRESH_TOKEN_NAME, value: refreshToken, secret: true }]),
    { name: RECORD_NAME, value: JSON.stringify(inOrder(given)), secret: false },
  ];
}

/** What an environment says that it was given; undefined where it says nothing, or what nobody here wrote. */
export function givenTo({ service }: Pick<Environment, "service">, variables: readonly Variable[]): Given | undefined {
  const own = variables.filter((variable) => (variable.service ?? "") === (service ?? ""));
  const record = own.find(({ name, secret }) => name === RECORD_NAME && !secret);
  const given = record?.value === undefined ? undefined : givenIn(parsed(record.value));
  // A record of values that are gone says nothing of what AEM has.
  const has = (name: string): boolean => own.some((variable) => variable.name === name && variable.secret);
  if (given === undefined || !has(CLIENT_SECRET_NAME)) return undefined;
  if (has(REFRESH_TOKEN_NAME) || given.issued === undefined) return given;
  const { stack, clientId, secret, keyId, at } = given;
  return { stack, clientId, secret, keyId, at };
}
