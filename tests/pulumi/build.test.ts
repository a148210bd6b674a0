import { readFile } from "node:fs/promises";

import { expect, it } from "@jest/globals";

import { CLI_VERSION } from "../../pulumi/build.ts";

it("builds the version that it looks for", async () => {
  const goMod = await readFile(new URL("../../pulumi/go.mod", import.meta.url), "utf8");
  expect(/pulumi\/pkg\/v3 v(\S+)/.exec(goMod)?.[1]).toBe(CLI_VERSION);
});
