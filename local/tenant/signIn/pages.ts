import type { Reply } from "../http.ts";
import { html, pageReply } from "./html.ts";
import { page, STYLE, TENANT } from "./page.ts";

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
        The answer to your sign-in is in the address bar of the browser. Copy the whole address to where it was asked
        for.
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
      <p>The meaning of the number is in <a href="${REFERENCE}">Microsoft's list of error codes</a>.</p>
    </main>`,
  );
}
