import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

import type { User } from "../state/state.ts";
import type { AuthorizationRequest } from "./authorizationRequest.ts";

/** A sign-in under way. */
export interface Flow {
  readonly id: string;
  readonly request: AuthorizationRequest;
  /** Object id, once name and password were right. */
  userId?: string;
  /** The application has its answer: the pages that led to it are good for no other. */
  answered: boolean;
}

/** Who has signed in with a browser: object ids, each with the moment. */
export type Session = Map<string, Date>;

export interface Browser {
  /** Names the browser from one request to the next. */
  readonly cookie: string;
  readonly session: Session;
  readonly flows: Map<string, Flow>;
}

const COOKIE = "__Host-local-tenant";
// Each is small; this bounds what a client that keeps no cookies leaves behind in a tenant that runs for weeks.
const MOST_BROWSERS = 1000;
const MOST_FLOWS = 50;

/** Browsers, their sessions and sign-ins under way live in memory alone: a restart signs everybody out, and no more. */
export function makeBrowsers() {
  const browsers = new Map<string, Browser>();
  return {
    /** The browser that sends these headers; one that is not known yet gets a cookie. */
    of(headers: IncomingHttpHeaders): Browser {
      const [, id = ""] = new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)`).exec(headers.cookie ?? "") ?? [];
      const known = browsers.get(id);
      if (known !== undefined) return known;
      const made = token();
      // HttpOnly, Secure and __Host-: no page's script and no other host reads or sets it. Lax: it comes along when an
      // application sends the browser here, and not when another page posts a form.
      const cookie = `${COOKIE}=${made}; Path=/; Secure; HttpOnly; SameSite=Lax`;
      const browser = { cookie, session: new Map<string, Date>(), flows: new Map<string, Flow>() };
      browsers.set(made, browser);
      dropOldest(browsers, MOST_BROWSERS);
      return browser;
    },
  };
}
export type Browsers = ReturnType<typeof makeBrowsers>;

/** A new sign-in. Its id cannot be guessed and is good for this browser alone, so it guards the forms as well. */
export function startFlow(browser: Browser, request: AuthorizationRequest): Flow {
  const flow: Flow = { id: token(), request, answered: false };
  browser.flows.set(flow.id, flow);
  dropOldest(browser.flows, MOST_FLOWS);
  return flow;
}

/** Whether the session is still good for a user: not when it is older than what was revoked. */
export function isSignedIn(session: Session, user: User): boolean {
  const since = session.get(user.id);
  const validFrom = user.properties.signInSessionsValidFromDateTime;
  if (since === undefined || user.properties.accountEnabled === false) return false;
  return typeof validFrom !== "string" || Date.parse(validFrom) <= since.getTime();
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}

const token = (): string => randomBytes(32).toString("base64url");
