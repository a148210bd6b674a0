import * as grpc from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";

/** Shows a person a warning about the resource with this URN. */
export type Warn = (urn: string, message: string) => Promise<void>;

/** Sends warnings to the engine at this address, which shows them. One that it does not take is dropped: nothing depends on it. */
export function warnThrough(address: string): Warn {
  const engine = new engineGrpc.EngineClient(address, grpc.credentials.createInsecure());
  return (urn, message) => {
    const request = new enginePb.LogRequest();
    request.setSeverity(enginePb.LogSeverity.WARNING);
    request.setUrn(urn);
    request.setMessage(message);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    engine.log(request, () => {
      resolve(undefined);
    });
    return promise;
  };
}
