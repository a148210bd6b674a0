import type { Reply, Request } from "../http.ts";
import { textOf } from "../json.ts";
import { TENANT_ID } from "../seed.ts";
import { SignInError } from "../signInErrors.ts";
import type { Store, User } from "../state.ts";
import { type Account, accountOf, accountRefusal, checkPassword, signInName, userNamed } from "./accounts.ts";
import { answer, refusal, refusalPage } from "./answers.ts";
import { type AuthorizationRequest, clientOf, requestOf } from "./authorizationRequest.ts";
import { type Browser, type Browsers, type Flow, isSignedIn, startFlow } from "./browsers.ts";
import { consentedTo, recordConsent, spelledOut } from "./consents.ts";
import { adminConsentDeclined, approvalNeeded, consentDeclined, consentMissing, nobodySignedIn } from "./errors.ts";
import { issueCode } from "./issue.ts";
import { approvalPage, consentPage, errorPage, signedOutPage, signInPage } from "./pages.ts";
import type { Scope } from "./scopes.ts";

export interface SignInContext {
  readonly url: string;
  readonly now: Date;
  readonly store: Store;
  readonly browsers: Browsers;
  /** @throws SignInError that was asked for with /local/faults */
  provoked(names: { user: string; client: string }): void;
}

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
  const known = only !== undefined && others.length === 0 && refusalOf(only, flow) === undefined ? only : undefined;
  if (prompt === "none") {
    if (known === undefined) throw nobodySignedIn();
    return proceed(flow, known, context, true);
  }
  if (known !== undefined && prompt !== "login" && prompt !== "select_account" && !flow.request.client.adminConsent) {
    return shown(flow, signInName(known), context, () => proceed(flow, known, context));
  }
  return askWho(flow, context, loginHint ?? "");
}

function askWho(flow: Flow, context: SignInContext, name: string, error?: string): Reply {
  return signInPage(flow, context.store.current.users, { name, ...(error === undefined ? {} : { error }) });
}

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
    const wrongKind = refusalOf(user, flow);
    if (wrongKind !== undefined) return askWho(flow, context, name, wrongKind);
    browser.session.set(user.id, context.now);
    return proceed(flow, user, context);
  });
}

/** Runs a step with a person before the screen: what concerns them is shown to them. */
async function shown(
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

/** Errors of the account are shown where the person can try again; all else ends the sign-in. */
function onPage(error: SignInError, flow: Flow, name: string, context: SignInContext): Reply {
  if ([50034, 50053, 50055, 50057, 50126].includes(error.code)) {
    return askWho(flow, context, name, `AADSTS${error.code}: ${error.message}`);
  }
  if (error.code === 53003) return refusalPage(error, context, "You cannot access this right now");
  return [50076, 50079, 50020, 50105].includes(error.code) ? refusalPage(error, context) : refuse(flow, error, context);
}

/** Signed in: now what the application asks has to be allowed. */
async function proceed(flow: Flow, user: User, context: SignInContext, silent = false): Promise<Reply> {
  const { client } = flow.request;
  const account = accountOf(user, client.tenant);
  context.provoked({ user: signInName(user), client: client.application.appId });
  flow.userId = user.id;
  const asked = askedOf(flow.request, account, context);
  if (asked.length === 0) return complete(flow, account, context);
  const { application } = client;
  if (silent) throw consentMissing(application.appId, textOf(application.properties.displayName));
  return mayConsent(user, asked, client.adminConsent)
    ? consentPage(flow, user, account.name, asked)
    : approvalPage(flow, account.name, asked);
}

/** What the person has to consent to: what is missing, or everything where the request wants it asked again. */
function askedOf(
  { client, prompt, scopes }: AuthorizationRequest,
  account: Account,
  { store }: SignInContext,
): Scope[] {
  const all = spelledOut(scopes, client.application, store.current);
  if (prompt === "consent" || client.adminConsent) return all;
  const allowed = consentedTo(store.current, client.application, account);
  return all.filter((scope) => !allowed(scope));
}

function mayConsent({ signIn }: User, scopes: readonly Scope[], organization: boolean): boolean {
  if (signIn.administrator) return true;
  return !organization && signIn.mayConsent && !scopes.some(({ adminConsent }) => adminConsent);
}

/** `POST /{tenant}/consent` */
export async function consent(request: Request, context: SignInContext): Promise<Reply> {
  const form = new URLSearchParams(request.body);
  const { flow } = flowOf(request, form.get("flow"), context);
  const user = context.store.current.users.find(({ id }) => id === flow?.userId);
  if (flow === undefined || user === undefined) return lost();
  const { client } = flow.request;
  if (form.get("answer") !== "accept") {
    return refuse(flow, client.adminConsent ? adminConsentDeclined() : consentDeclined(), context);
  }
  const account = accountOf(user, client.tenant);
  const scopes = askedOf(flow.request, account, context);
  if (!mayConsent(user, scopes, client.adminConsent)) return refuse(flow, approvalNeeded(), context);
  const organization = client.adminConsent || (user.signIn.administrator && form.get("organization") === "on");
  await context.store.mutate((draft) => {
    recordConsent(draft, { application: client.application, account, scopes, organization, now: context.now });
  });
  if (!client.adminConsent) return complete(flow, account, context);
  flow.answered = true;
  const scope = scopes.map(({ openId, resource, value }) => (openId ? value : `${resource}/${value}`)).join(" ");
  return answer(client, { admin_consent: "True", tenant: TENANT_ID, scope }, context);
}

/** `GET /{tenant}/login`: sign in as somebody else. */
export function otherAccount(request: Request, context: SignInContext): Reply {
  const { flow } = flowOf(request, request.url.searchParams.get("flow"), context);
  return flow === undefined ? lost() : askWho(flow, context, "");
}

/** `GET /{tenant}/cancel`: back from "Need admin approval". */
export function cancel(request: Request, context: SignInContext): Reply {
  const { flow } = flowOf(request, request.url.searchParams.get("flow"), context);
  return flow === undefined ? lost() : refuse(flow, approvalNeeded(), context);
}

/** `GET /{tenant}/oauth2/v2.0/logout` */
export function logout(request: Request, { browsers }: SignInContext): Reply {
  browsers.of(request.headers).session.clear();
  return signedOutPage();
}

async function complete(flow: Flow, account: Account, context: SignInContext): Promise<Reply> {
  flow.answered = true;
  const code = await context.store.mutate((draft) => issueCode(draft, flow.request, account, context.now));
  return answer(flow.request.client, { code, session_state: flow.id.slice(0, 36) }, context);
}

function refuse(flow: Flow, error: SignInError, context: SignInContext): Reply {
  flow.answered = true;
  return refusal(flow.request.client, error, context);
}

const refusalOf = (user: User, { request }: Flow): string | undefined =>
  accountRefusal(user, request.client.tenant, textOf(request.client.application.properties.signInAudience));

function flowOf(
  request: Request,
  id: string | null,
  context: SignInContext,
): { flow: Flow | undefined; browser: Browser } {
  const browser = context.browsers.of(request.headers);
  const flow = browser.flows.get(id ?? "");
  return { flow: flow?.answered === true ? undefined : flow, browser };
}

const lost = (): Reply =>
  errorPage(
    "This sign-in is over",
    "It was answered, was begun in another browser, or the tenant was started anew since. Go back to the application and " +
      "begin again.",
    {},
  );

const withCookie = (reply: Reply, { cookie }: Browser): Reply => ({
  ...reply,
  headers: { ...reply.headers, "set-cookie": cookie },
});
