import { createHash } from "node:crypto";

import { escapeHtml } from "../../../support/text.ts";
import type { Reply } from "../http.ts";

/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

type Part = string | number | Html | readonly Html[] | undefined;

/** A template whose values are escaped, unless they are templates themselves; undefined is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = strings.reduce((all, string, index) => `${all}${string}${render(parts[index])}`, "");
  return { html: text };
}

function render(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string") return escapeHtml(part);
  if (typeof part === "number") return String(part);
  return "html" in part ? part.html : part.map(({ html }) => html).join("\n");
}

export interface Page {
  readonly title: string;
  readonly main: Html;
  /** Runs when the page is there; allowed by its digest. */
  readonly script?: string;
  readonly status?: number;
}

const sha256 = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** A complete page that needs nothing but itself. `form-action` is left open: a form's answer leads to the application. */
export function pageReply({ title, main, script, status = 200 }: Page, style: string): Reply {
  // The policy allows style and script by their digests, so both stand in the page to the letter.
  const document = [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    html`<title>${title}</title>`.html,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    main.html,
    ...(script === undefined ? [] : [`<script>${script}</script>`]),
    "</body>",
    "</html>",
    "",
  ].join("\n");
  const scripts = script === undefined ? "" : ` script-src ${sha256(script)};`;
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; style-src ${sha256(style)};${scripts} base-uri 'none'; frame-ancestors 'none'`,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    },
    body: document,
  };
}
