import type { Reply, Request } from "../http.ts";
import { signInName, userNamed } from "./accounts.ts";
import { refusal } from "./answers.ts";
import { clientOf, requestOf } from "./authorizationRequest.ts";
import { type Browser, type Flow, isSignedIn, startFlow } from "./browsers.ts";
import { proceed } from "./consent.ts";
import type { SignInContext } from "./flow.ts";
import { nobodySignedIn } from "./grantErrors.ts";
import { askWho, shown, wrongKind } from "./login.ts";
import { SignInError } from "./signInError.ts";

/** `GET` and `POST /{tenant}/oauth2/v2.0/authorize`, and the admin consent endpoint. */
export async function authorize(
  tenant: string,
  request: Request,
  context: SignInContext,
  admin = false,
): Promise<Reply> {
  const query = request.method === "POST" ? new URLSearchParams(request.body) : request.url.searchParams;
  const scopeContext = { state: context.store.current, url: context.url };
  const client = clientOf(tenant, query, scopeContext, admin);
  const browser = context.browsers.of(request.headers);
  try {
    const flow = startFlow(browser, requestOf(client, query, scopeContext));
    return withCookie(await first(flow, browser, context), browser);
  } catch (error) {
    if (error instanceof SignInError) return refusal(client, error, context);
    throw error;
  }
}

/** Nobody is asked who they are when the browser knows, unless the application wants it so. */
async function first(flow: Flow, browser: Browser, context: SignInContext): Promise<Reply> {
  const { prompt, loginHint } = flow.request;
  const signedIn = context.store.current.users.filter((user) => isSignedIn(browser.session, user));
  const hinted = loginHint === null ? undefined : userNamed(context.store.current, loginHint);
  const fitting = loginHint === null ? signedIn : signedIn.filter((user) => user === hinted);
  const [only, ...others] = fitting;
  const known = only !== undefined && others.length === 0 && wrongKind(only, flow) === undefined ? only : undefined;
  if (prompt === "none") {
    if (known === undefined) throw nobodySignedIn();
    return proceed(flow, known, context, true);
  }
  if (known !== undefined && prompt !== "login" && prompt !== "select_account" && !flow.request.client.adminConsent)
    return shown(flow, signInName(known), context, () => proceed(flow, known, context));

  return askWho(flow, context, loginHint ?? "");
}

const withCookie = (reply: Reply, { cookie }: Browser): Reply => ({
  ...reply,
  headers: { ...reply.headers, "set-cookie": cookie },
});
