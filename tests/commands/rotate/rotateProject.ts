import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { parse } from "yaml";

import { copyProject, type Ended, type ProjectCopy } from "../../projectCopy.ts";

export const STACKS = ["dev", "local", "prod", "staging"];
export const fileOf = (stack: string): string => `stacks/Pulumi.${stack}.yaml`;

/** A copy of the project whose stacks are rotated, with a backend that nothing is deployed on. */
export interface RotateProject {
  readonly copy: ProjectCopy;
  /** The text of each stack's file, as it is shipped. */
  readonly shipped: ReadonlyMap<string, string>;
  /** Runs `rotate <args>`. */
  readonly rotate: (...args: string[]) => Promise<Ended>;
  /** Runs `due <args>`. */
  readonly due: (...args: string[]) => Promise<Ended>;
  /** Writes a stack file with these secrets and returns its text. */
  readonly declare: (stack: string, ...secrets: { label: string; expires?: string }[]) => Promise<string>;
  /** The secrets that a stack's file declares. */
  readonly declared: (stack: string) => Promise<unknown>;
}

export async function startRotateProject(): Promise<RotateProject> {
  const copy = await copyProject();
  await mkdir(join(copy.root, "state"));
  const texts = STACKS.map(async (stack) => [stack, await copy.read(fileOf(stack))] as const);
  const environment = {
    PULUMI_BACKEND_URL: pathToFileURL(join(copy.root, "state")).href,
    PULUMI_CONFIG_PASSPHRASE: "x",
  };
  return {
    copy,
    shipped: new Map(await Promise.all(texts)),
    rotate: (...args) => copy.runWith({ environment }, "rotate", ...args),
    due: (...args) => copy.runWith({ environment }, "due", ...args),
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
