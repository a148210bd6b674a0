import { Preset } from "../../components/catalogue/presets.ts";
import { UserError } from "../../support/userError.ts";

/** The AEM editions that a sheet can be made for. */
export const Edition = { Jee: "jee", Cloud: "cloud", Osgi65: "65-osgi" } as const;
export type Edition = (typeof Edition)[keyof typeof Edition];

const PRESETS: Readonly<Record<Edition, Preset>> = {
  jee: Preset.AemFormsJee,
  cloud: Preset.AemCloud,
  "65-osgi": Preset.Aem65Osgi,
};

/** The preset that declares what an edition needs. */
export function presetOf(edition: Edition): Preset {
  return PRESETS[edition];
}

/** The edition that a stack's preset is for. */
export function editionOf(preset: Preset): Edition {
  const [edition = Edition.Jee] = Object.values(Edition).filter((name) => PRESETS[name] === preset);
  return edition;
}

/** @throws UserError for what is no edition */
export function editionOption(given: string | undefined): Edition | undefined {
  const names = Object.values(Edition);
  const edition = names.find((name) => name === given);
  if (given === undefined || edition !== undefined) return edition;
  throw new UserError(`--edition ${given}: one of ${names.join(", ")}. Left out, it follows the stack's preset.`);
}
