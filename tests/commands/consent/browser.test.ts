import { expect, it } from "@jest/globals";

import { openBrowser } from "../../../commands/consent/browser.ts";

it("starts no browser where there is no screen, or where none is wanted", async () => {
  expect(await openBrowser("https://x.example/", { BROWSER: "none", DISPLAY: ":0" })).toBe(false);
  expect(process.platform !== "linux" || !(await openBrowser("https://x.example/", {}))).toBe(true);
});
