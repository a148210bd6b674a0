import { cp, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { type FakeGitHub, REPOSITORY, startGitHub } from "./fakeGitHub.ts";
import { type Ended, git, runScript } from "./scripts.ts";

/** What `upkeep` finds due, and what doing it does. */
export interface Order {
  readonly plan: { readonly step: string | null; readonly why: string; readonly byItself?: boolean };
  readonly code?: number;
  readonly words?: string;
  /** Commands of the project that are run, as a step would. */
  readonly runs?: readonly (readonly string[])[];
  readonly writes?: Readonly<Record<string, string>>;
  /** The look itself fails with these words, and with 5. */
  readonly fails?: string;
}

/** A clone of a repository with this project, in which `upkeep` does what a test orders, as a job finds it. */
export interface UpkeepProject {
  readonly copy: ProjectCopy;
  /** The repository that it was cloned from. */
  readonly remote: string;
  readonly github: FakeGitHub;
  order(...orders: readonly Order[]): Promise<void>;
  run(script: string, env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** The arguments of each `upkeep`, and as whom. */
  calls(): Promise<string[]>;
  /** A file of the report; empty where there is none. */
  report(name: string): Promise<string>;
  /** Removes the report, as another job would not have it. */
  forget(): Promise<void>;
  commit(message: string): Promise<string>;
  close(): Promise<void>;
}

export async function upkeepProject(): Promise<UpkeepProject> {
  const copy = await copyProject();
  const [remote, place] = (await Promise.all(
    ["remote", "job"].map((name) => mkdtemp(join(tmpdir(), `aem-mail-oauth-${name}-`))),
  )) as [string, string];
  const github = await startGitHub();
  const orders = join(place, "orders.json");
  await rename(join(copy.root, "bin", "aem-mail-oauth.js"), join(copy.root, "bin", "real.js"));
  await cp(join(import.meta.dirname, "fakeUpkeep.ts"), join(copy.root, "bin", "fakeUpkeep.ts"));
  await copy.write(
    "bin/aem-mail-oauth.js",
    'import process from "node:process";\nawait import(process.argv[2] === "upkeep" ? "./fakeUpkeep.ts" : "./real.js");\n',
  );
  await git(remote, "init", "--quiet", "--bare");
  await git(copy.root, "init", "--quiet");

  async function commit(message: string): Promise<string> {
    await git(copy.root, "add", "--all");
    await git(copy.root, "commit", "--quiet", "--message", message);
    return git(copy.root, "rev-parse", "HEAD");
  }
  await commit("First");
  await git(copy.root, "remote", "add", "origin", remote);
  await git(copy.root, "push", "--quiet", "--set-upstream", "origin", "main");

  return {
    copy,
    remote,
    github,
    commit,
    order: (...list) => writeFile(orders, JSON.stringify({ orders: list, done: 0 })),
    run: (script, env = {}) =>
      runScript([script], {
        cwd: copy.root,
        root: copy.root,
        env: {
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: "for-the-identity",
          ACTIONS_ID_TOKEN_REQUEST_URL: `${github.url}/idtoken?of=job`,
          AZURE_CLIENT_ID: "client",
          AZURE_TENANT_ID: "tenant",
          BASE: "main",
          GITHUB_API_URL: github.url,
          GITHUB_REPOSITORY: REPOSITORY,
          GITHUB_SERVER_URL: "https://github.example",
          GITHUB_TOKEN: "the-token",
          HOME: place,
          REPORT: join(place, "report"),
          STACK: "prod",
          UPKEEP_ORDERS: orders,
          ...env,
        },
      }),
    calls: async () => (await readFile(`${orders}.calls`, "utf8")).trimEnd().split("\n"),
    report: (name) => readFile(join(place, "report", name), "utf8").catch(() => ""),
    forget: () => rm(join(place, "report"), { recursive: true, force: true }),
    async close() {
      await github.close();
      await copy.close();
      for (const folder of [remote, place]) await rm(folder, { recursive: true, force: true });
    },
  };
}
