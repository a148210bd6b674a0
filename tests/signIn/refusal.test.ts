import { describe, expect, it } from "@jest/globals";

import { explain, traceOf } from "../../signIn/refusal.ts";

describe("a refusal", () => {
  const names = { stack: "s", clientId: "c", tenantId: "t", adminConsentUrl: "u", mailbox: "m", user: "p" };

  it("gives its ids away whatever stands between them", () => {
    const ids = { traceId: "0a-1", correlationId: "2b-3", time: "2030-01-02 03:04:05Z" };
    const text = (gap: string) =>
      `AADSTS1: x.${gap}Trace ID: 0a-1${gap}Correlation ID: 2b-3${gap}Timestamp: 2030-01-02 03:04:05Z`;
    expect([traceOf(text(" ")), traceOf(text("\r\n")), traceOf("none")]).toEqual([ids, ids, {}]);
  });

  it("that is not known is told in Microsoft's words, with the place to look", () => {
    expect(explain({ error: "invalid_grant", description: "AADSTS99: New.\r\nTrace ID: 1" }, names)).toBe(
      "The sign-in was refused (invalid_grant).\n" +
        "What to do: Microsoft's own words are below; its list of numbers is " +
        "https://learn.microsoft.com/entra/identity-platform/reference-error-codes. Look for AADSTS99.\n" +
        "Microsoft says: AADSTS99: New.\nFor Microsoft's support: trace id 1",
    );
    expect(explain({ error: "temporarily_unavailable", description: "" }, names)).toBe(
      "Microsoft's sign-in does not work well at the moment.\nWhat to do: Try again in some minutes.\nMicrosoft says: temporarily_unavailable",
    );
  });
});
