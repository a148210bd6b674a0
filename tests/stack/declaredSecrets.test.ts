import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { declaredSecrets, putOnTop, takeAway } from "../../stack/declaredSecrets.ts";
import { parseStackFile } from "../../stack/stackFile.ts";
import { NOTHING_SET } from "../heldTokens.ts";

const NOW = new Date("2030-01-01T00:00:00Z");
const NEW = { label: "new", expires: "2030-06-30" };

function edited(text: string, edit: (...args: Parameters<typeof takeAway>) => void): string {
  const file = parseStackFile(text, "Pulumi.prod.yaml");
  edit(file.document, ["old"], declaredSecrets(file, "prod", NOW));
  return file.document.toString({ lineWidth: 0 });
}
const withNew = (text: string) =>
  edited(text, (document, _, declared) => {
    putOnTop(document, NEW, declared);
  });
const withoutOld = (text: string) => edited(text, takeAway);

it("meets no label that stands elsewhere: such a file is refused", () => {
  const text = "label: &l old\nconfig:\n  aem-mail-oauth:clientSecrets:\n    - label: *l\n";
  expect(() => withoutOld(text)).toThrow("an anchor (&...) puts a value elsewhere than where a reader looks for it");
});

it("edits the key that the file has, with its prefix or without", () => {
  expect(withNew("config:\n  clientSecrets:\n    - label: old\n")).toBe(
    'config:\n  clientSecrets:\n    - label: new\n      expires: "2030-06-30"\n    - label: old\n',
  );
});

describe("declaredSecrets", () => {
  it("fills in what the program would", () => {
    const file = parseStackFile("config:\n  aem-mail-oauth:mailbox: forms@contoso.com\n", "x");
    expect(declaredSecrets(file, "prod", NOW)).toEqual({
      keeping: NOTHING_SET,
      secrets: [{ label: "initial" }],
      maxSecretLifetime: undefined,
      preset: "aem-forms-jee",
      cloud: "public",
      mailbox: "forms@contoso.com",
    });
  });

  it("refuses with the program's words what the program would, about secrets alone", () => {
    const file = parseStackFile(
      'config:\n  aem-mail-oauth:displaynam: x\n  aem-mail-oauth:clientSecrets:\n    - label: a\n      expires: "2030-05-20 00:00:00 +0000 UTC"\n',
      "stacks/Pulumi.prod.yaml",
    );
    expect(() => declaredSecrets(file, "prod", NOW)).toThrow(
      [
        "stacks/Pulumi.prod.yaml: 1 setting is invalid. Nothing was changed.",
        "",
        "  aem-mail-oauth:clientSecrets[0].expires",
        '    given:   "2030-05-20 00:00:00 +0000 UTC"',
        '    allowed: a date in quotes ("2030-05-20") or an RFC 3339 time ("2030-05-20T12:00:00Z")',
        '    fix:     Write "2030-05-20" with the quotes: without them, YAML tools turn a date into this.',
      ].join("\n"),
    );
  });
});

describe("a secret put on top", () => {
  it("leaves everything else where it was, and a comment with the secret that it speaks of", () => {
    expect(
      withNew(
        "# head\nconfig:\n  # newest first\n  aem-mail-oauth:clientSecrets:\n    # since May\n    - label: old # given to AEM\n\n  # why\n  aem-mail-oauth:protect: true\nencryptionsalt: v1:x\n",
      ),
    ).toBe(
      '# head\nconfig:\n  # newest first\n  aem-mail-oauth:clientSecrets:\n    - label: new\n      expires: "2030-06-30"\n    # since May\n    - label: old # given to AEM\n\n  # why\n  aem-mail-oauth:protect: true\nencryptionsalt: v1:x\n',
    );
  });

  it.each([
    [
      "a file that leaves the list to the default",
      "config:\n  aem-mail-oauth:preset: aem-cloud\n",
      "  aem-mail-oauth:preset: aem-cloud\n",
    ],
    ["a file without settings", "# nothing yet\nconfig:\n", ""],
  ])("writes out the default in %s", (_, text, kept) => {
    const list =
      '  aem-mail-oauth:clientSecrets:\n    - label: new\n      expires: "2030-06-30"\n    - label: initial\n';
    expect(withNew(text)).toContain(`config:\n${kept}${list}`);
  });

  it("keeps a list in one line there", () => {
    expect(withNew("config:\n  aem-mail-oauth:clientSecrets: [ { label: old } ]\n")).toBe(
      'config:\n  aem-mail-oauth:clientSecrets: [ { label: new, expires: "2030-06-30" }, { label: old } ]\n',
    );
  });

  it("writes a list that was set as a JSON text as a list", () => {
    expect(withNew(`config:\n  aem-mail-oauth:clientSecrets: '[{"label":"old","expires":"2030-02-01"}]'\n`)).toBe(
      'config:\n  aem-mail-oauth:clientSecrets:\n    - label: new\n      expires: "2030-06-30"\n    - label: old\n      expires: "2030-02-01"\n',
    );
  });
});

describe("a secret taken away", () => {
  it("takes its own comment along, and nothing else", () => {
    expect(
      withoutOld(
        "config:\n  # newest first\n  aem-mail-oauth:clientSecrets:\n    # in use\n    - label: new\n    # until June\n    - label: old\n  # why\n  aem-mail-oauth:protect: true\n",
      ),
    ).toBe(
      "config:\n  # newest first\n  aem-mail-oauth:clientSecrets:\n    # in use\n    - label: new\n  # why\n  aem-mail-oauth:protect: true\n",
    );
  });
});

describe("an edit undone", () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/);
  const comment = fc.option(word, { nil: undefined });
  const file = fc.record({ head: comment, old: comment, beside: comment, after: comment, expires: fc.boolean() });

  it("leaves the file as it was, whatever is said around the list", () => {
    fc.assert(
      fc.property(file, ({ head, old, beside, after, expires }) => {
        const line = (indent: string, text: string | undefined) => (text === undefined ? "" : `${indent}# ${text}\n`);
        const text =
          `${line("", head)}config:\n${line("  ", head)}  aem-mail-oauth:clientSecrets:\n${line("    ", old)}` +
          `    - label: kept${beside === undefined ? "" : ` # ${beside}`}\n${expires ? '      expires: "2030-02-01"\n' : ""}` +
          `${line("  ", after)}  aem-mail-oauth:protect: true\n`;
        const added = withNew(text);
        expect(edited(added.replace("label: new", "label: old"), takeAway)).toBe(text);
      }),
    );
  });
});
