import type { Field, OsgiFile, Place, Sheet } from "./sheet.ts";

const STYLE = `
:root { color-scheme: light; }
body { font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1b; max-width: 52rem; margin: 2rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin: 2rem 0 .25rem; break-after: avoid; }
.path { color: #45494d; margin: 0 0 .5rem; }
table { border-collapse: collapse; width: 100%; break-inside: avoid; }
th, td { border: 1px solid #b9bec4; padding: .35rem .6rem; text-align: left; vertical-align: top; font-weight: normal; }
thead th { background: #eef1f4; font-weight: 600; } tbody th { width: 40%; }
td, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .9rem; overflow-wrap: anywhere; }
pre { background: #f4f6f8; border: 1px solid #b9bec4; padding: .75rem; white-space: pre-wrap; break-inside: avoid; }
.secret { background: #fff3cd; padding: .6rem .8rem; border: 1px solid #8a6d00; }
a { color: #0b57a4; }
@media print { body { margin: 0; max-width: none; font-size: 10.5pt; } a::after { content: " (" attr(href) ")"; font-size: 9pt; } }
`;

/** The sheet as one self-contained page, to open or to print: no script, nothing loaded from anywhere. */
export function sheetHtml(sheet: Sheet): string {
  const { title, before, places, files, after, again, links } = sheet;
  const open = places.some(({ fields }) => fields.some(({ secret }) => secret === true));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${open ? '<p class="secret">This page holds secrets in the open. Keep it to yourself, and delete it when they are entered.</p>' : ""}
${list("ul", before)}
${places.map(place).join("\n")}
${files.map(file).join("\n")}
<h2>Then</h2>
${list("ol", after)}
<h2>What to enter again</h2>
${list("ul", again)}
<h2>Adobe's pages</h2>
<ul>${links.map(({ title: text, url }) => `<li><a href="${escaped(url)}">${escaped(text)}</a></li>`).join("")}</ul>
</main>
</body>
</html>
`;
}

function place({ title, path, fields, steps }: Place, index: number): string {
  return `<section>
<h2>${index + 1}. ${escaped(title)}</h2>
<p class="path">${escaped(path)}</p>
<table>
<thead><tr><th scope="col">Field</th><th scope="col">Value</th></tr></thead>
<tbody>${fields.map(row).join("")}</tbody>
</table>
${list("ul", steps)}
</section>`;
}

function row({ label, value }: Field): string {
  return `<tr><th scope="row">${escaped(label)}</th><td>${escaped(value)}</td></tr>`;
}

function file({ name, content }: OsgiFile): string {
  return `<section><h2>File ${escaped(name)}</h2><pre>${escaped(JSON.stringify(content, undefined, 2))}</pre></section>`;
}

function list(kind: "ul" | "ol", items: readonly string[]): string {
  return items.length === 0 ? "" : `<${kind}>${items.map((item) => `<li>${escaped(item)}</li>`).join("")}</${kind}>`;
}

function escaped(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
