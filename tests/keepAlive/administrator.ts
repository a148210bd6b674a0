import { SHEET } from "../../commands/sheet/options.ts";
import { sheet } from "../../commands/sheet/sheet.ts";
import type { Held } from "./aem.ts";
import type { World } from "./world.ts";

interface Shown {
  readonly places: readonly { readonly fields: readonly { readonly label: string; readonly value: string | null }[] }[];
}

/** What a person copies from the sheet that day, to enter it in AEM Forms on JEE. */
export async function copiedFromSheet(world: World): Promise<Held> {
  const { code, text } = await world.run(SHEET, sheet, "--json", "--show-secrets");
  if (code !== 0) throw new Error(`no sheet: ${text}`);
  const [place] = (JSON.parse(text) as Shown).places;
  const valueOf = (label: string): string => {
    const value = place?.fields.find((field) => field.label === label)?.value;
    if (typeof value !== "string") throw new Error(`the sheet has no ${label}`);
    return value;
  };
  return { clientSecret: valueOf("Client Secret"), refreshToken: valueOf("Refresh Token") };
}
