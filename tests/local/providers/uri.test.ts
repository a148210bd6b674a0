import { describe, expect, it } from "@jest/globals";

import { parseUri } from "../../../local/providers/uri.ts";
import { isHttpUrl, isLogoutUrl, isRedirectUri } from "../../../local/providers/validators.ts";

describe("a URI", () => {
  it.each([
    ["https://a.example/x?y#z", { scheme: "https", host: "a.example", path: "/x" }],
    ["HTTP://localhost", { scheme: "http", host: "localhost", path: "" }],
    ["http://u:p@a.example:8080/", { scheme: "http", host: "a.example:8080", path: "/" }],
    ["http://[::1]:80/x", { scheme: "http", host: "[::1]:80", path: "/x" }],
    ["not a uri", { scheme: "", host: "", path: "not a uri" }],
    ["mailto:a@b", { scheme: "mailto", host: "", path: "a@b" }],
    ["http://a.example:port/", undefined],
    ["http://a.example/%zz", undefined],
    ["http://a b/", undefined],
    [":x", undefined],
    ["http://a.example/\n", undefined],
  ])("%j comes apart as Go takes it apart", (text, parts) => {
    expect(parseUri(text)).toEqual(parts);
  });
});

describe("a redirect URI", () => {
  const any = isRedirectUri({ urn: true });
  const web = isRedirectUri({ urn: true, schemes: ["http", "https"] });

  it.each(["http://localhost", "https://a.example/x", "urn:ietf:wg:oauth:2.0:oob", "msal123://auth"])(
    "%s is let through",
    (uri) => {
      expect(any(uri, "u")).toBeUndefined();
    },
  );

  it.each([
    ["", 'URI must not be empty for "u"'],
    ["not a uri", 'URI has no host for "u"'],
    ["http://a.example:port", 'URI is in an invalid format for "u"'],
    [`https://a.example/${"x".repeat(239)}`, 'URI must be 256 characters or less for "u"'],
  ])("%j is refused", (uri, fault) => {
    expect(any(uri, "u")).toBe(fault);
  });

  it("needs a path and a usual scheme where it stands inside an Application", () => {
    expect(web("http://localhost", "u")).toBe('URI must have a trailing slash when there is no path segment for "u"');
    expect(web("ftp://a.example/", "u")).toBe('unexpected URI scheme for "u", expected one of: http, https');
    expect(web("http://localhost/", "u")).toBeUndefined();
  });
});

describe("a web address", () => {
  it("has the scheme http or https, and a logout address 255 characters at most", () => {
    expect(isHttpUrl("https://a.example", "u")).toBeUndefined();
    expect(isHttpUrl("ftp://a.example", "u")).toBe('unexpected URI scheme for "u", expected one of: http, https');
    expect(isLogoutUrl(`https://a.example/${"x".repeat(238)}`, "u")).toBe('URL must be 255 characters or less for "u"');
  });
});
