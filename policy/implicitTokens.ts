import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";

import { Preset } from "../components/catalogue/presets.ts";
import { ResourceType } from "../components/catalogue/resources.ts";
import { configuredList } from "./configuredList.ts";
import { EntraType, isOn, propsOf, type Switch } from "./resources.ts";
import { allKnown } from "./unknowns.ts";
import { violation } from "./violation.ts";

/** Adobe's page for AEM Forms on JEE calls both boxes mandatory; its other pages do not ask for them. */
const NEED_THEM: string[] = [Preset.AemFormsJee];

/** The preset of each MailApplication, by URN: the engine shows a component before what is declared in it. */
const presets = new Map<string, string | undefined>();

const PRESETS = configuredList("presets", "Presets of MailApplication that may have implicit tokens.", {
  items: { enum: Object.values(Preset) },
  otherwise: NEED_THEM,
});

/**
 * Tokens from the authorization endpoint, in the address bar (implicit grant), only where the preset needs them: AEM itself redeems
 * codes.
 */
export const implicitTokens: ResourceValidationPolicy = {
  name: "implicit-tokens",
  displayName: "Implicit tokens only where needed",
  description: "Entra hands out tokens in the browser's address only to the applications that need it.",
  severity: "medium",
  url: "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-implicit-grant-flow",
  remediationSteps: "Switch both boxes off: the authorization code flow, which AEM uses, needs neither.",
  configSchema: PRESETS.schema,
  validateResource(args, reportViolation) {
    const allowed = PRESETS.of(args);
    if (args.type === ResourceType.MailApplication) {
      presets.set(args.urn, args.props.preset as string | undefined);
      return;
    }
    const preset = presets.get(args.opts.parent ?? "");
    if (preset !== undefined && allowed.includes(preset)) return;
    allKnown(
      boxesOf(args).map(({ property, ticked, setting }) => () => {
        if (!isOn(ticked())) return;
        const whose = preset === undefined ? "an application without a preset of this project" : `preset "${preset}"`;
        reportViolation(
          violation({
            setting: property,
            given: `true, with ${whose}`,
            allowed: allowed.length === 0 ? "false" : `false; true with preset ${allowed.join(", ")}`,
            fix: `Set ${preset === undefined ? property : `implicitGrant.${setting}`} to false: AEM redeems codes and has no use for it.`,
          }),
        );
      }),
    );
  },
};

interface Box {
  readonly property: string;
  /** Reads the value; throws where a preview does not know it. */
  readonly ticked: () => Switch | undefined;
  /** What MailApplication calls it, below `implicitGrant`. */
  readonly setting: "accessTokens" | "idTokens";
}

function boxesOf(args: ResourceValidationArgs): Box[] {
  const registration = propsOf(args, EntraType.ApplicationRegistration);
  const application = propsOf(args, EntraType.Application);
  if (registration !== undefined) {
    return [
      {
        property: "implicitAccessTokenIssuanceEnabled",
        ticked: () => registration.implicitAccessTokenIssuanceEnabled,
        setting: "accessTokens",
      },
      {
        property: "implicitIdTokenIssuanceEnabled",
        ticked: () => registration.implicitIdTokenIssuanceEnabled,
        setting: "idTokens",
      },
    ];
  }
  if (application === undefined) return [];
  return [
    {
      property: "web.implicitGrant.accessTokenIssuanceEnabled",
      ticked: () => application.web?.implicitGrant?.accessTokenIssuanceEnabled,
      setting: "accessTokens",
    },
    {
      property: "web.implicitGrant.idTokenIssuanceEnabled",
      ticked: () => application.web?.implicitGrant?.idTokenIssuanceEnabled,
      setting: "idTokens",
    },
  ];
}
