import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { expect, it } from "@jest/globals";

import { ROOT } from "../checkout.ts";

const page = await readFile(join(ROOT, "ARCHITECTURE.md"), "utf8");
const words = [...page.matchAll(/`([^`\n]+)`/g)].map(([, word = ""]) => word);

it("names files that are there", () => {
  const paths = words.filter((word) => /^[\w./-]+(\/|\.(ts|js|md|yaml))$/.test(word));
  const folders = paths.map((path) => (path.endsWith("/") ? path : dirname(path)));
  // A bare name stands behind a path of the same folder.
  const isThere = (path: string): boolean =>
    existsSync(join(ROOT, path)) ||
    (path.endsWith("/")
      ? folders.some((folder) => existsSync(join(ROOT, folder, path)))
      : basename(path) === path && folders.some((folder) => existsSync(join(ROOT, folder, path))));
  expect(paths.length).toBeGreaterThan(40);
  expect(paths.filter((path) => !isThere(path))).toEqual([]);
  expect(isThere("components/rules/nothing.ts")).toBe(false);
  expect(isThere("nothing.ts")).toBe(false);
});

it("shows every folder with code, and every command", () => {
  const code = readdirSync(ROOT, { withFileTypes: true })
    .filter(
      (entry) =>
        entry.isDirectory() &&
        !/^(\.|node_modules|tests|docs|decisions|stacks|bench|interop|coverage)/.test(entry.name),
    )
    .map(({ name }) => name);
  const picture = /```text\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  expect(code.filter((name) => !picture.includes(`${name}/`))).toEqual([]);
  const commands = readdirSync(join(ROOT, "commands"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(commands.map(({ name }) => name).filter((name) => !new RegExp(`\\b${name}\\b`).test(picture))).toEqual([]);
});
