import type { Reply, Request } from "../http.ts";
import { textOf } from "../state/json.ts";
import { TENANT_ID } from "../state/seed.ts";
import type { User } from "../state/state.ts";
import type { Account } from "../tokens/userTokens.ts";
import { accountOf, signInName } from "./accounts.ts";
import { answer } from "./answers.ts";
import type { AuthorizationRequest } from "./authorizationRequest.ts";
import type { Flow } from "./browsers.ts";
import { approvalPage, consentPage } from "./consentPages.ts";
import { consentedTo, recordConsent, spelledOut } from "./consentRecords.ts";
import { flowOf, lost, refuse, type SignInContext } from "./flow.ts";
import { adminConsentDeclined, approvalNeeded, consentDeclined, consentMissing } from "./grantErrors.ts";
import { issueCode } from "./issue.ts";
import type { Scope } from "./scopes.ts";

/**
 * Signed in: now what the application asks has to be allowed.
 * @param silent nobody is to be asked anything
 * @throws SignInError that the application, or the person, is to learn of
 */
export async function proceed(flow: Flow, user: User, context: SignInContext, silent = false): Promise<Reply> {
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
  if (form.get("answer") !== "accept")
    return refuse(flow, client.adminConsent ? adminConsentDeclined() : consentDeclined(), context);

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

/** `GET /{tenant}/cancel`: back from "Need admin approval". */
export function cancel(request: Request, context: SignInContext): Reply {
  const { flow } = flowOf(request, request.url.searchParams.get("flow"), context);
  return flow === undefined ? lost() : refuse(flow, approvalNeeded(), context);
}

async function complete(flow: Flow, account: Account, context: SignInContext): Promise<Reply> {
  flow.answered = true;
  const code = await context.store.mutate((draft) => issueCode(draft, flow.request, account, context.now));
  return answer(flow.request.client, { code, session_state: flow.id.slice(0, 36) }, context);
}
