import type { Reply, Request } from "../http.ts";
import type { Store } from "../state/state.ts";
import { refusal } from "./answers.ts";
import type { Browser, Browsers, Flow } from "./browsers.ts";
import { errorPage } from "./pages.ts";
import type { SignInError } from "./signInError.ts";

/** What every step of a sign-in works with. */
export interface SignInContext {
  readonly url: string;
  readonly now: Date;
  readonly store: Store;
  readonly browsers: Browsers;
  /** @throws SignInError that was asked for with /local/faults */
  provoked(names: { user: string; client: string }): void;
}

/** The sign-in under way that a form or link names, if this browser has it and it is not answered yet. */
export function flowOf(
  request: Request,
  id: string | null,
  context: SignInContext,
): { flow: Flow | undefined; browser: Browser } {
  const browser = context.browsers.of(request.headers);
  const flow = browser.flows.get(id ?? "");
  return { flow: flow?.answered === true ? undefined : flow, browser };
}

/** What to say where `flowOf` finds none. */
export const lost = (): Reply =>
  errorPage(
    "This sign-in is over",
    "It was answered, was begun in another browser, or the tenant has started again since. Go back to the application and " +
      "begin again.",
    {},
  );

/** Ends the sign-in: the application learns why. */
export function refuse(flow: Flow, error: SignInError, context: SignInContext): Reply {
  flow.answered = true;
  return refusal(flow.request.client, error, context);
}
