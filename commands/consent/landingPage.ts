import { escapeHtml } from "../../support/text.ts";

/** What the browser shows when the sign-in is over. Never holds a secret. */
export interface LandingPage {
  readonly title: string;
  /** Paragraphs. */
  readonly text: readonly string[];
  readonly good: boolean;
}

const STYLE =
  ":root{color-scheme:light dark}body{font:1.125rem/1.6 system-ui,sans-serif;max-width:38rem;margin:4rem auto;padding:0 1.5rem}" +
  "h1{font-size:1.6rem;line-height:1.25}p{white-space:pre-line;overflow-wrap:anywhere}";

/** One self-contained page, without scripts; the same for eyes and for screen readers. */
export function landingHtml({ title, text, good }: LandingPage): string {
  const paragraphs = text.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main role="${good ? "status" : "alert"}">
<h1>${escapeHtml(title)}</h1>
${paragraphs}
</main>
</body>
</html>
`;
}
