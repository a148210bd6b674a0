import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
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
const REGISTER = /^POST \/v1\.0\/applications 201/;
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
    ["while the application is registered", REGISTER],
    ["while redirect URIs and permissions are written", /^PATCH \/v1\.0\/applications\/[^/]+ 204/],
    ["while the secret is made", ADD_SECRET],
    ["while the service principal is made", /^POST \/v1\.0\/servicePrincipals 201/],
  ])(
    "%s is put right by one repair",
    async (_, request) => {
      await own.killAt(request, ...UP);
      const left = (await own.graph.applications()).map(({ id }) => id);
      await expectRepaired(9);
      expect((await own.graph.applications()).map(({ id }) => id)).toEqual(left);
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
      expect((await own.graph.applications())[0]?.passwordCredentials.map(({ displayName }) => displayName)).toEqual([
        "second",
      ]);
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
      await own.killAt(REGISTER, ...UP);
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
      await killed("before", "refresh");
      await killed("after", "refresh");
      expect(await own.command("repair", "--yes")).toMatchObject({ code: 0, stderr: "" });

      await own.killAt(ADD_SECRET, ...UP);
      expect(await own.killCommandAt(/removePassword 204/, "repair", "--yes")).toBe(true);
      await killed("amid", "refresh");
      const last = await own.command("repair", "--yes");
      expect(last).toMatchObject({ code: 0, stderr: "" });
      await own.up();
      await expectOneWorkingSecret();
      await expect(own.up()).resolves.toEqual({ same: 9 });
    },
    LONG,
  );
});

describe("without being told --yes", () => {
  it(
    "shows each step and does none, and never says that nothing is to repair of what it cannot read",
    async () => {
      await own.killAt(ADD_SECRET, ...UP);
      const before = await state();
      const [left] = await own.graph.applications();
      const shown = await own.command("repair", "--json");
      expect(shown.code).toBe(4);
      const { steps, locks, repaired, unknown } = JSON.parse(shown.stdout) as {
        steps: { step: string; done: boolean }[];
        locks: { process: string }[];
        repaired: boolean;
        unknown: { keyId: string; removed: boolean }[];
      };
      expect(steps.map(({ step, done }) => [step, done])).toEqual(
        expect.arrayContaining([
          ["unlock", false],
          ["remove", false],
          ["settle", false],
        ]),
      );
      expect([locks.map(({ process: known }) => known), repaired]).toEqual([["gone"], false]);
      const keyId = left?.passwordCredentials[0]?.keyId;
      expect(unknown).toEqual([expect.objectContaining({ keyId, removed: false })]);
      expect(await state()).toEqual(before);
      expect(await own.graph.applications()).toEqual([left]);
      expect(shown.stderr).toContain(
        "Nothing was done. To do these steps: npx aem-mail-oauth repair --stack own --yes\n",
      );

      // A secret of somebody else's is named, and stays unless it is named by whoever agrees.
      const path = `/applications/${left?.id ?? ""}/addPassword`;
      await own.graph.call("POST", path, { passwordCredential: { displayName: "by hand" } });
      const others = await own.command("repair", "--yes");
      expect(others).toMatchObject({ code: 4, stderr: "" });
      expect(others.stdout).toMatch(
        /\nTo remove one that nobody uses: npx aem-mail-oauth repair --stack own --yes \S+\n/,
      );
      const labels = async () =>
        (await own.graph.applications())[0]?.passwordCredentials.map(({ displayName }) => displayName);
      expect(await labels()).toEqual(["by hand"]);
      expect(await own.command("repair", "--yes", "by hand")).toMatchObject({ code: 0 });
      expect(await labels()).toEqual([]);
      expect(await own.command("repair")).toMatchObject({ code: 0, stdout: "Nothing to repair.\n", stderr: "" });

      await own.tenant.close();
      const unreachable = await own.command("repair", "--yes");
      expect(unreachable).toMatchObject({ code: 5, stdout: "" });
      expect(unreachable.stderr).toContain("for the endpoints: ");
      await writeFile(join(own.backend, ".pulumi", "stacks", "aem-mail-oauth", "own.json"), "{");
      const unreadable = await own.command("repair", "--yes");
      expect(unreadable).toMatchObject({ code: 5, stdout: "" });
      expect(unreadable.stderr).toContain(
        "It is unknown what is deployed. Pulumi said: error: failed to load checkpoint",
      );
    },
    LONG,
  );
});

describe("a lock", () => {
  /** A process that looks like an update, until it is ended. */
  function startUpdate(): ChildProcess {
    return spawn("sh", ["-c", "while :; do sleep 1; done", "pulumi up"], { stdio: "ignore" });
  }

  async function lock(host: string, pid: number): Promise<void> {
    const folder = join(own.backend, ".pulumi", "locks", "organization", "aem-mail-oauth", "own");
    await mkdir(folder, { recursive: true });
    const held = { pid, username: "forms", hostname: host, timestamp: "2031-05-20T12:00:00Z" };
    await writeFile(join(folder, "other.json"), JSON.stringify(held));
  }

  it(
    "is taken away when its process is gone or somebody agrees, and not while it is seen running",
    async () => {
      const update = startUpdate();
      try {
        await lock(hostname(), update.pid ?? 0);
        const running = await own.command("repair");
        expect(running).toMatchObject({ code: 4 });
        const whose = `The stack is locked by forms on ${hostname()}, process ${update.pid ?? 0}, since 2031-05-20T12:00:00Z: that`;
        expect(running.stdout).toContain(`${whose} process is running.\n`);
        const refused = await own.command("repair", "--yes");
        expect(refused).toMatchObject({ code: 1 });
        expect(refused.stderr).toContain("That update runs on this machine, so --yes does not take its lock away.");
        await expect(own.up()).rejects.toThrow("the stack is currently locked by 1 lock(s)");
      } finally {
        update.kill("SIGKILL");
        await once(update, "exit");
      }
      const gone = await own.command("repair");
      expect(gone).toMatchObject({ code: 4 });
      expect(gone.stdout).toContain(": no such process runs here any more.\n    pulumi cancel --yes -s own\n");

      await lock("elsewhere", process.pid);
      const elsewhere = await own.command("repair");
      expect(elsewhere).toMatchObject({ code: 4 });
      expect(elsewhere.stdout).toContain(
        `by forms on elsewhere, process ${process.pid}, since 2031-05-20T12:00:00Z: whether that process still runs cannot be seen from here.`,
      );
      await expect(own.up()).rejects.toThrow("the stack is currently locked by 1 lock(s)");
      expect(await own.command("repair", "--yes")).toMatchObject({ code: 0 });
      await expect(own.up()).resolves.toEqual({ create: 9 });
    },
    LONG,
  );
});
