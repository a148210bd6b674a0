// A language plugin that runs no program. `pulumi import` starts the project's language plugin though it needs nothing of it, and the
// real one for Node.js is no registry package: this one lets the engine's import be tested without it.
import process from "node:process";

import { Server, ServerCredentials } from "@grpc/grpc-js";
import grpcService from "@pulumi/pulumi/proto/language_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";

const server = new Server();
server.addService(grpcService.LanguageRuntimeService, {
  /** @type {import("@grpc/grpc-js").handleUnaryCall<unknown, unknown>} */
  getRequiredPackages: (_, answer) => {
    answer(null, new messages.GetRequiredPackagesResponse());
  },
  /** @type {import("@grpc/grpc-js").handleUnaryCall<unknown, unknown>} */
  getPluginInfo: (_, answer) => {
    answer(null, new plugin.PluginInfo().setVersion("1.0.0"));
  },
});
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
process.stdin.resume().on("end", () => process.exit(0));
