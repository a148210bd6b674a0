import { describe, expect, it } from "@jest/globals";

import { parsePasted } from "../../../commands/consent/redirectAnswer.ts";

describe("what was pasted", () => {
  it.each([
    ["https://x.example/?code=1.A%2Bb&state=s", { code: "1.A+b", state: "s" }],
    ["https://x.example/#code=1.Ab&state=s", { code: "1.Ab", state: "s" }],
    ["  https://x.example/?code=1.A\nb&state=s  ", { code: "1.Ab", state: "s" }],
    [
      "https://x.example/?error=access_denied&state=s",
      { state: "s", refusal: { error: "access_denied", description: "" } },
    ],
    ["https://x.example/?code=1.A&state=s\nhttps://x.example/?code=1.A&state=s", { code: "1.A", state: "s" }],
    ["M.C5_BAY.2.U.abcdef-0123%21abc%2A", { code: "M.C5_BAY.2.U.abcdef-0123!abc*" }],
    ["https://x.example/", undefined],
    ["hello", undefined],
    ["", undefined],
  ])("%j is understood", (text, expected) => {
    expect(parsePasted(text)).toEqual(expected);
  });
});
