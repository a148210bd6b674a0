import { describe, expect, it } from "@jest/globals";

import { numbered, placesOf, sessionsStep } from "../../../commands/rotate/nextSteps.ts";
import { Cloud } from "../../../components/catalogue/clouds.ts";
import { Preset } from "../../../components/catalogue/presets.ts";
import { refOf } from "../../checkout.ts";
import { NOTHING_SET } from "../../heldTokens.ts";

const DECLARED = {
  secrets: [],
  maxSecretLifetime: undefined,
  keeping: NOTHING_SET,
  preset: Preset.AemFormsJee,
  mailbox: "forms@contoso.com",
};

describe("the next steps", () => {
  it("are numbered, and what belongs to a step stands below it", () => {
    expect(numbered(["Deploy:\npulumi up", "Look"])).toBe("  1. Deploy:\n     pulumi up\n  2. Look");
  });

  it.each([
    [Preset.AemFormsJee, ["Email Service", "Task notifications", "Every email endpoint"]],
    [Preset.AemCloud, ["OAuth provider of the mail service"]],
    [Preset.Aem65Osgi, ["CQ Mailer SMTP OAuth2 Provider"]],
  ])("name every place of preset %s", (preset, names) => {
    const lines = placesOf({ preset }).split("\n");
    expect(lines.flatMap((line) => /^- (.*?): /.exec(line)?.[1] ?? [])).toEqual(names);
  });

  it.each([
    [Cloud.Public, "https://graph.microsoft.com"],
    [Cloud.UsGovernment, "https://graph.microsoft.us"],
    [Cloud.Dod, "https://dod-graph.microsoft.us"],
    [Cloud.China, "https://microsoftgraph.chinacloudapi.cn"],
  ])("end the mailbox's sessions in cloud %s at %s", (cloud, graph) => {
    expect(sessionsStep(refOf("prod"), { ...DECLARED, cloud })).toContain(
      `\naz rest --method POST --url ${graph}/v1.0/users/forms@contoso.com/revokeSignInSessions\nnpx aem-mail-oauth consent --stack prod`,
    );
  });
});
