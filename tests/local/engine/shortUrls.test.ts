import { expect, it } from "@jest/globals";

import { quieter } from "../../../local/engine/quieter.ts";
import { shortUrls } from "../../../local/engine/shortUrls.ts";

const url = (scope: string, state: string): string =>
  `"https://localhost:8443/common/oauth2/v2.0/authorize?client_id=${"c".repeat(36)}&scope=${"s".repeat(150)}${scope}${"t".repeat(150)}&state=${state}"`;

it("cuts a long address, and leaves a short one and other text alone", () => {
  const long = url("", "x");
  expect(shortUrls(`    authorizeUrl: ${long}`)).toBe(`    authorizeUrl: "${long.slice(1, 151)}..."`);
  const plain = `  ~ notes: "${"long ".repeat(60)}" => "https://contoso.com/x"`;
  expect(shortUrls(plain)).toBe(plain);
});

it("shows two addresses where they begin to differ", () => {
  const line = shortUrls(`  ~ authorizeUrl: ${url("POP", "x")} => ${url("IMAP", "y")}`);
  expect(line.length).toBeLessThan(400);
  expect(line).toMatch(/\.\.\.s+POPt+\.\.\." => "https:\/\/localhost:8443\/\S+\.\.\.s+IMAPt+\.\.\."$/);
});

it("shows the end where that is the difference", () => {
  expect(shortUrls(`${url("", "old")} => ${url("", "new")}`)).toMatch(/t&state=old" => .*t&state=new"$/);
});

it("is left out where every property is to be shown", () => {
  let output = "";
  const whole = quieter((text) => (output += text), true);
  whole.write(`${url("", "x")}\n`);
  expect(output).toBe(`${url("", "x")}\n`);
});
