import type * as grpc from "@grpc/grpc-js";

import { azureadPackage } from "./azuread/package.ts";
import { warnThrough } from "./engineLog.ts";
import { randomPackage } from "./random/package.ts";
import { serve } from "./server.ts";
import { ProviderService } from "./service.ts";

const [name, engine] = process.argv.slice(2);

/** Starts the named provider; the engine reads the port from the first line of the output. */
async function start(): Promise<grpc.Server> {
  const warn = engine === undefined ? undefined : warnThrough(engine);
  const service =
    name === "azuread"
      ? serve(new ProviderService(azureadPackage({ variables: process.env })), warn)
      : serve(new ProviderService(randomPackage), warn);
  const { server, port } = await service;
  process.stdout.write(`${port}\n`);
  return server;
}

if (name !== "azuread" && name !== "random") {
  process.stderr.write("usage: node main.ts azuread|random [engine address]\n");
  process.exitCode = 2;
} else {
  const server = await start();
  const stop = (): void => {
    server.forceShutdown();
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  // The engine holds the other end of this pipe: where it closes without a signal, the engine was killed.
  if (engine !== undefined) process.stdin.once("end", stop).once("error", stop).resume();
}
