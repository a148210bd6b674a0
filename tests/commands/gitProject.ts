import { execFileSync } from "node:child_process";

import { beforeEach } from "@jest/globals";

import { madeOnce } from "../madeOnce.ts";
import { copyProject, type ProjectCopy } from "../projectCopy.ts";

/** A copy of the project in a git repository of its own, on branch `main`. */
export interface GitProject extends ProjectCopy {
  /** Runs git in it and returns what it says. */
  git(...args: string[]): string;
  /** Commits all there is. */
  commit(message: string): void;
  /** Goes back to the first commit, which has the tag `start`. */
  startOver(): void;
}

/** The project with these settings of stack prod, its access files written, as the first commit. */
export async function gitProject(settingsOfProd: string): Promise<GitProject> {
  const copy = await copyProject();
  const git = (...args: string[]): string => {
    const identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"];
    return execFileSync("git", ["-C", copy.root, ...identity, ...args], { encoding: "utf8" }).trim();
  };
  const commit = (message: string): void => {
    // Packages are a link into another folder here, which no ignore rule for folders matches.
    git("add", "--all", "--", ".", ":!node_modules");
    git("commit", "--quiet", "--message", message);
  };
  await copy.write("stacks/Pulumi.prod.yaml", settingsOfProd);
  await copy.run("access");
  git("init", "--quiet", "--initial-branch=main");
  commit("as it was");
  git("tag", "start");
  return {
    ...copy,
    git,
    commit,
    startOver() {
      git("checkout", "--quiet", "--force", "-B", "main", "start");
      git("clean", "--quiet", "--force", "-d", "--exclude=node_modules");
    },
  };
}

/** The same for the tests of a file; each of them finds it as it was. */
export function useGitProject(settingsOfProd: string): GitProject {
  const project = madeOnce(
    () => gitProject(settingsOfProd),
    ({ close }) => close(),
  );
  beforeEach(() => {
    project.startOver();
  });
  return project;
}
