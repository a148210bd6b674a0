import type { Reply } from "../http.ts";
import type { User } from "../state/state.ts";
import type { Flow } from "./browsers.ts";
import { html } from "./html.ts";
import { address, hidden, nameOf, page, TENANT } from "./page.ts";
import type { Scope } from "./scopes.ts";

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
