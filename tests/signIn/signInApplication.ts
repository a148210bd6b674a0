import { PassThrough } from "node:stream";

import { byBrowser } from "../../commands/consent/byBrowser.ts";
import { byPaste } from "../../commands/consent/byPaste.ts";
import { TENANT_ID } from "../../local/tenant/index.ts";
import { signInHttp } from "../../signIn/http.ts";
import { explain, SignInRefused } from "../../signIn/refusal.ts";
import { namesOf, type Target } from "../../signIn/target.ts";
import { type Redemption, tokenClient, type TokenClient, type Tokens } from "../../signIn/tokenClient.ts";
import { reasonOf } from "../../support/userError.ts";
import { refOf } from "../checkout.ts";
import { heldTokens, NOTHING_SET } from "../heldTokens.ts";
import type { Person } from "../local/tenant/signIn/person.ts";
import { LOCALHOST, MAIL, NATIVE, type SignInTenant, startSignInTenant } from "../local/tenant/signIn/signInTenant.ts";

export const MAILBOX = "forms@forms.example";
export const ADMIN_CONSENT = "https://login.example/adminconsent";

/** An application of the local tenant that people sign in to, and the commands' own parts pointed at it. */
export interface SignInApplication {
  readonly tenant: SignInTenant;
  target(changes?: Partial<Target>): Target;
  client(changes?: Partial<Target>): Promise<TokenClient>;
  /** A token of the mailbox, by the stack's own link. */
  tokens(person?: Partial<Person>): Promise<Tokens>;
  /** The next sign-ins or token requests meet this error. */
  provoke(aadsts: number, names?: { user?: string; path?: string }): Promise<void>;
  close(): Promise<void>;
}

export async function startSignInApplication(): Promise<SignInApplication> {
  const tenant = await startSignInTenant();
  const target: SignInApplication["target"] = (changes = {}) => ({
    stack: refOf("prod"),
    clientId: tenant.app.appId,
    tenantId: TENANT_ID,
    clientSecret: tenant.app.secret,
    secretLabel: "initial",
    secrets: [{ label: "initial", expires: "2030-05-20T00:00:00Z", keyId: "key" }],
    authorizeUrl: tenant.link({ state: "the stack's", redirect_uri: NATIVE, prompt: "login" }),
    adminConsentUrl: ADMIN_CONSENT,
    tokenUrl: `${tenant.t.tenant.url}/common/oauth2/v2.0/token`,
    redirectUris: [NATIVE, LOCALHOST],
    permissions: ["IMAP.AccessAsUser.All", "offline_access", "SMTP.Send"],
    preset: "aem-forms-jee",
    cloud: "public",
    signInAudience: "AzureADandPersonalMicrosoftAccount",
    mailbox: MAILBOX,
    config: { values: {}, isSecret: () => false },
    keeping: NOTHING_SET,
    tokens: heldTokens(),
    ...changes,
  });
  const client: SignInApplication["client"] = (changes) => {
    const { tokenUrl, clientId, clientSecret } = target(changes);
    const http = signInHttp(tenant.t.tenant.environment.NODE_EXTRA_CA_CERTS);
    return tokenClient({ tokenUrl, clientId, clientSecret, http });
  };
  return {
    tenant,
    target,
    client,
    async tokens(person) {
      const code = await tenant.code({ redirect_uri: NATIVE }, person);
      return (await client()).redeem({ code, redirectUri: NATIVE, scope: MAIL });
    },
    async provoke(aadsts, names = {}) {
      await tenant.t.send("POST", "/local/faults", { body: { kind: "signInError", count: 1, aadsts, ...names } });
    },
    close: () => tenant.t.close(),
  };
}

/** How one run ended: what the person was told along the way, and the tokens or the error's words. */
export interface SignInEnd {
  readonly told: readonly string[];
  readonly tokens?: Tokens;
  readonly error?: string;
}

/** What somebody pastes who was given a link; `type` writes without an end of the line. */
type Paster = (link: string, type: (text: string) => void) => Promise<string>;

/** Signs in by pasting. */
export async function paste(application: SignInApplication, person: Paster): Promise<SignInEnd> {
  return pasteAt(application, false, [person]);
}

/** The same at a terminal, where each of `people` pastes something in turn. */
export async function pasteAtTerminal(application: SignInApplication, ...people: Paster[]): Promise<SignInEnd> {
  return pasteAt(application, true, people);
}

/** The same as `pasteAtTerminal`, with something else done with the code. */
export async function pasteAtTerminalAnd(
  application: SignInApplication,
  use: (redemption: Redemption) => Promise<Tokens>,
  ...people: Paster[]
): Promise<SignInEnd> {
  return pasteAt(application, true, people, use);
}

async function pasteAt(
  application: SignInApplication,
  isTTY: boolean,
  people: Paster[],
  use?: (redemption: Redemption) => Promise<Tokens>,
): Promise<SignInEnd> {
  const told: string[] = [];
  const client = await application.client();
  const terminal = { input: Object.assign(new PassThrough(), { isTTY }), output: new PassThrough().resume() };
  let link = "";
  const options = { ...common(application, told), signal: new AbortController().signal };
  const log = (line: string): void => {
    told.push(line);
    link = linkIn(line) ?? link;
    const person = people.shift();
    void person?.(link, (text) => terminal.input.write(text)).then((text) =>
      isTTY ? terminal.input.write(`${text}\n`) : terminal.input.end(`${text}\n`),
    );
  };
  return ended(told, application, () =>
    byPaste({ ...options, log, terminal }, use ?? ((redemption) => client.redeem(redemption))),
  );
}

export interface BrowserRun {
  readonly person: (link: string, stop: AbortController) => Promise<unknown>;
  readonly port?: number;
  readonly timeout?: number;
  readonly hintAfter?: number;
  readonly use?: (redemption: Redemption) => Promise<Tokens>;
  /** What the person does with each further link that they are given. */
  readonly next?: (link: string) => Promise<unknown>;
}

/** Signs in with a browser that is a function. */
export async function browse(application: SignInApplication, run: BrowserRun): Promise<SignInEnd> {
  const { person, port = 0, timeout = 60_000, hintAfter = 60_000 } = run;
  const told: string[] = [];
  const stop = new AbortController();
  const client = await application.client();
  let visited: Promise<unknown> = Promise.resolve();
  const given = common(application, told);
  let opened = false;
  const options = {
    ...given,
    log: (line: string): void => {
      given.log(line);
      const link = linkIn(line);
      if (opened && link !== undefined && run.next !== undefined) {
        const { next } = run;
        visited = visited.then(() => next(link));
      }
    },
    signal: stop.signal,
    port,
    timeout,
    hintAfter,
    openBrowser: (url: string) => {
      opened = true;
      visited = person(url, stop);
      return Promise.resolve(true);
    },
  };
  const end = await ended(told, application, () =>
    byBrowser(options, run.use ?? ((redemption) => client.redeem(redemption))),
  );
  await visited;
  return end;
}

function common(application: SignInApplication, told: string[]) {
  const target = application.target();
  return {
    target,
    scopes: { link: MAIL, token: MAIL },
    loginHint: MAILBOX,
    names: namesOf(target, MAILBOX, MAILBOX),
    log: (line: string): void => void told.push(line),
  };
}

async function ended(told: string[], application: SignInApplication, run: () => Promise<Tokens>): Promise<SignInEnd> {
  try {
    return { told, tokens: await run() };
  } catch (error) {
    return { told, error: wordsOf(application, error) };
  }
}

/** An error as `consent` prints it, without the ids of the trace. */
export function wordsOf(application: SignInApplication, error: unknown): string {
  const names = namesOf(application.target(), MAILBOX, MAILBOX);
  const words = error instanceof SignInRefused ? explain(error.refusal, names) : reasonOf(error);
  return words.replace(/\nFor Microsoft's support: trace id [\w-]+, correlation id [\w-]+, time [\w: -]+Z$/, " [ids]");
}

export function linkIn(text: string): string | undefined {
  return /^(https:\/\/\S+\/authorize\?\S+)$/m.exec(text)?.[1];
}
