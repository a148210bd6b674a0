import { expect, it } from "@jest/globals";

import { networkCause } from "../../signIn/networkCauses.ts";

it("of a server on this machine names no firewall, but that what served it has ended", () => {
  const { what, way } = networkCause("ECONNREFUSED", "localhost:8443");
  expect(what).toBe("localhost:8443 takes no connections.");
  expect(way).toMatch(/^The command that served the local tenant there has ended\. Run this one again/);
  expect(way).not.toMatch(/firewall|Microsoft/);
});

it.each([
  ["ENOTFOUND", /^The name in mail\.example:993 could not be looked up/],
  ["EAI_AGAIN", /^The name in /],
  ["ECONNREFUSED", /takes no connections/],
  ["ETIMEDOUT", /did not answer in time/],
  ["UND_ERR_CONNECT_TIMEOUT", /did not answer in time/],
  ["SELF_SIGNED_CERT_IN_CHAIN", /certificate that this machine does not trust/],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", /certificate that this machine does not trust/],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", /certificate that this machine does not trust/],
  ["ERR_TLS_CERT_ALTNAME_INVALID", /certificate that this machine does not trust/],
  // ImapFlow's word for a server that hangs up.
  ["ClosedAfterConnectTLS", /^The connection to mail\.example:993 was cut \(ClosedAfterConnectTLS\)/],
  ["ECONNRESET", /was cut/],
])("%s is told by its cause", (code, what) => {
  expect(networkCause(code, "mail.example:993").what).toMatch(what);
});
