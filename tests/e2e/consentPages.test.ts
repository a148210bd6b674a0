import { readFile, rm } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "@jest/globals";

import { signInAs } from "../local/tenant/signIn/person.ts";
import { start } from "./consentRun.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const PAGES = ["docs/consent.md", "docs/troubleshooting.md"];
const ROOT = join(import.meta.dirname, "..", "..");

let local: LocalStack;

beforeAll(async () => {
  local = await startLocalStack();
  await local.run("up");
});

afterAll(() => local.close());

/** Every `npx aem-mail-oauth consent` and `npx aem-mail-oauth verify` in the shell blocks of the pages, once each, in their order. */
async function commands(): Promise<string[]> {
  const texts = await Promise.all(PAGES.map((page) => readFile(join(ROOT, page), "utf8")));
  const blocks = texts.flatMap((text) => [...text.matchAll(/^ *```sh\n(.*?)^ *```/gms)].map(([, block = ""]) => block));
  const lines = blocks.flatMap((block) => block.split("\n").map((line) => line.replace(/ +#.*$/, "").trim()));
  return [...new Set(lines.filter((line) => /^npx aem-mail-oauth (consent|verify) /.test(line)))];
}

/** The words of a command, on stack local and with its people. */
function wordsOf(command: string, token: string): string[] {
  const names: Record<string, string> = {
    "aem@contoso.com": "forms@forms.example",
    "shared@contoso.com": "shared@forms.example",
    "../token.txt": token,
  };
  const [, , name = "", ...words] = command.replace(/ --stack prod/, "").split(/ +/);
  return [name, ...words.map((word) => names[word] ?? word)];
}

it("every command of the pages does on stack local what they say", async () => {
  const token = join(local.folder.root, "token.txt");
  const ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  const all = await commands();
  expect(all.length).toBeGreaterThanOrEqual(12);
  // Those that keep a token come first, so that there is one to try.
  const inOrder = [
    ...all.filter((command) => command.includes(" consent ")),
    ...all.filter((command) => command.includes(" verify ")),
  ];
  await rm(token, { force: true });
  for (const command of inOrder) {
    const words = wordsOf(command, token);
    const run = start(local, words);
    if (words[0] === "consent" && !words.includes("--explain")) {
      const landed = await signInAs(await run.link(), { user: "forms@forms.example", ca });
      if (words.includes("--paste")) run.child.stdin.end(`${landed}\n`);
      else await new Promise((resolve) => get(landed, resolve));
    }
    const { code, stderr } = await run.ended;
    // With --json, standard error is what a person reads meanwhile.
    expect({ command, code, stderr: words.includes("--json") ? "" : stderr }).toEqual({ command, code: 0, stderr: "" });
  }
});
