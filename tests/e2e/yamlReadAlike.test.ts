import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parse } from "yaml";

import { DAMAGES } from "./yamlDamages.ts";
import { ours, type PulumiReader, pulumiReader } from "./yamlReading.ts";

let pulumi: PulumiReader;
beforeAll(async () => {
  pulumi = await pulumiReader();
});
afterAll(() => pulumi.close());

/** Files of each kind of damage; `npm run test:long` tries more. */
const FILES = Number(process.env.YAML_FILES ?? "1");
/** Calls of the command line tool that go side by side. */
const AT_ONCE = 4;

describe("a stack file", () => {
  it("is read as Pulumi reads it, or refused, whatever is wrong with it", async () => {
    const tried = DAMAGES.flatMap(({ name, file, expected }) =>
      fc.sample(file, { numRuns: FILES }).map((text) => ({ name, text, expected })),
    );
    const wrong: unknown[] = [];
    const reached = new Set<string>();
    const next = tried.values();
    const work = async (): Promise<void> => {
      for (const { name, text, expected } of next) {
        reached.add(name);
        const [here, there] = [ours(text), await pulumi.read(text)];
        // Where Pulumi refuses, nothing is deployed, and ours may be the milder one.
        const isAlike = here === "refused" || there === "refused" || same(here, there);
        const isRight =
          expected === "refused"
            ? here === "refused"
            : expected === "read"
              ? here !== "refused" && there !== "refused"
              : true;
        if (!isAlike || !isRight) wrong.push({ name, text, expected, here, there });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(wrong).toEqual([]);
    expect([...reached].sort()).toEqual(DAMAGES.map(({ name }) => name).sort());
    expect(reached.size).toBeGreaterThan(140);
  });

  it("is read as Pulumi reads it, or refused, whatever tokens it is made of", async () => {
    const token = fc.constantFrom(...TOKENS);
    const written = fc.tuple(fc.array(token, { minLength: 1, maxLength: 7 }), fc.nat(3)).map(([tokens, form]) => {
      const body = tokens.join("");
      return [`[${body}]`, `{${body}}`, `\n    ${body}`, `|-\n    ${body.trimStart()}`][form] ?? body;
    });
    const fileOf = (values: readonly string[]): string =>
      `config:\n${values.map((one, index) => `  a:x${index}: ${one}\n`).join("")}  a:z: end\n`;
    // What ours takes by itself, several to a file: most of what tokens make is nothing.
    const values = fc.sample(written, 800 * FILES).filter((one) => Object.keys(ours(fileOf([one]))).length === 2);
    expect(values.length).toBeGreaterThan(40);
    for (let at = 0; at < values.length; at += 40) await expectAlike(values.slice(at, at + 40), fileOf);
  });

  it("keeps every text that it is read with, however odd", async () => {
    const characters = fc.constantFrom(..." \n\t\r\0\u0085\u2028\uFEFFa#:-'|>é".split(""));
    const text = fc.string({ unit: characters, maxLength: 6 }).filter((drawn) => !/^\s[^]*\n|^\n/.test(drawn));
    const texts = fc.sample(text, 300);
    // As ASCII: the characters themselves are refused.
    const written = texts.map((one) =>
      JSON.stringify(one).replace(/[^ -~]/g, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, "0")}`),
    );
    const file = `config:\n${written.map((one, index) => `  a:k${index}: ${one}\n`).join("")}`;
    const expected = Object.fromEntries(texts.map((one, index) => [`a:k${index}`, one]));
    expect(ours(file)).toEqual(expected);
    expect(await pulumi.read(file)).toEqual(expected);
  });

  it("would be read otherwise by a YAML parser alone", async () => {
    // The control: without the refusals the two parsers part, and the test above would show it.
    for (const [text, alone] of [
      ["config:\n  a:b: c\n  # note\u2028  a:d: hidden\n", { "a:b": "c" }],
      ["config:\n  a:b: 012\n", { "a:b": 12 }],
      ["config:\n  a:b: 1_000\n", { "a:b": "1_000" }],
    ] as const) {
      expect((parse(text) as { config: unknown }).config).toEqual(alone);
      expect(await pulumi.read(text)).not.toEqual(
        Object.fromEntries(Object.entries(alone).map(([key, value]) => [key, String(value)])),
      );
      expect(ours(text)).toBe("refused");
    }
  });

  it("stays readable, whatever Pulumi itself writes into it", async () => {
    const before = "# head\nconfig:\n  aem-mail-oauth:preset: aem-cloud # why\n";
    const values = [
      "plain",
      "a\r\nb",
      "two\nlines\n",
      "  led by spaces",
      "012",
      "1_000",
      "yes",
      "~",
      "a: b # c",
      "'q' \"q\"",
      "-",
      "tab\there",
      "2030-05-20",
      "é😀",
      "",
    ];
    const writes: (readonly [string, string, ...string[]])[] = [
      ...values.map((value) => [value, before, "--plaintext", "mailbox", "--", value] as const),
      ["a secret", before, "--secret", "refreshToken", "a token"],
      ["a path", before, "--path", "redirectUris[0]", "http://localhost"],
      ["a date", before, "--plaintext", "--path", "clientSecrets[0].expires", "2030-05-20T10:00:00Z"],
      ["in one line", before.replace("aem-cloud", "{a: [b, c]}"), "mailbox", "x@y"],
      ["of a Windows checkout", before.replaceAll("\n", "\r\n"), "mailbox", "x@y"],
    ];
    const set = await Promise.all(
      writes.map(async ([value, text, ...args]) => [value, await pulumi.write(text, ...args)] as const),
    );
    for (const [value, text] of set) {
      const here = ours(text);
      expect({ value, text, here }).toEqual({ value, text, here: await pulumi.read(text) });
      expect({ value, text, here }).not.toEqual({ value, text, here: "refused" });
    }
    const mailbox = set
      .slice(0, values.length)
      .map(([, text]) => (ours(text) as Record<string, unknown>)["aem-mail-oauth:mailbox"]);
    expect(mailbox).toEqual(values);
  });
});

function same(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}

const TOKENS = [
  ..."a:,[]{}#-?~|<=!%@&*".split(""),
  ...[
    "b",
    ": ",
    " :",
    ", ",
    " #c\n    ",
    "\n    ",
    "\n\n    ",
    "- ",
    " ",
    "1",
    "0.5",
    "true",
    "null",
    '"x"',
    "'y'",
    "''",
  ],
  ...["http://h", "c:d", "\\", "..", "--", "&q ", "*q"],
];

/** Where Pulumi refuses one of several, each half is asked for by itself. */
async function expectAlike(values: readonly string[], fileOf: (values: readonly string[]) => string): Promise<void> {
  const file = fileOf(values);
  const [here, there] = [ours(file), await pulumi.read(file)];
  if (there !== "refused") {
    expect({ file, read: here }).toEqual({ file, read: there });
  } else if (values.length > 1) {
    await expectAlike(values.slice(0, values.length / 2), fileOf);
    await expectAlike(values.slice(values.length / 2), fileOf);
  }
}
