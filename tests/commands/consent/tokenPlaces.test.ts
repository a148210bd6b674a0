import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "@jest/globals";

import { checkPlaces, keepToken } from "../../../commands/consent/tokenPlaces.ts";
import type { StackRef } from "../../../stack/stackRef.ts";
import { settingsStore } from "../../../stack/tokens/settingsStore.ts";
import { UserError } from "../../../support/userError.ts";
import { localRef, refOf } from "../../checkout.ts";
import { heldTokens } from "../../heldTokens.ts";

let folder: string;
let saved: [string, string][];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "token-places-"));
  saved = [];
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const RECORD = {
  mailbox: "aem@contoso.com",
  user: "ada@contoso.com",
  at: "2030-01-02T03:04:05.000Z",
  scopes: ["https://outlook.office.com/SMTP.Send"],
};

const keep = (places: { out?: string; save?: boolean; replaces?: boolean }, fails = false) =>
  keepToken("the-token", {
    stack: localRef(folder),
    tokens: settingsStore({
      stack: localRef(folder),
      config: () => Promise.resolve({ values: {}, isSecret: () => true }),
      saveSecret({ key, value }) {
        if (fails) return Promise.reject(new UserError("the passphrase is wrong"));
        saved.push([key, value]);
        return Promise.resolve(true);
      },
    }),
    options: { out: places.out, force: false, save: places.save ?? false },
    record: RECORD,
    replaces: places.replaces ?? false,
  });

const targetOf = (stack: StackRef) => ({ stack, tokens: { ...heldTokens("one"), isTracked: !stack.isLocal } });

const recorded = (): string => join(folder, "local.consent.yaml");

it("shows the token where nobody asked for another place, and writes down who consented", async () => {
  expect(await keep({})).toEqual({
    shown: true,
    failed: false,
    told: [`Recorded in ${recorded()}, for npx aem-mail-oauth due.`],
  });
  const text = await readFile(recorded(), "utf8");
  expect(text).toContain('user: "ada@contoso.com"');
  expect(text).toContain('    token:\n      - "screen"\n');
  expect(text).not.toContain("the-token");
});

it("saves it encrypted and into a file at once, and does not show it then", async () => {
  const out = join(folder, "token");
  const { shown, told } = await keep({ out, save: true });
  expect(shown).toBe(false);
  expect(told.slice(0, 2)).toEqual([
    "The refresh token is kept in the settings of stack local, encrypted (aem-mail-oauth:refreshToken).",
    `The refresh token is in ${out}, which only you can read.`,
  ]);
  expect(saved).toEqual([["aem-mail-oauth:refreshToken", "the-token"]]);
  expect(await readFile(out, "utf8")).toBe("the-token\n");
  expect(await readFile(recorded(), "utf8")).toContain(
    '    token:\n      - "settings"\n      - "file"\n    saved: true\n',
  );
});

it("says when another token goes, and marks the consent whose token is saved", async () => {
  const { told } = await keep({ save: true, replaces: true });
  expect(told[0]).toBe(
    "The refresh token is kept in the settings of stack local, encrypted (aem-mail-oauth:refreshToken), in place of the one that was there.",
  );
  expect(await readFile(recorded(), "utf8")).toContain("    saved: true\n");
});

it("shows it when it can be kept nowhere after all, with the reason: the sign-in was the work", async () => {
  const out = join(folder, "taken");
  await writeFile(out, "precious");
  const { shown, told } = await keep({ out, save: true }, true);
  expect(shown).toBe(true);
  expect(told[0]).toBe("Warning: the token could not be saved (the passphrase is wrong).");
  expect(told[1]).toMatch(/^Warning: the token could not be written to .*taken \(file already exists\)/);
  expect(await readFile(out, "utf8")).toBe("precious");
  const text = await readFile(recorded(), "utf8");
  expect(text).toContain('    token:\n      - "screen"\n');
  expect(text).not.toContain("saved");
});

it("finds out before anybody signs in that the record cannot be read", async () => {
  const places = { out: undefined, force: false, save: true };
  await expect(checkPlaces(places, targetOf(localRef(folder)))).resolves.toEqual({ replaces: true });
  await writeFile(recorded(), "consents: nobody");
  await expect(checkPlaces(places, targetOf(localRef(folder)))).rejects.toThrow(UserError);
  await mkdir(join(folder, "file"));
  await expect(checkPlaces({ ...places, out: join(folder, "file") }, targetOf(refOf("prod")))).rejects.toThrow(
    /this is no plain file/,
  );
});
