import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { runPulumi } from "../../pulumi/runPulumi.ts";
import { CannotTell } from "../../support/userError.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-pulumi-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A command line tool with this body, run in place of Pulumi's. */
async function run(body: string, input = "", timeout?: number): Promise<string> {
  const command = join(folder, "pulumi");
  await writeFile(command, `#!/bin/sh\n${body}\n`);
  await chmod(command, 0o755);
  return runPulumi({ command, cwd: folder, env: { OWN: "set" }, timeout }, ["config"], input);
}

describe("runPulumi", () => {
  it("hands over its input, never among the words, and gives back what is said", async () => {
    await expect(run('echo "$@ $OWN $(cat)"', "the secret")).resolves.toBe("config --non-interactive set the secret\n");
  });

  it("throws what a command says that fails", async () => {
    await expect(run("echo no such thing >&2; exit 1")).rejects.toThrow("Pulumi said: no such thing");
    await expect(run("exit 3")).rejects.toThrow("Pulumi said: exit code 3");
  });

  it("ends a command that takes longer than it may", async () => {
    const slow = run("exec sleep 600", "", 200);
    await expect(slow).rejects.toThrow("The backend did not answer within 0.2 seconds (pulumi config).");
    await expect(slow).rejects.toBeInstanceOf(CannotTell);
  });

  it("does not wait for what such a command has started, nor for one that does not want to end", async () => {
    await expect(run("sleep 20 & wait", "", 200)).rejects.toThrow("did not answer within 0.2 seconds");
    await expect(run("trap '' TERM; sleep 20 & wait; wait", "", 200)).rejects.toThrow("did not answer within");
  });
});
