import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { parseStackFile, readStackFile, writeStackFile } from "../../stack/stackFile.ts";

const parse = (text: string) => parseStackFile(text, "Pulumi.prod.yaml");

describe("the settings of a stack file", () => {
  it("come as Pulumi hands them to the program", () => {
    const { values } = parse(
      [
        "config:",
        "  displayName: x",
        "  aem-mail-oauth:text: yes",
        "  aem-mail-oauth:number: 1.5",
        "  aem-mail-oauth:flag: true",
        '  aem-mail-oauth:nothing: ""',
        '  aem-mail-oauth:quoted: "2027-05-20"',
        '  aem-mail-oauth:list: [{label: a, expires: "2027-05-20", n: 5, none: ~}]',
        "  azuread:tenantId: t",
        "",
      ].join("\n"),
    );
    expect(values).toEqual({
      "aem-mail-oauth:displayName": "x",
      "aem-mail-oauth:text": "yes",
      "aem-mail-oauth:number": "1.5",
      "aem-mail-oauth:flag": "true",
      "aem-mail-oauth:nothing": "",
      "aem-mail-oauth:quoted": "2027-05-20",
      "aem-mail-oauth:list": '[{"label":"a","expires":"2027-05-20","n":5,"none":null}]',
      "azuread:tenantId": "t",
    });
  });

  it("tell which are encrypted, at whatever depth", () => {
    const file = parse(
      "config:\n  a:x: {secure: v1:abc}\n  a:y: [{z: {secure: v1:abc}}]\n  a:plain: {secure: a, b: c}\n  a:number: {secure: 5}\n",
    );
    const keys = ["a:x", "a:y", "a:plain", "a:number", "a:absent"];
    expect(keys.map((key) => file.isSecret(key))).toEqual([true, true, false, false, false]);
  });

  it.each(["", "# nothing\n", "config:\n", "encryptionsalt: v1:x\n"])("are none in %j", (text) => {
    expect(parse(text).values).toEqual({});
  });

  it.each([
    [
      "a list that is not closed",
      "config:\n  a: [1\n  b: 2\n",
      /, line 3, column 3: this is not well-formed YAML\. Flow sequence .*\.$/,
    ],
    [
      "a key given twice",
      "config:\n  a: 1\n  a: 2\n",
      /, line 3, column 3: this is not well-formed YAML\. Map keys must be unique\.$/,
    ],
    ["a list", "- a\n", /has to be a map of keys, with a map under "config"/],
    ["config as a text", "config: x\n", /has to be a map of keys, with a map under "config"/],
    ["a setting without a value", "config:\n  a:b:\n", /Pulumi\.prod\.yaml: a:b has no value\..* Write "" in quotes/],
    [
      "a key in three parts",
      "config:\n  a:config:b: c\n",
      /has a:config:b, an old spelling that Pulumi takes for a:b\./,
    ],
    ["an alias of nothing", "config: {a: *b}\n", /line 1, column 13|cannot be resolved/],
  ])("refuses %s, by name and place", (_, text, words) => {
    expect(() => parse(text)).toThrow(words);
    expect(() => parse(text)).toThrow(/Pulumi\.prod\.yaml/);
  });

  it("does not quote the file in a message, where a secret may stand", () => {
    expect(() => parse("config:\n  x: 'hunter2\n")).toThrow(/^(?!.*hunter2)/s);
  });
});

describe("writing a stack file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-stack-file-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("names a file that is missing", async () => {
    await expect(readStackFile(join(folder, "Pulumi.none.yaml"), folder)).rejects.toThrow(
      /Pulumi\.none\.yaml cannot be read/,
    );
  });

  it.each([
    ["as the shipped ones are", "# head\nconfig:\n  # why\n  a:b: c # beside\n\n  a:list:\n    - x: 1\n      y: 2\n"],
    ["lists not indented", "config:\n  a:list:\n  - x: 1\n  - x: 2\n"],
    ["lists not indented, below a comment", "config:\n  a:list:\n  # a\n  - x: 1\n"],
    ["lists in one line", "config:\n  a:list: [{x: 1}, {x: 2}]\n"],
    ["lists in one line, with spaces", "config:\n  a:list: [ { x: 1 } ]\n"],
    ["long lines", `config:\n  a:b: ${"word ".repeat(60)}end\n  a:c: "${"word ".repeat(60)}"\n`],
    ["lines that end as on Windows", "config:\r\n  a:b: c\r\n"],
    ["quotes of both kinds", "config:\n  a:b: 'c'\n  a:d: \"e\"\n"],
  ])("changes nothing that was not changed: %s", async (_, text) => {
    const path = join(folder, "Pulumi.prod.yaml");
    await writeFile(path, text);
    await writeStackFile(await readStackFile(path, folder));
    await expect(readFile(path, "utf8")).resolves.toBe(text);
  });

  it("is left alone when something else changed it in the meantime", async () => {
    const path = join(folder, "Pulumi.prod.yaml");
    await writeFile(path, "config: {}\n");
    const file = await readStackFile(path, folder);
    await writeFile(path, "config: { a:b: c }\n");
    await expect(writeStackFile(file)).rejects.toThrow(/prod\.yaml was changed by something else in the meantime/);
    await expect(readFile(path, "utf8")).resolves.toBe("config: { a:b: c }\n");
  });

  it("is what it was, and the only file there, when it cannot be written", async () => {
    const place = join(folder, "full");
    await mkdir(place);
    // As long as a name may be: that of a draft beside it is too long. A read-only folder would not stop root.
    const path = join(place, `Pulumi.${"x".repeat(242)}.yaml`);
    await writeFile(path, "config: {}\n");
    const file = await readStackFile(path, folder);
    file.document.setIn(["config", "a:b"], "c");
    await expect(writeStackFile(file)).rejects.toThrow(
      /yaml cannot be written \(.*name too long.*\)\. It is as it was\. /,
    );
    await expect(readFile(path, "utf8")).resolves.toBe("config: {}\n");
    await expect(readdir(place)).resolves.toHaveLength(1);
  });
});
