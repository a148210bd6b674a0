import { credentials } from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import languageGrpc from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languageMessages from "@pulumi/pulumi/proto/language_pb.js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";

import { runInChild } from "../../pulumi/program/childRun.ts";
import { answer, type Loopback, serveOnLoopback } from "../../pulumi/program/loopback.ts";
import type { ProjectProgram } from "../../pulumi/program/projectProgram.ts";

type RunRequest = InstanceType<typeof languageMessages.RunRequest>;

/**
 * Plays Pulumi's language host for one program: each run of it is a process of its own. The engine is given the address, so the host that
 * Pulumi has for Node.js need not be there. The program is found when a run is asked for.
 */
export function serveLanguageHost(find: () => Promise<ProjectProgram>): Promise<Loopback> {
  return serveOnLoopback([
    [
      languageGrpc.LanguageRuntimeService,
      {
        getPluginInfo: answer(() => new pluginMessages.PluginInfo().setVersion("1.0.0")),
        // The providers are in their place already (plugins.ts).
        getRequiredPackages: answer(() => new languageMessages.GetRequiredPackagesResponse()),
        getRequiredPlugins: answer(() => new languageMessages.GetRequiredPluginsResponse()),
        run: answer(async (request: RunRequest, stopped) => run(await find(), request, stopped)),
      },
    ],
  ]);
}

async function run(program: ProjectProgram, request: RunRequest, signal: AbortSignal) {
  // An engine that is told the host's address passes its own as the first argument.
  const [engine = ""] = request.getArgsList();
  const client = new engineGrpc.EngineClient(engine, credentials.createInsecure());
  let told = Promise.resolve();
  const tell = (text: string): void => {
    told = told.then(() => log(client, text));
  };
  try {
    const failure = await runInChild(program, {
      project: request.getProject(),
      stack: request.getStack(),
      organization: request.getOrganization(),
      dryRun: request.getDryrun(),
      parallel: request.getParallel(),
      config: Object.fromEntries(request.getConfigMap().toArray()),
      secretKeys: request.getConfigsecretkeysList(),
      monitor: request.getMonitorAddress(),
      engine,
      signal,
      // Ctrl-C is for the engine, which finishes the step it is at and ends the run by itself.
      endsWithUs: false,
      onOutput: tell,
    });
    await told;
    const response = new languageMessages.RunResponse();
    if (failure !== undefined && failure !== "") response.setError(failure);
    return response.setBail(failure === "");
  } finally {
    client.close();
  }
}

/** One of the stack's messages. What cannot be told is no reason to stop. */
function log(client: InstanceType<typeof engineGrpc.EngineClient>, text: string): Promise<void> {
  const message = new engineMessages.LogRequest()
    .setSeverity(engineMessages.LogSeverity.INFO)
    .setMessage(text)
    // One stream, which the engine shows as one text.
    .setStreamid(1);
  return new Promise((resolve) => {
    client.log(message, () => {
      resolve();
    });
  });
}
