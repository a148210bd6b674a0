import { expect, it } from "@jest/globals";

import { localCommand } from "../../stack/localCommand.ts";
import { localRef, refOf } from "../checkout.ts";

it("names the folder unless it is the usual one, as one word of a shell", () => {
  expect(localCommand("local refresh", refOf("local"))).toBe("npx aem-mail-oauth local refresh");
  expect(localCommand("local", localRef("/tmp/it's mine"))).toBe(
    "npx aem-mail-oauth local --folder '/tmp/it'\\''s mine'",
  );
});
