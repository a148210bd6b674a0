import type { Reply, Request } from "../http.ts";
import { refusalPage } from "./answers.ts";
import { authorize } from "./authorize.ts";
import { cancel, consent } from "./consent.ts";
import type { SignInContext } from "./flow.ts";
import { login, logout, otherAccount } from "./login.ts";
import { aboutErrorPage, nativeClientPage } from "./pages.ts";
import { SignInError } from "./signInError.ts";

type Step = (tenant: string, request: Request, context: SignInContext) => Reply | Promise<Reply>;

/** What a browser is shown, by method and path below `/{tenant}`. */
const STEPS = new Map<string, Step>([
  ["GET oauth2/v2.0/authorize", authorize],
  ["POST oauth2/v2.0/authorize", authorize],
  ["GET v2.0/adminconsent", (tenant, request, context) => authorize(tenant, request, context, true)],
  ["POST login", (_, request, context) => login(request, context)],
  ["GET login", (_, request, context) => otherAccount(request, context)],
  ["POST consent", (_, request, context) => consent(request, context)],
  ["GET cancel", (_, request, context) => cancel(request, context)],
  ["GET oauth2/nativeclient", nativeClientPage],
  ["GET oauth2/v2.0/logout", (_, request, context) => logout(request, context)],
]);

/** The pages of the sign-in; undefined for any other path. */
export async function signInPages(request: Request, context: SignInContext): Promise<Reply | undefined> {
  const [tenant = "", ...rest] = request.segments;
  if (request.method === "GET" && request.url.pathname === "/error")
    return aboutErrorPage(request.url.searchParams.get("code") ?? "");

  const step = STEPS.get(`${request.method} ${rest.join("/")}`);
  if (step === undefined) return undefined;
  try {
    return await step(tenant, request, context);
  } catch (error) {
    if (error instanceof SignInError) return refusalPage(error, context);
    throw error;
  }
}
