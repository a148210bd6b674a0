import * as grpc from "@grpc/grpc-js";

/** A gRPC server for processes of this machine. */
export interface Loopback {
  /** `127.0.0.1:<port>`. */
  readonly address: string;
  close(): void;
}

export type Service = readonly [grpc.ServiceDefinition, grpc.UntypedServiceImplementation];

/** Serves these on a free port of 127.0.0.1. */
export async function serveOnLoopback(services: readonly Service[]): Promise<Loopback> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  for (const [definition, implementation] of services) server.addService(definition, implementation);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error === null) resolve(port);
    else reject(error);
  });
  return {
    address: `127.0.0.1:${await promise}`,
    close: () => {
      server.forceShutdown();
    },
  };
}

/** A gRPC handler that answers when its promise does. */
export function answer<Request, Response>(
  respond: (request: Request, stopped: AbortSignal) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const stopped = new AbortController();
    call.on("cancelled", () => {
      stopped.abort();
    });
    void Promise.resolve()
      .then(() => respond(call.request, stopped.signal))
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          callback({ code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) });
        },
      );
  };
}
