import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { ENVIRONMENTS, PROGRAM } from "../../local/cloudManager/index.ts";
import { ROOT } from "../checkout.ts";
import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { inCloud, open, signIn } from "./aemValues.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const MAILBOX = "forms@forms.example";
const FILE = "stacks/Pulumi.local.yaml";

let page: string;
let copy: ProjectCopy;
let local: LocalStack;

/** A time of day in UTC, so many minutes from now. */
const timeIn = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);

/** The page's settings, with what stack local has in place of what the reader puts in. */
function settingsOf(text: string, own: string): string {
  const [, block = ""] = /^```yaml\nconfig:\n(.*?)^```/ms.exec(text) ?? [];
  const replaced: [RegExp, string][] = [
    [/^ {2}azuread:tenantId: .*\n/m, ""],
    [/aem@contoso\.com/, MAILBOX],
    [/0123456789ABCDEF01234567@AdobeOrg/g, "5F2C0C1E6F0B4D640A495E2F@AdobeOrg"],
    [/"12345"/g, `"${PROGRAM}"`],
    [/"67890"/, `"${ENVIRONMENTS.stage}"`],
    [/"67891"/, `"${ENVIRONMENTS.prod}"`],
    // Now is among the hours, whenever that is.
    [/22:00-04:30/, `${timeIn(-60)}-${timeIn(-61)}`],
  ];
  let settings = block;
  for (const [pattern, value] of replaced) {
    expect(settings).toMatch(pattern);
    settings = settings.replace(pattern, value);
  }
  return `${own.trimEnd()}\n${settings}`;
}

/** Every command of the page, in its order: those of blocks each time, those in the sentences once. */
function commandsOf(text: string): string[] {
  const found = [...text.matchAll(/^(npx aem-mail-oauth [^#\n]+)|`(npx aem-mail-oauth [^`\n]+)`/gm)];
  const seen = new Set<string>();
  return found.flatMap(([, line, mark = ""]) => {
    const command = (line ?? mark).trim();
    if (line === undefined && seen.has(command)) return [];
    seen.add(command);
    return [command];
  });
}

/** What each is to end with, in the page's order. */
const EXPECTED: readonly [command: string, code: number][] = [
  ["upkeep --stack prod --dry-run", 3],
  ["upkeep --stack prod", 0],
  ["consent --stack prod --mailbox aem@contoso.com --save", 0],
  ["deliver --stack prod --dry-run", 3],
  ["deliver --stack prod", 0],
  ["upkeep --stack prod", 0],
  ["sheet --stack prod --format osgi --out <folder>", 0],
  ["renew --stack prod --if-older-than 30d", 0],
  ["deliver --stack prod --again", 0],
  ["verify --stack prod", 0],
  ["due --stack prod --live", 0],
];

beforeAll(async () => {
  page = await readFile(join(ROOT, "docs", "keep-alive.md"), "utf8");
  copy = await copyProject();
  await copy.write(FILE, settingsOf(page, await copy.read(FILE)));
  local = await startLocalStack(copy.root);
});

afterAll(async () => {
  await local.close();
  await copy.close();
});

describe("docs/keep-alive.md", () => {
  it("has these commands, and no other", () => {
    expect(commandsOf(page)).toEqual(EXPECTED.map(([words]) => `npx aem-mail-oauth ${words}`));
  });

  it.each(EXPECTED.map((row, index) => [index + 1, ...row] as const))(
    "does as it says with its settings, command %i: %s",
    async (_, words, expected) => {
      // Nobody waits for a restart.
      for (const environment of [ENVIRONMENTS.stage, ENVIRONMENTS.prod])
        await local.graph.orderAdobe({ status: { environment, status: "ready" } });
      if (words.startsWith("consent")) {
        await signIn(local, copy.root, MAILBOX);
        return;
      }
      const args = words.replace("--stack prod", "--stack local").replace("<folder>", "ui.config").split(" ");
      const { code, stderr } = await copy.runWith({}, ...args, "--folder", local.folder.root);
      expect({ code, stderr }).toMatchObject({ code: expected });
    },
  );

  it("ends with mail that AEM can send from both environments", async () => {
    for (const environment of [ENVIRONMENTS.stage, ENVIRONMENTS.prod])
      expect(await open(local, await inCloud(local, environment))).toEqual({ as: MAILBOX });
  });
});
