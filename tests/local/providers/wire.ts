import * as grpc from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";

import type { Warn } from "../../../local/providers/engineLog.ts";
import { serve } from "../../../local/providers/server.ts";
import type { ProviderService } from "../../../local/providers/service.ts";
import type { Values } from "../../../local/providers/values.ts";

type Client = InstanceType<typeof providerGrpc.ResourceProviderClient>;
type Callback<Response> = (error: grpc.ServiceError | null, response: Response) => void;

/** A provider behind gRPC, asked as the engine asks it, with property bags as plain objects. */
export interface Wire {
  call(method: string, request: Values): Promise<Values>;
  configure(config: Values): Promise<Values>;
  readonly client: Client;
  close(): void;
}

/** Serves the provider on this machine and connects to it. */
export async function connectWire<T>(service: ProviderService<T>, warn?: Warn): Promise<Wire> {
  const { server, port } = await serve(service, warn);
  const client = new providerGrpc.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return {
    client,
    call: (method, request) => callMethod(client, method, request),
    configure: async (config) => {
      const request = new providerPb.ConfigureRequest();
      request.setArgs(struct(config));
      const response = await ask<InstanceType<typeof providerPb.ConfigureResponse>>((callback) =>
        client.configure(request, callback),
      );
      return {
        supportsPreview: response.getSupportspreview(),
        supportsAutonamingConfiguration: response.getSupportsAutonamingConfiguration(),
      };
    },
    close: () => {
      client.close();
      server.forceShutdown();
    },
  };
}

/** Turns a call with a callback into one with a promise. */
export function ask<Response>(call: (callback: Callback<Response>) => unknown): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  call((error, response) => {
    if (error === null) resolve(response);
    else reject(error);
  });
  return promise;
}

function struct(values: unknown): InstanceType<typeof structPb.Struct> {
  return structPb.Struct.fromJavaScript((values ?? {}) as Values);
}

function values(bag: InstanceType<typeof structPb.Struct> | undefined): Values | undefined {
  return bag?.toJavaScript();
}

/** Sends one call; members that are empty are left out of the answer, as JSON of protobuf leaves them out. */
async function callMethod(client: Client, method: string, request: Values): Promise<Values> {
  const urn = typeof request.urn === "string" ? request.urn : "";
  const id = typeof request.id === "string" ? request.id : "";
  const isPreview = request.preview === true;
  switch (method) {
    case "Check": {
      const message = new providerPb.CheckRequest();
      message.setUrn(urn);
      message.setOlds(struct(request.olds));
      message.setNews(struct(request.news));
      const response = await ask<InstanceType<typeof providerPb.CheckResponse>>((callback) =>
        client.check(message, callback),
      );
      const failures = response.getFailuresList().map((failure) => ({ reason: failure.getReason() }));
      return compact({ inputs: values(response.getInputs()), failures });
    }
    case "Diff": {
      const message = new providerPb.DiffRequest();
      message.setUrn(urn);
      message.setId(id);
      message.setOlds(struct(request.olds));
      message.setNews(struct(request.news));
      message.setIgnorechangesList((request.ignoreChanges ?? []) as string[]);
      return diffAnswer(
        await ask<InstanceType<typeof providerPb.DiffResponse>>((callback) => client.diff(message, callback)),
      );
    }
    case "Create": {
      const message = new providerPb.CreateRequest();
      message.setUrn(urn);
      message.setProperties(struct(request.properties));
      message.setPreview(isPreview);
      const response = await ask<InstanceType<typeof providerPb.CreateResponse>>((callback) =>
        client.create(message, callback),
      );
      return compact({ id: response.getId(), properties: values(response.getProperties()) });
    }
    case "Update": {
      const message = new providerPb.UpdateRequest();
      message.setUrn(urn);
      message.setId(id);
      message.setOlds(struct(request.olds));
      message.setNews(struct(request.news));
      message.setPreview(isPreview);
      return compact({
        properties: values(
          (
            await ask<InstanceType<typeof providerPb.UpdateResponse>>((callback) => client.update(message, callback))
          ).getProperties(),
        ),
      });
    }
    case "Read": {
      const message = new providerPb.ReadRequest();
      message.setUrn(urn);
      message.setId(id);
      message.setProperties(struct(request.properties));
      message.setInputs(struct(request.inputs));
      const response = await ask<InstanceType<typeof providerPb.ReadResponse>>((callback) =>
        client.read(message, callback),
      );
      const [properties, inputs] = [values(response.getProperties()), values(response.getInputs())];
      return compact({ id: response.getId(), properties, inputs });
    }
    case "Delete": {
      const message = new providerPb.DeleteRequest();
      message.setUrn(urn);
      message.setId(id);
      message.setProperties(struct(request.properties));
      await ask<unknown>((callback) => client.delete(message, callback));
      return {};
    }
    case "Invoke": {
      const message = new providerPb.InvokeRequest();
      message.setTok(request.tok as string);
      message.setArgs(struct(request.args));
      const response = await ask<InstanceType<typeof providerPb.InvokeResponse>>((callback) =>
        client.invoke(message, callback),
      );
      const failures = response.getFailuresList().map((failure) => ({ reason: failure.getReason() }));
      return compact({ return: values(response.getReturn()), failures });
    }
    default:
      throw new Error(`no such method: ${method}`);
  }
}

function diffAnswer(response: InstanceType<typeof providerPb.DiffResponse>): Values {
  const kinds = Object.entries(providerPb.PropertyDiff.Kind);
  const detailedDiff: Values = {};
  response.getDetaileddiffMap().forEach((change, path) => {
    const kind = kinds.find(([, number]) => number === change.getKind())?.[0] ?? "";
    detailedDiff[path] = kind === "ADD" ? {} : { kind };
  });
  const changes = ["DIFF_UNKNOWN", "DIFF_NONE", "DIFF_SOME"][response.getChanges()] ?? "";
  return compact({
    replaces: response.getReplacesList(),
    stables: response.getStablesList(),
    changes,
    diffs: response.getDiffsList(),
    detailedDiff,
    hasDetailedDiff: response.getHasdetaileddiff(),
  });
}

function compact(answer: Readonly<Record<string, Values[string] | undefined>>): Values {
  const members = Object.entries(answer).filter((member): member is [string, Values[string]] => !isEmpty(member[1]));
  return Object.fromEntries(members);
}

function isEmpty(value: Values[string] | undefined): boolean {
  if (value === undefined || value === "" || value === false) return true;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
