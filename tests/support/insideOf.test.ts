import { describe, expect, it } from "@jest/globals";

import { isInsideOf } from "../../support/insideOf.ts";

describe("isInsideOf", () => {
  it.each([
    ["https://host", "https://host/v1.0/users"],
    ["https://host/v1.0", "https://host/v1.0"],
    ["https://host/v1.0", "https://host/v1.0/users?$skip=1"],
    ["https://host/v1.0/", "https://host/v1.0/users"],
    ["https://host/v1.0", "https://HOST:443/v1.0/users"],
  ])("%s has %s in it", (base, address) => {
    expect(isInsideOf(base, address)).toBe(true);
  });

  it.each([
    ["https://host", "https://host.example.net/users"],
    ["https://host", "https://hostx"],
    ["https://host:8443", "https://host:84431/v1.0"],
    ["https://host/v1.0", "https://host/v1.0x/users"],
    ["https://host/v1.0", "https://host/v1.0/../beta"],
    ["https://host/v1.0", "https://host/v1.0/%2e%2e/beta"],
    ["https://host/v1.0", "https://host\\@elsewhere/v1.0/users"],
    ["https://host/v1.0", "https://host@elsewhere/v1.0/users"],
    ["https://host/v1.0", "https://user:word@host/v1.0/users"],
    ["https://host/v1.0", "http://host/v1.0/users"],
    ["https://host/v1.0", "//elsewhere/v1.0/users"],
    ["https://host/v1.0", "/v1.0/users"],
    ["https://host/v1.0", ""],
    ["data:a", "data:a"],
  ])("%s has not %s in it", (base, address) => {
    expect(isInsideOf(base, address)).toBe(false);
  });
});
