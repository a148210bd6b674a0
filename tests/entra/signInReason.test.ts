import { describe, expect, it } from "@jest/globals";

import { signInReason } from "../../entra/signInReason.ts";

const thrown = (message: string, cause: object): Error =>
  new Error(message, { cause: Object.assign(new Error(), cause) });

describe("signInReason", () => {
  it.each([503, 500, 429])("tells a host that is not well (%i) from a secret that is wrong", (status) => {
    expect(signInReason(thrown("[object Object]: Error(s): Not Available", { status }))).toBe(
      `the sign-in host does not work well at the moment, or has too much to do (status ${status}). Try again in some minutes.`,
    );
  });

  it("never shows an object for a word", () => {
    expect(signInReason(thrown("[object Object]: Error(s)", { status: 403 }))).toBe(
      "its answer is not that of a sign-in (status 403). Is a proxy in between?",
    );
    expect(signInReason(new Error("[object Object]"))).toBe(
      "its answer is not that of a sign-in. Is a proxy in between?",
    );
  });

  it("leaves Microsoft's words as they are", () => {
    const words = "invalid_client: AADSTS7000215: Invalid client secret provided.";
    expect(signInReason(thrown(words, { status: 401 }))).toBe(words);
  });
});
