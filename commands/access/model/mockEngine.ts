import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import resourceGrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resourceMessages from "@pulumi/pulumi/proto/resource_pb.js";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";

import { answer, type Loopback, serveOnLoopback } from "../../../pulumi/program/loopback.ts";

type LogRequest = InstanceType<typeof engineMessages.LogRequest>;

/** An engine's side towards a program, with no engine behind it. */
export interface MockEngine extends Loopback {
  /** What the program, or the SDK for it, reported as an error. Its warnings are dropped: a preview is the place for them. */
  readonly errors: readonly string[];
}

/**
 * Takes a program's messages, and hands what it registers to this monitor: one of the SDK's, which answers by mocks.
 */
export async function serveMockEngine(monitor: MockMonitor): Promise<MockEngine> {
  const errors: string[] = [];
  const engine = {
    log: answer((request: LogRequest) => {
      if (request.getSeverity() === engineMessages.LogSeverity.ERROR) errors.push(request.getMessage().trimEnd());
      return new emptyMessages.Empty();
    }),
    setRootResource: answer(() => new engineMessages.SetRootResourceResponse()),
    getRootResource: answer(() => new engineMessages.GetRootResourceResponse()),
    requirePulumiVersion: answer(() => new engineMessages.RequirePulumiVersionResponse()),
  };
  const loopback = await serveOnLoopback([
    [engineGrpc.EngineService, engine],
    [resourceGrpc.ResourceMonitorService, handlersOf(monitor)],
  ]);
  return { ...loopback, errors };
}

/** What the mocks answer with a message goes out as it is; where they have a plain object, which no wire takes, the answer is an empty one. */
function handlersOf(monitor: MockMonitor) {
  const pass = (name: (typeof PASSED)[number]) =>
    answer(
      (request) =>
        new Promise((resolve, reject) => {
          void monitor[name](request, (error: Error | null, response: unknown) => {
            if (error === null) resolve(response);
            else reject(error);
          });
        }),
    );
  const empty = answer(() => new emptyMessages.Empty());
  return {
    ...Object.fromEntries(PASSED.map((name) => [name, pass(name)])),
    supportsFeature: answer(() => new resourceMessages.SupportsFeatureResponse().setHassupport(false)),
    registerResourceOutputs: empty,
    registerStackTransform: empty,
    registerStackInvokeTransform: empty,
    signalAndWaitForShutdown: empty,
  };
}

const PASSED = [
  "getDeploymentInfo",
  "invoke",
  "readResource",
  "existsResource",
  "registerResource",
  "registerPackage",
] as const;
