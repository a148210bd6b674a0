import { createHash } from "node:crypto";

import { escapeHtml, printable } from "../../support/text.ts";
import { STYLE } from "./htmlStyle.ts";
import { jsonOf } from "./osgi.ts";
import { type Field, FieldKind, type Place, type Section, type Sheet, showsSecret } from "./sheetModel.ts";

/** Nothing but the page's own style may have an effect, whatever a value says. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'`;

/** One page to open or to print; it loads nothing, and runs nothing. */
export function toHtml(sheet: Sheet): string {
  const { title, warnings, before, summary, places, sections, links } = sheet;
  const secret = "This page shows secrets. Keep it to yourself, and delete it once AEM has them.";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${[...(showsSecret(sheet) ? [secret] : []), ...warnings].map((text) => `<p class="warning">${inline(text)}</p>`).join("\n")}
<table class="summary"><tbody>
${summary.map((field) => `<tr><th scope="row">${escaped(field.label)}</th><td>${valueOf(field)}</td></tr>`).join("\n")}
</tbody></table>
${sectionOf({ title: "Before you begin", sentences: before })}
${places.map((place, index) => placeOf(place, index + 1)).join("\n")}
${sections.map(sectionOf).join("\n")}
<section class="links">
<h2>Pages</h2>
<ul>
${links.map(({ title: text, url }) => `<li><a href="${escaped(url)}">${escaped(text)}</a></li>`).join("\n")}
</ul>
</section>
</main>
</body>
</html>
`;
}

function placeOf({ name, path, fields, file, notes }: Place, number: number): string {
  const heading = `place-${number}`;
  return `<section aria-labelledby="${heading}">
<h2 id="${heading}">${number}. ${escaped(name)}</h2>
<p class="path">${escaped(path)}</p>
${fields.length === 0 ? "" : tableOf(fields, heading)}${file === undefined ? "" : `<pre class="entry">${escapedLines(jsonOf(file).trimEnd())}</pre>`}
${listOf(notes)}
</section>`;
}

function tableOf(fields: readonly Field[], heading: string): string {
  return `<table aria-labelledby="${heading}">
<thead><tr><th scope="col" class="done">Done</th><th scope="col" class="label">Field</th><th scope="col" class="value">Value</th><th scope="col">Note</th></tr></thead>
<tbody>
${fields.map(rowOf).join("\n")}
</tbody>
</table>`;
}

/** A refresh token has more than a thousand characters: without a note, the value has the note's room too. */
function rowOf(field: Field): string {
  const value = valueOf(field);
  const cells =
    field.note === undefined
      ? `<td colspan="2">${value}</td>`
      : `<td>${value}</td><td><small>${inline(field.note)}</small></td>`;
  return `<tr><td class="done"><span class="box" aria-hidden="true"></span></td><th scope="row">${escaped(field.label)}</th>${cells}</tr>`;
}

function valueOf({ kind, value = "", command = "" }: Field): string {
  switch (kind) {
    case FieldKind.Enter:
      return `<code class="entry">${escaped(value)}</code>`;
    case FieldKind.Select:
      return escaped(value);
    case FieldKind.Leave:
      return '<span class="todo">leave as it is</span>';
    case FieldKind.Hidden:
      return `<span class="todo">hidden; to see it:</span> ${commandOf(command)}`;
    case FieldKind.Missing:
      return `<span class="todo">not known yet; to get it:</span> ${commandOf(command)}`;
  }
}

function commandOf(command: string): string {
  return `<code class="entry">${wordsOf(command)}</code>`;
}

/** A browser would break options at their hyphens. */
function wordsOf(code: string): string {
  return code
    .split(" ")
    .map((word) => (word.startsWith("-") ? `<span class="word">${escaped(word)}</span>` : escaped(word)))
    .join(" ");
}

function sectionOf({ title, sentences }: Section): string {
  return `<section>\n<h2>${escaped(title)}</h2>\n${listOf(sentences)}\n</section>`;
}

function listOf(sentences: readonly string[]): string {
  return sentences.length === 0 ? "" : `<ul>\n${sentences.map((text) => `<li>${inline(text)}</li>`).join("\n")}\n</ul>`;
}

/** Text with code between backticks. */
function inline(text: string): string {
  return text
    .split("`")
    .map((part, index) => (index % 2 === 1 ? `<code>${wordsOf(part)}</code>` : escaped(part)))
    .join("");
}

function escapedLines(text: string): string {
  return text.split("\n").map(escaped).join("\n");
}

function escaped(text: string): string {
  return escapeHtml(printable(text));
}
