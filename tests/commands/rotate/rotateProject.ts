import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterAll } from "@jest/globals";
import { parse } from "yaml";

import type { Ended } from "../../commandHost.ts";
import { madeOnce } from "../../madeOnce.ts";
import { copyProject, type ProjectCopy } from "../../projectCopy.ts";

export const STACKS = ["dev", "local", "prod", "staging"];
export const fileOf = (stack: string): string => `stacks/Pulumi.${stack}.yaml`;

/** A copy of the project whose stacks are rotated, with a backend that nothing is deployed on. */
export interface RotateProject {
  readonly copy: ProjectCopy;
  /** The text of each stack's file, as it is shipped. */
  readonly shipped: ReadonlyMap<string, string>;
  /** Runs `rotate <args>`, one after the other. */
  readonly rotate: (...args: string[]) => Promise<Ended>;
  /** Runs `due <args>`. */
  readonly due: (...args: string[]) => Promise<Ended>;
  /** The same as processes of their own: several at once, or with children that speak for themselves. */
  readonly rotateApart: (...args: string[]) => Promise<Ended>;
  readonly dueApart: (...args: string[]) => Promise<Ended>;
  /** Writes a stack file with these secrets and returns its text. */
  readonly declare: (stack: string, ...secrets: { label: string; expires?: string }[]) => Promise<string>;
  /** The secrets that a stack's file declares. */
  readonly declared: (stack: string) => Promise<unknown>;
}

/** For the tests of a file. */
export function useRotateProject(): RotateProject {
  const environment = { PULUMI_BACKEND_URL: "", PULUMI_CONFIG_PASSPHRASE: "x" };
  let state = "";
  const copy = madeOnce(
    async () => {
      state = await mkdtemp(join(tmpdir(), "aem-mail-oauth-state-"));
      environment.PULUMI_BACKEND_URL = pathToFileURL(state).href;
      return copyProject(environment);
    },
    ({ close }) => close(),
  );
  afterAll(() => rm(state, { recursive: true, force: true }));
  const texts = STACKS.map((stack) => {
    const shipped = new URL(`../../../${fileOf(stack)}`, import.meta.url);
    return [stack, readFileSync(shipped, "utf8")] as const;
  });
  return {
    copy,
    shipped: new Map(texts),
    rotate: (...args) => copy.run("rotate", ...args),
    due: (...args) => copy.run("due", ...args),
    rotateApart: (...args) => copy.runWith({ environment }, "rotate", ...args),
    dueApart: (...args) => copy.runWith({ environment }, "due", ...args),
    async declare(stack, ...secrets) {
      const lines = secrets.map(
        ({ label, expires }) =>
          `    - label: ${label}\n${expires === undefined ? "" : `      expires: "${expires}"\n`}`,
      );
      const text = `# kept\nconfig:\n  aem-mail-oauth:clientSecrets:\n${lines.join("")}`;
      await copy.write(fileOf(stack), text);
      return text;
    },
    async declared(stack) {
      const { config } = parse(await copy.read(fileOf(stack))) as { config: Record<string, unknown> };
      return config["aem-mail-oauth:clientSecrets"];
    },
  };
}
