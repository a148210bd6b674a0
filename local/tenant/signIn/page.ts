import type { Reply } from "../http.ts";
import { textOf } from "../state/json.ts";
import { TENANT_NAME } from "../state/seed.ts";
import type { Flow } from "./browsers.ts";
import { html, type Html, pageReply } from "./html.ts";

/** The look of the sign-in pages: one card, system fonts, dark where the system is. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1b; --soft: #5c5f66; --line: #d5d8de; --card: #fff; --ground: #eef1f5;
  --act: #0b5cad; --act-ink: #fff; --bad: #a4262c; --note: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --ink: #f1f1f1; --soft: #b3b7bf; --line: #474c55; --card: #22262c;
  --ground: #15181c; --act: #6cb2ff; --act-ink: #0c1116; --bad: #ff9aa0; --note: #2a2f36; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; padding: 1.5rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { width: min(30rem, calc(100vw - 3rem)); background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 2rem; box-shadow: 0 2px 12px rgb(0 0 0 / .08); }
h1 { font-size: 1.5rem; line-height: 1.25; font-weight: 600; margin: 0 0 .5rem; }
h2 { font-size: 1rem; font-weight: 600; margin: 1.5rem 0 .25rem; }
p { margin: 0 0 .75rem; }
a { color: var(--act); }
code { font: .9375em ui-monospace, monospace; }
.tenant { color: var(--soft); font-size: .875rem; margin: 0 0 1rem; }
.soft { color: var(--soft); font-size: .875rem; }
.error { color: var(--bad); border-left: 3px solid var(--bad); padding-left: .75rem; }
.note { background: var(--note); border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; margin-top: 1.5rem; }
.note h2 { margin-top: 0; }
.note p:last-child { margin: 0; }
label { display: block; font-weight: 600; margin: 1rem 0 .25rem; }
.check { display: flex; gap: .5rem; align-items: baseline; font-weight: 400; }
input[type=text], input[type=email], input[type=password] { width: 100%; font: inherit; color: inherit; background: transparent;
  padding: .5rem .75rem; border: 1px solid var(--soft); border-radius: 4px; }
button { font: inherit; font-weight: 600; padding: .5rem 1.25rem; border-radius: 4px; border: 1px solid var(--soft);
  background: transparent; color: inherit; cursor: pointer; }
button.main { background: var(--act); border-color: var(--act); color: var(--act-ink); }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
.actions { display: flex; gap: .75rem; margin-top: 1.5rem; }
ul { list-style: none; margin: 0; padding: 0; }
.permissions li { border-top: 1px solid var(--line); padding: .5rem 0; }
.permissions { border-bottom: 1px solid var(--line); margin-bottom: 1rem; font-size: .9375rem; }
.permissions strong, .permissions .soft { display: block; }
.people button { width: 100%; text-align: left; font-weight: 400; border-color: transparent; border-top-color: var(--line);
  border-radius: 0; padding: .5rem .25rem; }
.people button:hover { background: var(--ground); }
.people .soft { display: block; }
dl { margin: 1rem 0 0; font-size: .875rem; display: grid; grid-template-columns: auto 1fr; gap: .25rem .75rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
`;

export const page = (title: string, main: Html, status = 200): Reply => pageReply({ title, main, status }, STYLE);

/** What every page begins with: nobody is to take it for Microsoft's. */
export const TENANT = html`<p class="tenant">${TENANT_NAME} · local tenant on this machine</p>`;

export const hidden = ({ id }: Flow): Html => html`<input type="hidden" name="flow" value="${id}" />`;

export const address = ({ request }: Flow, step: string): string =>
  `/${encodeURIComponent(request.client.tenant)}/${step}`;

export const nameOf = ({ request }: Flow): string => textOf(request.client.application.properties.displayName);
