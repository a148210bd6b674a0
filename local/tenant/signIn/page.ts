import type { Reply } from "../server/http.ts";
import { textOf } from "../state/json.ts";
import { TENANT_NAME } from "../state/seed.ts";
import type { Flow } from "./browsers.ts";
import { html, type Html, pageReply } from "./html.ts";
import { STYLE } from "./style.ts";

export const page = (title: string, main: Html, status = 200): Reply => pageReply({ title, main, status }, STYLE);

/** What every page begins with: nobody is to take it for Microsoft's. */
export const TENANT = html`<p class="tenant">${TENANT_NAME} · local tenant on this machine</p>`;

export const hidden = ({ id }: Flow): Html => html`<input type="hidden" name="flow" value="${id}" />`;

export const address = ({ request }: Flow, step: string): string =>
  `/${encodeURIComponent(request.client.tenant)}/${step}`;

export const nameOf = ({ request }: Flow): string => textOf(request.client.application.properties.displayName);
