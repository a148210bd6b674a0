import { describe, expect, it } from "@jest/globals";

import { toHtml } from "../../../commands/sheet/html.ts";
import { toJson } from "../../../commands/sheet/json.ts";
import { toMarkdown } from "../../../commands/sheet/markdown.ts";
import { sheetFor } from "../../../commands/sheet/sheetFor.ts";
import type { Sheet } from "../../../commands/sheet/sheetModel.ts";
import { factsOf, SECRET, TOKEN } from "./facts.ts";

const HOSTILE = '"><script>alert(1)</script>`|a|`\n# [x](javascript:1) \u202e&amp;';

/** A sheet where everything that somebody can name is hostile. */
function hostileSheet(): Sheet {
  const facts = factsOf({
    mailbox: HOSTILE,
    clientId: HOSTILE,
    tenantId: HOSTILE,
    refreshToken: HOSTILE,
    clientSecret: HOSTILE,
    redirectUris: [HOSTILE],
    secrets: [{ label: HOSTILE, expires: "2030-05-20T00:00:00Z", keyId: HOSTILE }],
    showSecrets: true,
  });
  const { places } = sheetFor({ ...facts, edition: "cloud" });
  const sheet = sheetFor(facts);
  return { ...sheet, title: HOSTILE, warnings: [HOSTILE], places: [...sheet.places, ...places] };
}

const EDITIONS = ["jee", "cloud", "65-osgi"] as const;

it.each(EDITIONS)("%s's sheet says that the sign-in ends 90 days after it, used or not", (edition) => {
  const sentences = sheetFor(factsOf({ edition })).sections.flatMap((section) => section.sentences);
  expect(sentences.filter((sentence) => /90 days .*used or not.*assume that it does not/.test(sentence))).toHaveLength(
    1,
  );
  expect(sentences.filter((sentence) => /unused|without use/.test(sentence))).toEqual([]);
});

describe("Markdown", () => {
  const lines = toMarkdown(sheetFor(factsOf())).split("\n");

  it("has a heading for each place and section, and a row with three cells for each field", () => {
    expect(lines.filter((line) => line.startsWith("#"))).toEqual([
      "# Mail settings of AEM Forms on JEE, stack prod",
      "## Before you begin",
      "## 1. Email Service",
      "## 2. Task notifications",
      "## 3. Every email endpoint",
      "## 4. Operations of Email 1.0",
      "## Test",
      "## The way back",
      "## Do it again",
      "## Pages",
    ]);
    const cells = lines.filter((line) => line.startsWith("| ")).map((line) => line.split(" | ").length);
    expect(cells.filter((count) => count === 3)).toHaveLength(16 + 9 + 16 + 4 + 2 * 4);
    expect(cells.filter((count) => count === 2)).toHaveLength(4 + 2);
  });

  it("has values as code, to be copied without their surroundings", () => {
    expect(lines.find((line) => line.startsWith("| SMTP Host"))).toMatch(
      /^\| SMTP Host +\| `smtp\.office365\.com` +\| +\|$/,
    );
  });

  it("keeps a hostile value within its cell", () => {
    const rows = toMarkdown(hostileSheet()).split("\n");
    const mailbox = rows.find((line) => line.startsWith("| Mailbox"));
    // Two runs of one backtick inside, so that the fence has two; a pipe is escaped, the line break is gone.
    expect(mailbox).toBe(
      String.raw`| Mailbox       | ${"`` "}"><script>alert(1)</script>${"`"}\|a\|${"`"}?# [x](javascript:1) ?&amp; ${"``"} |`,
    );
    expect(rows[0]).toBe(String.raw`# ">\<script>alert(1)\</script>${"`"}\|a\|${"`"}?# \[x\](javascript:1) ?\&amp;`);
  });
});

describe("HTML", () => {
  it.each(EDITIONS)("is one page without a script, that loads nothing (%s)", (edition) => {
    const page = toHtml(sheetFor(factsOf({ edition })));
    expect(page).toMatch(
      /<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-[A-Za-z0-9+/=]{44}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;">/,
    );
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\ssrc=|\son\w+=|@import|url\(/);
    const addresses = [...page.matchAll(/href="([^"]*)"/g)].map(([, address = ""]) => new URL(address).host);
    expect(new Set(addresses).size).toBeLessThanOrEqual(2);
    expect(addresses.every((host) => /(^|\.)(adobe|microsoft)\.com$/.test(host))).toBe(true);
  });

  it("has a table with headers for each place, and a row for each field", () => {
    const page = toHtml(sheetFor(factsOf()));
    expect(page.match(/<h2 id="place-\d">/g)).toHaveLength(4);
    expect(page.match(/<th scope="col"/g)).toHaveLength(16);
    expect(page.match(/<tr><td class="done">/g)).toHaveLength(16 + 9 + 16 + 4);
    expect(page).toContain(
      '<th scope="row">SMTP Host</th><td colspan="2"><code class="entry">smtp.office365.com</code></td></tr>',
    );
    expect(page).toContain(
      '<th scope="row">SMTP Password</th><td><span class="todo">leave as it is</span></td><td><small>OAuth 2.0 does not use it.</small></td></tr>',
    );
  });

  it("lets no value become markup", () => {
    const page = toHtml(hostileSheet());
    expect(page).not.toContain("<script");
    expect(page.match(/&lt;script&gt;alert\(1\)&lt;\/script&gt;/g)?.length).toBeGreaterThan(10);
    const tags = new Set([...page.matchAll(/<\/?([a-z0-9]+)/g)].map(([, tag = ""]) => tag));
    expect([...tags].sort()).toEqual(
      "a body code h1 h2 head html li main meta p pre section small span style table tbody td th thead title tr ul".split(
        " ",
      ),
    );
  });

  it("warns where it shows secrets, and only there", () => {
    const warning = "This page shows secrets.";
    const open = toHtml(sheetFor(factsOf({ showSecrets: true })));
    expect(open).toContain(warning);
    expect(open.split(SECRET)).toHaveLength(4);
    expect(open.split(TOKEN)).toHaveLength(4);
    const hidden = toHtml(sheetFor(factsOf()));
    expect(hidden).not.toContain(warning);
    expect(hidden).not.toContain(SECRET);
    expect(hidden).not.toContain(TOKEN);
  });
});

describe("JSON", () => {
  it.each(EDITIONS)("has the same keys for every edition, null where there is nothing (%s)", (edition) => {
    const sheet = JSON.parse(toJson(sheetFor(factsOf({ edition })))) as {
      version: number;
      edition: string;
      summary: object[];
      places: { fields: object[] }[];
    };
    expect(sheet).toMatchObject({ version: 1, stack: "prod", edition });
    expect(Object.keys(sheet)).toEqual(
      "version stack edition title warnings summary before places sections links files".split(" "),
    );
    for (const place of sheet.places) expect(Object.keys(place)).toEqual(["name", "path", "fields", "file", "notes"]);
    for (const field of [...sheet.summary, ...sheet.places.flatMap(({ fields }) => fields)])
      expect(Object.keys(field)).toEqual(["label", "kind", "value", "secret", "command", "note"]);
  });

  it("holds a secret only where it was asked for, and tells it from other values", () => {
    expect(toJson(sheetFor(factsOf()))).not.toContain(SECRET);
    const { places } = JSON.parse(toJson(sheetFor(factsOf({ showSecrets: true })))) as {
      places: { fields: { label: string; secret: boolean }[] }[];
    };
    const secrets = places.flatMap(({ fields }) => fields.filter(({ secret }) => secret).map(({ label }) => label));
    expect(new Set(secrets)).toEqual(new Set(["Client Secret", "Refresh Token"]));
  });
});
