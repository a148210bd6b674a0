import type { Reply } from "../http.ts";
import { textOf } from "../state/json.ts";
import { PASSWORD } from "../state/seed.ts";
import type { User } from "../state/state.ts";
import { signInName } from "./accounts.ts";
import type { Flow } from "./browsers.ts";
import { html } from "./html.ts";
import { address, hidden, nameOf, page, TENANT } from "./page.ts";

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

/** What the sign-in page says of a person of the directory. */
function description({ signIn }: User): string {
  if (signIn.administrator) return "administrator, may consent for everybody";
  if (signIn.personal) return "personal account";
  return signIn.mayConsent ? "work account" : "work account, may not consent to applications";
}
