import type { Stack } from "@pulumi/pulumi/automation/index.js";

import { runPulumi } from "./pulumi.ts";

/** Runs the CLI on the stack's workspace and resolves with its standard output. */
export function stackCommand({ name, workspace }: Stack, ...args: string[]): Promise<string> {
  const { command } = workspace.pulumiCommand;
  const env = { ...workspace.envVars, PULUMI_HOME: workspace.pulumiHome };
  return runPulumi({ command, cwd: workspace.workDir, env }, [...args, "--stack", name]);
}
