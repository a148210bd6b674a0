import { readFile, writeFile } from "node:fs/promises";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";
import { startMailClient } from "./mailClient.ts";

const FILE = "stacks/Pulumi.local.yaml";
const INVALID_SECRET = 7000215;

let copy: ProjectCopy;
let local: LocalStack;

beforeEach(async () => {
  copy = await copyProject();
  local = await startLocalStack(copy.root);
});

afterEach(async () => {
  await local.close();
  await copy.close();
});

/** A bound for many runs of the engine in one test, on whatever machine this is. */
const LONG = 300_000;

/** Runs `rotate <args>` on stack local of the copy; throws with its words when it does not exit with 0. */
async function rotate(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await copy.run("rotate", ...args, "--stack", "local", "--folder", local.folder.root);
  if (code !== 0) throw new Error(`rotate ${args.join(" ")} exited with ${String(code)}:\n${stdout}${stderr}`);
  return stdout;
}

/** Client id, and the value of the secret that AEM is to be given. */
async function handedOut(): Promise<{ id: string; secret: string }> {
  const { outputs } = await local.run("outputs", "--show-secrets");
  return { id: String(outputs.clientId), secret: String(outputs.clientSecret) };
}

/** What the token endpoint answers to each secret: 200, or Entra's code. */
function accepted(id: string, ...secrets: string[]): Promise<number[]> {
  return Promise.all(
    secrets.map(async (secret) => {
      const { status, body } = await local.graph.token(id, secret);
      return status === 200 ? 200 : (body.error_codes?.[0] ?? status);
    }),
  );
}

/** Names of the secrets that the tenant holds. */
async function live(): Promise<string[]> {
  const [application, ...others] = await local.graph.applications();
  expect(others).toEqual([]);
  return (application?.passwordCredentials ?? []).map(({ displayName }) => displayName).sort();
}

describe("a rotation", () => {
  it(
    "leaves AEM a working secret at every moment and none that is not declared; one that leaked is dead after one update",
    async () => {
      await local.run("up");
      const { id, secret: first } = await handedOut();
      const aem = await startMailClient(local);

      const added = await rotate("add", "--label", "second", "--up");
      expect(added).toContain('added client secret "second"');
      const { secret: second } = await handedOut();
      expect(second).not.toBe(first);
      expect(await accepted(id, first, second, "neither")).toEqual([200, 200, INVALID_SECRET]);
      expect(await live()).toEqual(["initial", "second"]);

      const due = await copy.run(
        "rotate",
        "due",
        "-s",
        "local",
        "--live",
        "--json",
        "--folder",
        local.folder.root,
        "--within",
        "9999d",
      );
      expect(due.code).toBe(3);
      expect(JSON.parse(due.stdout)).toMatchObject({
        items: [
          { name: "second", status: "due", date: expect.stringMatching(/T00:00:00Z$/), days: 179 },
          // Its date is in no file: only the outputs know it.
          { name: "initial", status: "due", days: 179 },
        ],
      });

      // From the files alone nobody can tell, until it is recorded.
      const fromFiles = () => copy.run("due", "-s", "local", "--json", "--folder", local.folder.root);
      expect(await fromFiles()).toMatchObject({ code: 5 });
      await rotate("due", "--live", "--write");
      const recorded = await fromFiles();
      expect(recorded.code).toBe(0);
      expect(JSON.parse(recorded.stdout)).toMatchObject({
        items: [
          { name: "second", status: "ok" },
          { name: "initial", status: "ok", days: 179 },
        ],
      });
      const record = await readFile(local.folder.stack.files.ends, "utf8");
      for (const secret of [first, second]) expect(record).not.toContain(secret);
      expect(await rotate("due", "--live")).not.toContain("recorded");

      const tracked = await copy.read(FILE);
      await copy.write(FILE, tracked.replace("- label: initial", "- label: third"));
      const before = local.requests.length;
      const refused = await local.runToFailure("up");
      expect(refused.stderr).toContain('given:   "second", "third", after "second", "initial"');
      const changing = local.requests.slice(before).filter((line) => !/^(GET \S+|POST \S+\/token) /.test(line));
      expect(changing).toEqual([]);
      await copy.write(FILE, tracked);

      aem.use(second);
      expect(await rotate("retire", "--yes", "--up")).toContain('forgot when "initial" ends');
      expect(await accepted(id, first, second)).toEqual([INVALID_SECRET, 200]);
      expect(await live()).toEqual(["second"]);

      const { asked, failures } = await aem.stop();
      expect(failures).toEqual([]);
      expect(asked).toBeGreaterThan(10);

      // "second" leaks. It is dead after one update, which makes what takes its place.
      const revoked = await rotate("revoke", "second", "--label", "clean", "--up");
      expect(revoked).toContain('warning: This update revokes "second", the only client secret that AEM can have');
      const { secret: clean } = await handedOut();
      // Somebody puts the record of before back: that of another secret.
      await writeFile(local.folder.stack.files.ends, record.replace('"initial"', '"clean"'));
      const told = await copy.run("due", "-s", "local", "--live", "--folder", local.folder.root);
      expect(told).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/"clean" is recorded as \S+, and the live one is /),
      });
      expect(await accepted(id, second, clean)).toEqual([INVALID_SECRET, 200]);
      expect(await live()).toEqual(["clean"]);
      await expect(local.run("up")).resolves.toMatchObject({ changes: { same: 9 } });
    },
    LONG,
  );

  it(
    "is finished by the next command after a kill in the middle of either update",
    async () => {
      await local.run("up");
      const { id, secret: first } = await handedOut();
      const aem = await startMailClient(local);

      await rotate("add", "--label", "second");
      const edited = await copy.read(FILE);
      const unused = await rotate("revoke", "initial");
      expect(unused).toContain('everywhere, until it is given "second"');
      await copy.write(FILE, edited);
      await expect(rotate("retire", "--yes")).rejects.toThrow(
        '"second" is not deployed yet, so AEM cannot have it: retiring the other one now would cut AEM off. First:\n  npx aem-mail-oauth local',
      );
      expect(await copy.read(FILE)).toBe(edited);
      await local.runAndKillAt(/^POST \/v1\.0\/applications\/[^/]+\/addPassword 200/, "up");
      expect(await accepted(id, first)).toEqual([200]);
      await local.run("up");
      const { secret: second } = await handedOut();
      expect(await accepted(id, first, second)).toEqual([200, 200]);
      expect(await live()).toEqual(["initial", "second"]);

      aem.use(second);
      await rotate("retire", "--yes");
      await local.runAndKillAt(/^POST \/v1\.0\/applications\/[^/]+\/removePassword 204/, "up");
      expect(await accepted(id, second)).toEqual([200]);
      // The engine does not know that "initial" is gone, and would make a third before it looked.
      await expect(rotate("add", "--label", "third")).rejects.toThrow(
        'Stack local no longer declares "initial", which is still live: an update is waiting. Deploy it first:\n  npx aem-mail-oauth local',
      );
      await local.run("up");
      expect(await accepted(id, first, second)).toEqual([INVALID_SECRET, 200]);
      expect(await live()).toEqual(["second"]);
      expect((await aem.stop()).failures).toEqual([]);
    },
    LONG,
  );
});
