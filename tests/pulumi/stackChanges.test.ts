import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { Locked, stackChanges } from "../../pulumi/stackChanges.ts";
import { CannotTell, UserError } from "../../support/userError.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-changes-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Says {
  readonly text: string;
  readonly code?: number;
}

/** A stack whose CLI says these, by the first word of what it is asked, and writes down how it was called. */
async function changesOf(said: Readonly<Record<string, Says>>) {
  const command = join(folder, "pulumi");
  const cases = Object.entries(said).map(
    ([word, { text, code = 0 }]) => `"${word}") printf '%s' '${text}' ${code === 0 ? "" : ">&2"}; exit ${code};;`,
  );
  const log = join(folder, "log");
  await writeFile(log, "");
  await writeFile(command, `#!/bin/sh\necho "$*" >> '${log}'\ncase "$1" in\n${cases.join("\n")}\nesac\n`);
  await chmod(command, 0o755);
  const project = (): Promise<string> => Promise.resolve("mail");
  const changes = stackChanges({ stack: "contoso/mail/prod", project, pulumi: { command, cwd: folder, env: {} } });
  return { changes, asked: async () => (await readFile(log, "utf8")).trim().split("\n") };
}

const at = (url: string): Says => ({ text: JSON.stringify({ user: "forms", url }) });
const LOCKED = {
  text: "error: the stack is currently locked by 1 lock(s).\n  x.json: created by forms@builder (pid 42) at 2031-05-20T12:00:00Z",
  code: 255,
};

describe("the lock of a stack", () => {
  it("is what Pulumi Cloud says of the stack, without a holder", async () => {
    const stacks = (updateInProgress: boolean): Says => ({
      text: JSON.stringify([{ name: "prod", updateInProgress }]),
    });
    const whoami = at("https://app.pulumi.com/forms");
    const busy = await changesOf({ whoami, stack: stacks(true) });
    await expect(busy.changes.locks()).resolves.toEqual([{ user: "", host: "", pid: 0, since: "" }]);
    const idle = await changesOf({ whoami, stack: stacks(false) });
    await expect(idle.changes.locks()).resolves.toEqual([]);
  });

  it("is told by a blob to whoever changes something alone", async () => {
    const { changes, asked } = await changesOf({ whoami: at("azblob://state?storage_account=a"), refresh: LOCKED });
    await expect(changes.locks()).resolves.toBeUndefined();
    const refusal = await changes.touch("urn:root").catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Locked);
    expect(refusal).toMatchObject({
      locks: [{ user: "forms", host: "builder", pid: 42, since: "2031-05-20T12:00:00Z" }],
    });
    expect((await asked()).at(-1)).toBe(
      "refresh --target urn:root --yes --skip-preview --suppress-outputs --stack contoso/mail/prod --non-interactive",
    );
  });

  it.each([
    ["an error", { whoami: { text: "error: no network", code: 1 } }],
    ["words", { whoami: { text: "hello" } }],
    ["no list of stacks", { whoami: at("https://app.pulumi.com"), stack: { text: "{}" } }],
  ])("is unknown where the CLI answers with %s", async (_, said) => {
    const { changes } = await changesOf(said);
    await expect(changes.locks()).rejects.toThrow(CannotTell);
  });
});

describe("a change", () => {
  it("imports one part below its parent, unprotected, and clears what is pending with targets alone", async () => {
    const { changes, asked } = await changesOf({});
    const part = {
      type: "t:index/part:Part",
      name: "part",
      id: "/applications/o/part",
      parent: "urn:c",
      provider: "urn:p",
    };
    await changes.importPart(part);
    await changes.importPart({ ...part, provider: undefined });
    await changes.settle(["urn:root", "urn:x"]);
    await changes.cancel();
    const end = "--yes --skip-preview --suppress-outputs --stack contoso/mail/prod --non-interactive";
    const options = "--protect=false --generate-code=false";
    const words = "import t:index/part:Part part /applications/o/part --parent component=urn:c";
    expect(await asked()).toEqual([
      `${words} --provider provider=urn:p ${options} ${end}`,
      `${words} ${options} ${end}`,
      `refresh --clear-pending-creates --target urn:root --target urn:x ${end}`,
      "cancel --yes --stack contoso/mail/prod --non-interactive",
    ]);
  });

  it("that fails for another reason than a lock says so in Pulumi's words", async () => {
    const { changes } = await changesOf({ import: { text: "error: resource does not exist", code: 255 } });
    const failed = changes.importPart({ type: "t", name: "n", id: "i", parent: "p" });
    await expect(failed).rejects.toThrow(UserError);
    await expect(failed).rejects.not.toThrow(Locked);
    await expect(failed).rejects.toThrow("Pulumi said: error: resource does not exist");
  });
});
