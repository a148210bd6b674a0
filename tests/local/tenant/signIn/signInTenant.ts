import { textOf } from "../../../../local/tenant/state/json.ts";
import { type Answer, startTestTenant, type TestTenant } from "../testTenant.ts";
import { type Person, plainBrowser, type PlainBrowser, signInAs } from "./person.ts";

export const OUTLOOK = "https://outlook.office.com";
export const MAIL = `${OUTLOOK}/IMAP.AccessAsUser.All ${OUTLOOK}/SMTP.Send offline_access openid profile`;
export const LOCALHOST = "http://localhost";
export const REDIRECT = `${LOCALHOST}:51234`;
export const NATIVE = "https://login.microsoftonline.com/common/oauth2/nativeclient";

export interface RegisteredApp {
  /** Object id. */
  readonly id: string;
  readonly appId: string;
  readonly secret: string;
}

/** A tenant with one application that people can sign in to. Parameters that are empty are left out. */
export interface SignInTenant {
  readonly t: TestTenant;
  readonly app: RegisteredApp;
  /** Another application of the same kind. */
  register(changes?: object): Promise<RegisteredApp>;
  /** An authorize link. */
  link(changes?: Record<string, string>, tenantSegment?: string): string;
  /** Where the sign-in ends, as the mailbox unless told otherwise. */
  signIn(link: string, person?: Partial<Person>): Promise<URL>;
  browser(): PlainBrowser;
  /** The code of a fresh sign-in. */
  code(changes?: Record<string, string>, person?: Partial<Person>, tenantSegment?: string): Promise<string>;
  redeem(code: string, changes?: Record<string, string>, tenantSegment?: string): Promise<Answer>;
  refresh(token: string, changes?: Record<string, string>, tenantSegment?: string): Promise<Answer>;
}

export async function startSignInTenant(): Promise<SignInTenant> {
  const t = await startTestTenant();
  const register = async (changes: object = {}): Promise<RegisteredApp> => {
    const { id, appId } = await t.application({
      displayName: "Forms mail",
      signInAudience: "AzureADandPersonalMicrosoftAccount",
      api: { requestedAccessTokenVersion: 2 },
      web: { redirectUris: [LOCALHOST, NATIVE] },
      ...changes,
    });
    const { body } = await t.graph("POST", `/applications/${id}/addPassword`);
    return { id, appId, secret: textOf(body.secretText) };
  };
  const app = await register();
  const ca = t.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  const form = (changes: Record<string, string>) =>
    withoutEmpty({ client_id: app.appId, client_secret: app.secret, ...changes });

  const link: SignInTenant["link"] = (changes = {}, tenantSegment = "common") => {
    const query = new URLSearchParams(
      withoutEmpty({
        client_id: app.appId,
        response_type: "code",
        redirect_uri: REDIRECT,
        scope: MAIL,
        state: "the state",
        ...changes,
      }),
    );
    return `${t.tenant.url}/${tenantSegment}/oauth2/v2.0/authorize?${query.toString()}`;
  };
  const signIn: SignInTenant["signIn"] = async (url, person = {}) =>
    new URL(await signInAs(url, { user: "forms@forms.example", ca, ...person }));

  return {
    t,
    app,
    register,
    link,
    signIn,
    browser: () => plainBrowser(ca),
    async code(changes, person, tenantSegment) {
      const location = await signIn(link(changes, tenantSegment), person);
      const code = location.searchParams.get("code");
      if (code === null) throw new Error(`There is no code in ${location.href}`);
      return code;
    },
    redeem: (code, changes = {}, tenantSegment = "common") =>
      t.token(form({ grant_type: "authorization_code", code, redirect_uri: REDIRECT, ...changes }), tenantSegment),
    refresh: (token, changes = {}, tenantSegment = "common") =>
      t.token(form({ grant_type: "refresh_token", refresh_token: token, ...changes }), tenantSegment),
  };
}

/** What the redirect tells the application, its error without trace ids. */
export function told(location: URL): Record<string, string> {
  const fields = Object.fromEntries([...location.searchParams, ...new URLSearchParams(location.hash.slice(1))]);
  const { error_description: description } = fields;
  return description === undefined ? fields : { ...fields, error_description: withoutTrace(description) };
}

/** `status error AADSTS number: text` of a refusal at the token endpoint, without trace ids. */
export function tokenRefusal({ status, body }: Answer): string {
  return `${status} ${textOf(body.error)} ${withoutTrace(textOf(body.error_description))}`;
}

const withoutTrace = (description: string): string => description.replace(/ Trace ID: .*$/s, "");

const withoutEmpty = (parameters: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== ""));
