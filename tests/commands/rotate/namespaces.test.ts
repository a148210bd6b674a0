import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";

import { copyProject, type ProjectCopy } from "../../projectCopy.ts";

/** As of containers: a user and process numbers of their own. */
const APART = ["-Urpf", "--mount-proc"];
const EACH = 10;
const isPossible = spawnSync("unshare", [...APART, "true"]).status === 0;
const apart = isPossible ? it : it.skip;

let copy: ProjectCopy;

beforeAll(async () => {
  copy = await copyProject();
});

afterAll(() => copy.close());

describe("commands in several containers that share one checkout", () => {
  apart("lose none of each other's records (skipped where the system lets nobody make namespaces)", async () => {
    const module = (name: string): string => JSON.stringify(pathToFileURL(join(copy.root, "stack", name)).href);
    const record = (name: string): string =>
      `const { recordConsent } = await import(${module("consents.ts")});` +
      `const { stackRef } = await import(${module("stackRef.ts")});` +
      `const stack = stackRef("dev", ${JSON.stringify(copy.root)});` +
      `for (let i = 0; i < ${EACH}; i++) await recordConsent(stack, ` +
      `{ mailbox: "${name}-" + i + "@contoso.com", user: "u", at: "2030-01-01T00:00:00Z", scopes: [] });` +
      `console.log(process.pid);`;
    const options = { env: { ...process.env, NODE_OPTIONS: "", NODE_NO_WARNINGS: "1" } };
    const ended = await Promise.all(
      ["a", "b", "c"].map((name) =>
        promisify(execFile)(
          "unshare",
          [...APART, process.execPath, "--input-type=module", "-e", record(name)],
          options,
        ),
      ),
    );
    // Otherwise they would not have been apart.
    expect(new Set(ended.map(({ stdout }) => stdout)).size).toBe(1);
    const { consents: recorded } = parse(await copy.read("stacks/dev.consent.yaml")) as { consents: unknown[] };
    expect(recorded).toHaveLength(3 * EACH);
    await expect(copy.read(".local/edit-dev.lock")).rejects.toThrow("ENOENT");
  });
});
