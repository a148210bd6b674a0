import { expect, it } from "@jest/globals";

import { endedBy } from "../../signIn/chainEnded.ts";

it.each([
  ["invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity.", "chain"],
  ["invalid_grant", "AADSTS50173: The provided grant has expired due to it being revoked.", "chain"],
  ["invalid_grant", "AADSTS50057: The user account is disabled.", "chain"],
  ["interaction_required", "AADSTS70043: sign-in frequency", "chain"],
  ["invalid_grant", "", "chain"],
  ["invalid_client", "AADSTS7000215: Invalid client secret provided.", "application"],
  ["unauthorized_client", "AADSTS700016: Application was not found", "application"],
  ["invalid_grant", "AADSTS50196: loop", "unknown"],
  ["invalid_request", "AADSTS90033: A transient error has occurred.", "unknown"],
  ["temporarily_unavailable", "", "unknown"],
  ["server_error", "", "unknown"],
])("%s, %s: %s", (error, description, ended) => {
  expect(endedBy({ error, description })).toBe(ended);
});
