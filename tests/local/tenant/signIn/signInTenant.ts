import { textOf } from "../../../../local/tenant/json.ts";
import { TENANT_ID } from "../../../../local/tenant/seed.ts";
import { type Answer, startTestTenant, type TestTenant } from "../testTenant.ts";
import { type Person, plainBrowser, signInAs } from "./person.ts";

export const OUTLOOK = "https://outlook.office.com";
export const MAIL = `${OUTLOOK}/IMAP.AccessAsUser.All ${OUTLOOK}/SMTP.Send offline_access openid profile`;
export const LOCALHOST = "http://localhost";

/** A tenant with one application that people can sign in to. */
export interface SignInTenant extends TestTenant {
  readonly app: RegisteredApp;
  /** Another application of the same kind. */
  register(changes?: object): Promise<RegisteredApp>;
  /** An authorize link; a parameter that is empty is left out. */
  link(changes?: Record<string, string>, tenantSegment?: string): string;
  signIn(link: string, person?: Partial<Person>): Promise<URL>;
  browser(): ReturnType<typeof plainBrowser>;
  /** The code of a fresh sign-in. */
  code(changes?: Record<string, string>, person?: Partial<Person>, tenantSegment?: string): Promise<string>;
  redeem(code: string, changes?: Record<string, string>, tenantSegment?: string): Promise<Answer>;
  refresh(token: string, changes?: Record<string, string>, tenantSegment?: string): Promise<Answer>;
}

export interface RegisteredApp {
  readonly id: string;
  readonly appId: string;
  readonly secret: string;
}

export async function startSignInTenant(): Promise<SignInTenant> {
  const t = await startTestTenant();
  const register = async (changes: object = {}): Promise<RegisteredApp> => {
    const { id, appId } = await t.application({
      displayName: "Forms mail",
      signInAudience: "AzureADandPersonalMicrosoftAccount",
      api: { requestedAccessTokenVersion: 2 },
      web: { redirectUris: [LOCALHOST, "https://login.microsoftonline.com/common/oauth2/nativeclient"] },
      ...changes,
    });
    const { body } = await t.graph("POST", `/applications/${id}/addPassword`);
    return { id, appId, secret: textOf(body.secretText) };
  };
  const app = await register();
  const ca = t.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  const link = (changes: Record<string, string> = {}, tenantSegment = "common"): string => {
    const parameters = {
      client_id: app.appId,
      response_type: "code",
      redirect_uri: `${LOCALHOST}:51234`,
      scope: MAIL,
      state: "the state",
      ...changes,
    };
    const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== ""));
    return `${t.tenant.url}/${tenantSegment}/oauth2/v2.0/authorize?${query.toString()}`;
  };
  const signIn = async (url: string, person: Partial<Person> = {}): Promise<URL> =>
    new URL(await signInAs(url, { user: "forms@forms.example", ca, ...person }));
  const form = (changes: Record<string, string>) => {
    const all = { client_id: app.appId, client_secret: app.secret, ...changes };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
  };
  // Getters of the tenant below, such as the tenant that a restart replaces, have to stay getters.
  return Object.assign(Object.create(t, {}) as TestTenant, {
    app,
    register,
    link,
    signIn,
    browser: () => plainBrowser(ca),
    async code(changes: Record<string, string> = {}, person: Partial<Person> = {}, tenantSegment = "common") {
      const location = await signIn(link(changes, tenantSegment), person);
      const code = location.searchParams.get("code");
      if (code === null) throw new Error(`There is no code in ${location.href}`);
      return code;
    },
    redeem: (code: string, changes: Record<string, string> = {}, tenantSegment = "common") =>
      t.token(
        form({ grant_type: "authorization_code", code, redirect_uri: `${LOCALHOST}:51234`, ...changes }),
        tenantSegment,
      ),
    refresh: (token: string, changes: Record<string, string> = {}, tenantSegment = "common") =>
      t.token(form({ grant_type: "refresh_token", refresh_token: token, ...changes }), tenantSegment),
  });
}

export { TENANT_ID };
