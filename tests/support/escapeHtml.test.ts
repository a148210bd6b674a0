import { expect, it } from "@jest/globals";

import { escapeHtml } from "../../support/escapeHtml.ts";

it("leaves nothing in a text that ends it, between tags or in an attribute", () => {
  expect(escapeHtml(`<a title="x" b='y'>&amp;</a>`)).toBe(
    "&lt;a title=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;",
  );
});
