import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { findCli } from "../../pulumi/cli.ts";
import { type OwnStack, startOwnStack } from "./ownStack.ts";

let own: OwnStack;

beforeEach(async () => {
  own = await startOwnStack();
});

afterEach(() => own.close());

/** A bound for many runs of the CLI in one test, on whatever machine this is. */
const LONG = 400_000;

const UP = ["up", "--yes", "--skip-preview"] as const;
const ADD_SECRET = /^POST \/v1\.0\/applications\/[^/]+\/addPassword 200/;

async function state(): Promise<{ checkpoint: { latest: { pending_operations?: unknown[]; resources?: unknown[] } } }> {
  const file = join(own.backend, ".pulumi", "stacks", "aem-mail-oauth", "own.json");
  return JSON.parse(await readFile(file, "utf8")) as Awaited<ReturnType<typeof state>>;
}

/** Exactly one application with one secret, which is the one in the outputs and works. */
async function expectOneWorkingSecret(): Promise<void> {
  const [application, ...others] = await own.graph.applications();
  expect(others).toEqual([]);
  expect(application?.passwordCredentials).toHaveLength(1);
  const { clientId, clientSecret } = JSON.parse(await own.pulumi("stack", "output", "--json", "--show-secrets")) as {
    clientId: string;
    clientSecret: string;
  };
  expect(clientId).toBe(application?.appId);
  expect((await own.graph.token(clientId, clientSecret)).status).toBe(200);
}

/** One repair, then an update, then one that finds everything unchanged. */
async function expectRepaired(same: number): Promise<void> {
  const repaired = await own.command("repair", "--yes");
  expect(repaired).toMatchObject({ code: 0, stderr: "" });
  expect(repaired.stdout).toContain("no such process runs here any more.\n    pulumi cancel --yes -s own\n");
  expect(repaired.stdout).toMatch(/\nWhat an update would do now:\n[^]*\nRepaired\. /);
  expect((await state()).checkpoint.latest.pending_operations ?? []).toEqual([]);
  await own.up();
  await expectOneWorkingSecret();
  await expect(own.up()).resolves.toEqual({ same });
}

describe("an up of a stack of one's own that is killed", () => {
  it.each([
    ["while the application is registered", /^POST \/v1\.0\/applications 201/],
    ["while redirect URIs and permissions are written", /^PATCH \/v1\.0\/applications\/[^/]+ 204/],
    ["while the secret is made", ADD_SECRET],
    ["while the service principal is made", /^POST \/v1\.0\/servicePrincipals 201/],
  ])(
    "%s is put right by one repair",
    async (_, request) => {
      await own.killAt(request, ...UP);
      const [left] = await own.graph.applications();
      await expectRepaired(9);
      const [kept] = await own.graph.applications();
      expect(kept?.id).toBe(left?.id);
    },
    LONG,
  );

  it(
    "while an owner is added, and while a secret is revoked, is put right by one repair",
    async () => {
      await own.up();
      const { body } = await own.graph.call("GET", "/users?$top=1");
      const [user] = (body as { value: { id: string }[] }).value;
      const owners = ["  aem-mail-oauth:owners:", `    - ${user?.id ?? ""}`];
      await own.settle(...owners);
      await own.killAt(/^POST \/v1\.0\/applications\/[^/]+\/owners\/\$ref 204/, ...UP);
      await expectRepaired(10);

      await own.settle(...owners, "  aem-mail-oauth:clientSecrets:", "    - label: second", "    - label: initial");
      await own.up();
      await own.settle(...owners, "  aem-mail-oauth:clientSecrets:", "    - label: second");
      await own.killAt(/^POST \/v1\.0\/applications\/[^/]+\/removePassword 204/, ...UP);
      await expectRepaired(10);
    },
    LONG,
  );
});

/** A CLI before the real one on PATH that kills our command before, amid or after its run of one of Pulumi's commands. */
async function killingCli(): Promise<(when: string, command: string) => Readonly<Record<string, string>>> {
  const { command } = await findCli(() => undefined);
  const folder = join(own.copy.root, "killing");
  await mkdir(folder);
  const script = `#!/bin/sh
kill_all() { kill -KILL $PPID "$@"; exit 1; }
[ "$1" = "$KILL_AT" ] || exec '${command.command}' "$@"
[ "$KILL_WHEN" = before ] && kill_all
'${command.command}' "$@" & run=$!
if [ "$KILL_WHEN" = amid ]; then
  until ls '${own.backend}'/.pulumi/locks/organization/*/own/*.json >/dev/null 2>&1; do kill -0 $run || exit 1; done
  kill_all $run
fi
wait $run
kill_all
`;
  await writeFile(join(folder, "pulumi"), script);
  await chmod(join(folder, "pulumi"), 0o755);
  const path = `${folder}${delimiter}${own.environment.PATH ?? ""}`;
  return (when, at) => ({ ...own.environment, PATH: path, KILL_WHEN: when, KILL_AT: at });
}

describe("a repair", () => {
  it(
    "that is killed itself, wherever, is completed by the next one",
    async () => {
      await own.killAt(ADD_SECRET, ...UP);
      const kill = await killingCli();
      const killed = async (when: string, at: string): Promise<void> => {
        const run = await own.copy.runWith({ environment: kill(when, at) }, "repair", "--yes", "--stack", "own");
        expect({ when, at, code: run.code, words: run.stdout.includes("Repaired") }).toEqual({
          when,
          at,
          code: null,
          words: false,
        });
      };
      await killed("before", "cancel");
      await killed("after", "cancel");
      await killed("before", "import");
      await killed("amid", "import");
      await killed("after", "import");
      expect(await own.killCommandAt(/removePassword 204/, "repair", "--yes")).toBe(true);
      await killed("before", "refresh");
      await killed("amid", "refresh");
      await killed("after", "refresh");
      const last = await own.command("repair", "--yes");
      expect(last).toMatchObject({ code: 0, stderr: "" });
      await own.up();
      await expectOneWorkingSecret();
      await expect(own.up()).resolves.toEqual({ same: 9 });
    },
    LONG,
  );
});
