import { status } from "@grpc/grpc-js";
import { log, RunError } from "@pulumi/pulumi";
import type { PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";

import { type LoadedProgram, loadProgram } from "../../pulumi/program/load.ts";
import { type ProjectProgram, projectProgram } from "../../pulumi/program/projectProgram.ts";
import { serveLanguageHost } from "./languageHost.ts";

/** The CLI takes each of its options from the environment too. The Automation API gives this one only for a program of its own process. */
const CLIENT = "PULUMI_OPTION_CLIENT";

/**
 * Has the stack's next operation run the project's program: inside this process where it is a function, else in a process of its own. A
 * function gets one too once it has run here: a module of it may remember the resource that it declared then and not declare it again, and
 * what is not declared is deleted.
 *
 * @param root - folder of Pulumi.yaml
 * @param isRun - whether the operation runs it, as far as we know; where not, nothing is loaded, so that a broken program can be destroyed
 * @returns ends that; to be called when the operation is over
 */
export async function serveProgram({ workspace }: Stack, root: string, isRun: boolean): Promise<() => void> {
  const find = (): Promise<ProjectProgram> => projectProgram(root);
  const loaded = isRun ? await loadProgram(await find()) : undefined;
  if (loaded?.runs === 0) {
    workspace.program = inlineProgram(loaded);
    return () => {
      delete workspace.program;
    };
  }
  const host = await serveLanguageHost(find);
  workspace.envVars[CLIENT] = host.address;
  return () => {
    Reflect.deleteProperty(workspace.envVars, CLIENT);
    host.close();
  };
}

/** The program for the Automation API, which knows its own kind of error alone. */
function inlineProgram(program: LoadedProgram): PulumiFn {
  return async () => {
    // One operation asks for one run.
    if (program.runs > 0) throw new Error("bug in stack local: the program was run twice in one process");
    try {
      return (await program.run()) as Record<string, unknown>;
    } catch (error) {
      if (!RunError.isInstance(error)) throw error;

      // The Automation API would show the whole message twice: as an unhandled rejection and as the program's result. It logs
      // nothing of an error that looks like the engine's own, so the message is logged here and a short one thrown.
      await log.error(error.message);
      throw Object.assign(new Error("fix what is listed above"), { code: status.UNAVAILABLE });
    }
  };
}
