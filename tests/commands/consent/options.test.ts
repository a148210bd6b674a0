import { describe, expect, it } from "@jest/globals";

import { CONSENT } from "../../../commands/consent/options.ts";

describe("the command line of consent", () => {
  it("has its defaults", () => {
    expect(CONSENT.read(["--stack", "prod"])).toMatchObject({
      stack: "prod",
      paste: false,
      save: false,
      verify: true,
      scopes: "mail",
      port: 0,
      timeout: 15 * 60_000,
      browser: true,
      json: false,
    });
  });

  it.each([
    [["--port", "8o80"], "--port 8o80: a port is a whole number from 0 to 65535."],
    [["--port", "70000"], "--port 70000: a port is a whole number from 0 to 65535."],
    [["--timeout", "0"], "--timeout 0: minutes, such as 15 or 0.5, and at most a day."],
    [["--timeout", "soon"], "--timeout soon: minutes, such as 15 or 0.5, and at most a day."],
    [["--scopes", "graph"], "--scopes graph: one of mail, adobe."],
    [["--mailbox", "aem"], "--mailbox aem: write an address, such as aem@contoso.com."],
    [["--user", "a@b\u0001"], "--user a@b\u0001: write an address, such as aem@contoso.com."],
    [["--force"], "--force goes with --out FILE, or with --save."],
    [["--paste", "--port", "1"], "--port goes with a browser on this machine, not with --paste."],
  ])("refuses %j", (args, message) => {
    expect(() => CONSENT.read(args)).toThrow(new Error(message));
  });

  it("takes no code and no token as a word, where others could read them", () => {
    expect(() => CONSENT.read(["--paste", "0.ASYcode"])).toThrow(/^"0\.ASYcode" means nothing here\.\n\nUsage:/);
  });
});
