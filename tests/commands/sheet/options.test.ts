import { describe, expect, it } from "@jest/globals";

import { editionOf, presetOf } from "../../../commands/sheet/edition.ts";
import { SHEET } from "../../../commands/sheet/options.ts";
import { Preset } from "../../../components/catalogue/presets.ts";

describe("the command line of sheet", () => {
  it("asks for Markdown, without secrets, of the preset's edition, when nothing is said", () => {
    expect(SHEET.read(["-s", "prod"])).toMatchObject({
      stack: "prod",
      edition: undefined,
      format: "md",
      out: undefined,
      force: false,
      showSecrets: false,
    });
  });

  it("takes --json for --format json", () => {
    expect(SHEET.read(["--json"])?.format).toBe("json");
    expect(SHEET.read(["--json", "--format", "json"])?.format).toBe("json");
  });

  it.each([
    [["--edition", "forms"], "--edition forms: one of jee, cloud, 65-osgi. Left out, it follows the stack's preset."],
    [["--format", "pdf"], "--format pdf: one of md, html, json, osgi."],
    [["--json", "--format", "html"], "--json and --format html: one of the two."],
    [["--format", "osgi"], "--format osgi writes files: name their folder with --out DIR."],
    [["--format", "osgi", "--out", "x", "--show-secrets"], "--show-secrets: the OSGi files are to be committed"],
    [["--out", ""], "--out is empty. Name a folder, such as --out sheet."],
    [["--force"], "--force goes with --out DIR."],
    [["--mailbox", "aem"], "--mailbox aem: write an address, such as aem@contoso.com."],
    [["prod"], '"prod" means nothing here.'],
  ])("refuses %j", (args, message) => {
    expect(() => SHEET.read(args)).toThrow(message);
  });
});

it.each(Object.values(Preset))("has an edition for preset %s, and the way back", (preset) => {
  expect(presetOf(editionOf(preset))).toBe(preset);
});
