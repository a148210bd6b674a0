import { API_IDS, resourceUris } from "../state/catalogue.ts";
import { TENANT_ID } from "../state/seed.ts";
import type { State } from "../state/state.ts";
import type { SigningKey } from "./keys.ts";

/** What makes a token, and what checks one. */
export interface TokenMaker {
  /** `https://localhost:8443` */
  readonly url: string;
  readonly key: SigningKey;
  readonly now: Date;
}

/** With those that a token may speak of. */
export interface TokenContext extends TokenMaker {
  readonly state: Readonly<State>;
}

/** `expires_in`, as Entra gives it for tokens of an hour. */
export const LIFETIME_SECONDS = 3599;

export const issuer = (url: string, tid = TENANT_ID): string => `${url}/${tid}/v2.0`;

/** The audiences of a token that Microsoft Graph accepts. */
export function graphAudiences(url: string): string[] {
  return [...resourceUris(API_IDS.graph, url), API_IDS.graph];
}
