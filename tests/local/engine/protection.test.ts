import { expect, it } from "@jest/globals";

import { refusalToDestroy } from "../../../local/engine/protection.ts";
import { localRef } from "../../checkout.ts";

const APPLICATION =
  "urn:pulumi:local::p::a:index:A$azuread:index/applicationRegistration:ApplicationRegistration::mail";
const SECRET =
  "urn:pulumi:local::p::a:index:A$azuread:index/applicationPassword:ApplicationPassword::mail-secret-initial";

it("lets a stack go of which nothing is protected", () => {
  expect(
    refusalToDestroy([{ urn: APPLICATION, protect: false }, { urn: SECRET }], { stack: localRef("/tmp/x") }),
  ).toBeUndefined();
  expect(refusalToDestroy([], { stack: localRef("/tmp/x") })).toBeUndefined();
});

it("refuses the whole where one resource is protected, and says what to do", () => {
  const refusal = refusalToDestroy([{ urn: APPLICATION, protect: true }, { urn: SECRET }], {
    stack: localRef("/tmp/x"),
  });
  expect(refusal).toContain("nothing was deleted. Protected: ApplicationRegistration mail.\n");
  expect(refusal).toContain('set aem-mail-oauth:protect to "false"');
  expect(refusal).toContain("npx aem-mail-oauth local destroy --folder /tmp/x");
});
