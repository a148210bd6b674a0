import type { Reply, Request } from "../http.ts";
import { textOf } from "../state/json.ts";
import type { User } from "../state/state.ts";
import { accountRefusal, checkPassword } from "./accounts.ts";
import { refusalPage } from "./answers.ts";
import type { Flow } from "./browsers.ts";
import { proceed } from "./consent.ts";
import { approvalPage } from "./consentPages.ts";
import { flowOf, lost, refuse, type SignInContext } from "./flow.ts";
import { signedOutPage } from "./pages.ts";
import { SignInError } from "./signInError.ts";
import { signInPage } from "./signInPage.ts";

/** `POST /{tenant}/login`: name and password, or a person picked from the list. */
export async function login(request: Request, context: SignInContext): Promise<Reply> {
  const form = new URLSearchParams(request.body);
  const { flow, browser } = flowOf(request, form.get("flow"), context);
  if (flow === undefined) return lost();
  const pick = form.get("pick");
  if (pick !== null) return askWho(flow, context, pick);
  const name = form.get("user") ?? "";
  return shown(flow, name, context, () => {
    const user = checkPassword(context.store.current, name, form.get("password") ?? "");
    const refusal = wrongKind(user, flow);
    if (refusal !== undefined) return askWho(flow, context, name, refusal);
    browser.session.set(user.id, context.now);
    return proceed(flow, user, context);
  });
}

/** `GET /{tenant}/login`: sign in as somebody else. */
export function otherAccount(request: Request, context: SignInContext): Reply {
  const { flow } = flowOf(request, request.url.searchParams.get("flow"), context);
  return flow === undefined ? lost() : askWho(flow, context, "");
}

/** `GET /{tenant}/oauth2/v2.0/logout` */
export function logout(request: Request, { browsers }: SignInContext): Reply {
  browsers.of(request.headers).session.clear();
  return signedOutPage();
}

/** The sign-in page; `name` and what was wrong with it are filled in. */
export function askWho(flow: Flow, context: SignInContext, name: string, error?: string): Reply {
  return signInPage(flow, context.store.current.users, { name, ...(error === undefined ? {} : { error }) });
}

/** Runs a step with a person before the screen: what concerns them is shown to them. */
export async function shown(
  flow: Flow,
  name: string,
  context: SignInContext,
  step: () => Reply | Promise<Reply>,
): Promise<Reply> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof SignInError) return onPage(error, flow, name, context);
    throw error;
  }
}

/** What concerns the person rather than the application: a policy, a second factor, an account of elsewhere. */
const PERSON_READS = [
  16000, 50020, 50072, 50074, 50076, 50078, 50079, 50105, 51004, 500208, 500212, 500213, 530032, 530035,
];

/** Errors of the account are shown where the person can try again; all else ends the sign-in. */
function onPage(error: SignInError, flow: Flow, name: string, context: SignInContext): Reply {
  if ([50034, 50053, 50055, 50057, 50126].includes(error.code))
    return askWho(flow, context, name, `AADSTS${error.code}: ${error.message}`);

  if (error.code === 90094) return approvalPage(flow, name, flow.request.scopes);
  if (error.code === 53003) return refusalPage(error, context, "You cannot access this right now");
  return PERSON_READS.includes(error.code) ? refusalPage(error, context) : refuse(flow, error, context);
}

/** Why this account may not sign in here; undefined when it may. */
export const wrongKind = (user: User, { request }: Flow): string | undefined =>
  accountRefusal(user, request.client.tenant, textOf(request.client.application.properties.signInAudience));
