import type { Stack } from "@pulumi/pulumi/automation/index.js";

import { runPulumi } from "../../pulumi/runPulumi.ts";

/** Runs the CLI on the stack's workspace and resolves with its standard output. */
export function stackCommand({ name, workspace }: Stack, ...args: string[]): Promise<string> {
  const { command } = workspace.pulumiCommand;
  const env = { ...workspace.envVars, PULUMI_HOME: workspace.pulumiHome };
  return runPulumi({ command, cwd: workspace.workDir, env }, [...args, "--stack", name]);
}

/** The resources of the stack's state, their secrets encrypted, as much of each as the caller looks at. */
export async function resourcesOf<T>(stack: Stack): Promise<readonly T[]> {
  const { deployment } = JSON.parse(await stackCommand(stack, "stack", "export")) as {
    deployment: { resources?: T[] };
  };
  return deployment.resources ?? [];
}
