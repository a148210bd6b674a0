import * as grpc from "@grpc/grpc-js";
import { expect, it } from "@jest/globals";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";

import { azureadPackage } from "../../../local/providers/azuread/package.ts";
import { warnThrough } from "../../../local/providers/engineLog.ts";
import { ProviderService } from "../../../local/providers/service.ts";
import { connectWire } from "./wire.ts";

const URN = "urn:pulumi:dev::mail::azuread:index/applicationPassword:ApplicationPassword::p";
const NEWS = { applicationId: "/applications/1", endDateRelative: "240h" };

it("shows a deprecated property through the engine, and answers all the same when the engine is gone", async () => {
  const logged: [number, string, string][] = [];
  const engine = new grpc.Server();
  const log: grpc.handleUnaryCall<InstanceType<typeof enginePb.LogRequest>, unknown> = ({ request }, callback) => {
    logged.push([request.getSeverity(), request.getUrn(), request.getMessage()]);
    callback(null, new emptyPb.Empty());
  };
  engine.addService(engineGrpc.EngineService, { log });
  const { promise, resolve } = Promise.withResolvers<number>();
  engine.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (_error, port) => {
    resolve(port);
  });
  const service = new ProviderService(azureadPackage({ variables: {} }));
  const wire = await connectWire(service, warnThrough(`127.0.0.1:${await promise}`));
  try {
    await wire.call("Check", { urn: URN, olds: {}, news: NEWS });
    expect(logged).toEqual([
      [
        enginePb.LogSeverity.WARNING,
        URN,
        expect.stringContaining(`${URN} verification warning: property "endDateRelative" is deprecated`),
      ],
    ]);
    engine.forceShutdown();
    const { inputs } = await wire.call("Check", { urn: URN, olds: {}, news: NEWS });
    expect(inputs).toEqual({ __defaults: [], ...NEWS });
  } finally {
    wire.close();
  }
});
