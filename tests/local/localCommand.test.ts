import { join } from "node:path";

import { expect, it } from "@jest/globals";

import { localCommand } from "../../local/localCommand.ts";

it("names the folder unless it is the usual one, as one word of a shell", () => {
  const usual = join(import.meta.dirname, "..", "..", ".local");
  expect(localCommand("local refresh", { root: usual })).toBe("npx aem-mail-oauth local refresh");
  expect(localCommand("local", { root: "/tmp/it's mine" })).toBe(
    "npx aem-mail-oauth local --folder '/tmp/it'\\''s mine'",
  );
});
