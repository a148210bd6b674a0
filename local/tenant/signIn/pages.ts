import type { Reply } from "../http.ts";
import { PASSWORD, TENANT_NAME } from "../seed.ts";
import type { User } from "../state.ts";
import { textOf } from "../json.ts";
import { signInName } from "./accounts.ts";
import type { Flow } from "./browsers.ts";
import { html, type Html, pageReply } from "./html.ts";
import type { Scope } from "./scopes.ts";
import { STYLE } from "./style.ts";

/** What the sign-in page says of a person of the directory. */
function description({ signIn }: User): string {
  if (signIn.administrator) return "administrator, may consent for everybody";
  if (signIn.personal) return "personal account";
  return signIn.mayConsent ? "work account" : "work account, may not consent to applications";
}

const page = (title: string, main: Html, status = 200): Reply => pageReply({ title, main, status }, STYLE);

const TENANT = html`<p class="tenant">${TENANT_NAME} · local tenant on this machine</p>`;

const hidden = ({ id }: Flow): Html => html`<input type="hidden" name="flow" value="${id}" />`;

const address = ({ request }: Flow, step: string): string => `/${encodeURIComponent(request.client.tenant)}/${step}`;

const nameOf = ({ request }: Flow): string => textOf(request.client.application.properties.displayName);

/** Name and password; whoever is signed in already, and everybody else, can be picked. */
export function signInPage(flow: Flow, users: readonly User[], filled: { name: string; error?: string }): Reply {
  const { name, error } = filled;
  const people = users.map(
    (user) =>
      html`<li>
        <button name="pick" value="${signInName(user)}" formnovalidate>
          ${signInName(user)} <span class="soft">${textOf(user.properties.displayName)}, ${description(user)}</span>
        </button>
      </li>`,
  );
  const focus = { html: " autofocus" };
  return page(
    "Sign in to your account",
    html`<main>
      ${TENANT}
      <h1>Sign in</h1>
      <p>to continue to <strong>${nameOf(flow)}</strong></p>
      ${error === undefined ? undefined : html`<p class="error" role="alert" id="error">${error}</p>`}
      <form method="post" action="${address(flow, "login")}">
        ${hidden(flow)}
        <label for="user">Email</label>
        <input
          id="user"
          name="user"
          type="text"
          inputmode="email"
          autocomplete="username"
          spellcheck="false"
          required
          value="${name}"
          ${name === "" ? focus : undefined}
        />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required${name === "" ? undefined : focus}
        />
        <div class="actions"><button class="main">Sign in</button></div>
      </form>
      <section class="note" aria-labelledby="people">
        <h2 id="people">Who there is</h2>
        <p>
          Everybody's password is <code>${PASSWORD}</code>: these people exist on this machine alone. Pick one to fill
          in the email.
        </p>
        <form method="post" action="${address(flow, "login")}">
          ${hidden(flow)}
          <ul class="people">
            ${people}
          </ul>
        </form>
      </section>
    </main>`,
  );
}

/** What is asked, in words, by whom. */
export function consentPage(flow: Flow, user: User, name: string, scopes: readonly Scope[]): Reply {
  const { client } = flow.request;
  const organization = client.adminConsent;
  const offer = user.signIn.administrator && !organization;
  return page(
    "Permissions requested",
    html`<main>
      ${TENANT}
      <p class="soft">${name}</p>
      <h1>${organization ? "Permissions requested: accept for your organization" : "Permissions requested"}</h1>
      <p><strong>${nameOf(flow)}</strong> <span class="soft">(unverified)</span> would like to:</p>
      <ul class="permissions">
        ${scopes.map(
          (scope) =>
            html`<li>
              <strong>${scope.title}</strong> ${scope.description} <span class="soft">${scope.value}</span>
            </li>`,
        )}
      </ul>
      ${organization ? html`<p>If you accept, this application gets access for all users of your organization. Nobody else will be asked.</p>` : undefined}
      <p>
        Accepting means that you allow this application to use your data as its terms of service and privacy statement
        say. <span class="soft">The answer goes to ${client.redirect.uri}.</span>
      </p>
      <form method="post" action="${address(flow, "consent")}">
        ${hidden(flow)}
        ${
          offer
            ? html`<label class="check"
                  ><input type="checkbox" name="organization" value="on" /> Consent on behalf of your
                  organization</label
                >
                <p class="soft">If you accept, nobody else of the organization will be asked.</p>`
            : undefined
        }
        <div class="actions">
          <button class="main" name="answer" value="accept">Accept</button>
          <button name="answer" value="cancel">Cancel</button>
        </div>
      </form>
    </main>`,
  );
}

/** For whoever may not consent. Entra's does not lead back to the application by itself either. */
export function approvalPage(flow: Flow, name: string, scopes: readonly Scope[]): Reply {
  const query = `?flow=${encodeURIComponent(flow.id)}`;
  return page(
    "Need admin approval",
    html`<main>
      ${TENANT}
      <p class="soft">${name}</p>
      <h1>Need admin approval</h1>
      <p>
        <strong>${nameOf(flow)}</strong> <span class="soft">(unverified)</span> needs permission to access resources in
        your organization that only an admin can grant. Please ask an admin to grant permission to this app before you
        can use it.
      </p>
      <ul class="permissions">
        ${scopes.map(({ title, value }) => html`<li>${title} <span class="soft">${value}</span></li>`)}
      </ul>
      <p><a href="${address(flow, "login")}${query}">Have an admin account? Sign in with that account</a></p>
      <p><a href="${address(flow, "cancel")}${query}">Return to the application without granting consent</a></p>
      <p class="soft">AADSTS90094</p>
    </main>`,
  );
}

/** A refusal that is not sent to the application, because it cannot be trusted or the person is to read it. */
export function errorPage(heading: string, text: string, facts: Readonly<Record<string, string>>): Reply {
  const rows = Object.entries(facts).map(
    ([name, value]) =>
      html`<dt>${name}</dt>
        <dd>${value}</dd>`,
  );
  return page(
    heading,
    html`<main>
      ${TENANT}
      <h1>${heading}</h1>
      <p class="error" role="alert">${text}</p>
      <dl>${rows}</dl>
    </main>`,
    400,
  );
}

/** `response_mode=form_post`: the answer posts itself. */
export function formPostPage(action: string, fields: Readonly<Record<string, string>>): Reply {
  const inputs = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return pageReply(
    {
      title: "Working...",
      main: html`<main>
        <h1>Back to the application</h1>
        <form method="post" action="${action}">
          ${inputs}
          <p>If nothing happens, press the button.</p>
          <button class="main">Continue</button>
        </form>
      </main>`,
      script: "document.forms[0].submit();",
    },
    STYLE,
  );
}

/** Entra's is blank: a program, or a person, reads its address. */
export function nativeClientPage(): Reply {
  return page(
    "Copy the address of this page",
    html`<main>
      ${TENANT}
      <h1>Copy the address of this page</h1>
      <p>
        The answer to your sign-in stands in the address bar of the browser. Copy the whole address to where it was
        asked for.
      </p>
      <p class="soft">At Microsoft this page is blank.</p>
    </main>`,
  );
}

export function signedOutPage(): Reply {
  return page(
    "Signed out",
    html`<main>
      ${TENANT}
      <h1>You signed out of your account</h1>
      <p>It's a good idea to close all browser windows.</p>
    </main>`,
  );
}

const REFERENCE = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";

/** Where `error_uri` leads. */
export function aboutErrorPage(code: string): Reply {
  return page(
    "Error code lookup",
    html`<main>
      ${TENANT}
      <h1>AADSTS${/^\d+$/.test(code) ? code : "?"}</h1>
      <p>What the number means stands in <a href="${REFERENCE}">Microsoft's list of error codes</a>.</p>
    </main>`,
  );
}
