import * as grpc from "@grpc/grpc-js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";

import type { Change, Difference } from "./diff.ts";
import type { Warn } from "./engineLog.ts";
import { fromStruct, toStruct } from "./marshal.ts";
import { packageSpec } from "./packageSpec.ts";
import { rpcError } from "./rpcError.ts";
import type { ProviderService } from "./service.ts";
import type { Values } from "./values.ts";

type Handler<Request, Response> = grpc.handleUnaryCall<Request, Response>;

/** Turns an asynchronous answer into a gRPC handler. */
function answer<Request, Response>(
  respond: (request: Request) => Response | Promise<Response>,
): Handler<Request, Response> {
  return (call, callback) => {
    void Promise.resolve()
      .then(() => respond(call.request))
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          callback(rpcError(error));
        },
      );
  };
}

const empty = (): InstanceType<typeof emptyPb.Empty> => new emptyPb.Empty();

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** Serves a provider on a free port of this machine; resolves with the server and its port. */
export async function serve<Client>(
  service: ProviderService<Client>,
  warn: Warn = () => Promise.resolve(),
): Promise<{ server: grpc.Server; port: number }> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(providerGrpc.ResourceProviderService, handlers(service, warn));
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error === null) resolve(port);
    else reject(error);
  });
  return { server, port: await promise };
}

function handlers<Client>(service: ProviderService<Client>, warn: Warn): grpc.UntypedServiceImplementation {
  const { version } = service.package;
  return {
    getPluginInfo: answer(() => {
      const info = new pluginPb.PluginInfo();
      info.setVersion(version);
      return info;
    }),
    attach: answer(empty),
    getSchema: answer(() => {
      const response = new providerPb.GetSchemaResponse();
      response.setSchema(JSON.stringify(packageSpec(service.package)));
      return response;
    }),
    checkConfig: answer((request: InstanceType<typeof providerPb.CheckRequest>) => {
      const config = fromStruct(request.getNews());
      service.package.checkConfig(config);
      const secrets = Object.fromEntries(
        service.package.secretConfig.map((name) => [name, { kind: "string", use: "optional", secret: true } as const]),
      );
      const response = new providerPb.CheckResponse();
      response.setInputs(toStruct(config, secrets));
      return response;
    }),
    diffConfig: answer(() => new providerPb.DiffResponse()),
    configure: answer(async (request: InstanceType<typeof providerPb.ConfigureRequest>) => {
      await service.configure(configOf(request, service.package.name));
      const response = new providerPb.ConfigureResponse();
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    check: answer(async (request: InstanceType<typeof providerPb.CheckRequest>) => {
      const urn = request.getUrn();
      for (const warning of service.warnings(typeOf(urn), fromStruct(request.getNews())))
        await warn(urn, `${urn} verification warning: ${warning}`);

      const { inputs, failures } = service.check(
        typeOf(urn),
        nameOf(urn),
        fromStruct(request.getOlds()),
        fromStruct(request.getNews()),
      );
      const response = new providerPb.CheckResponse();
      response.setInputs(toStruct(inputs, service.schemaOf(typeOf(urn))));
      response.setFailuresList(failures.map(failure));
      return response;
    }),
    diff: answer((request: InstanceType<typeof providerPb.DiffRequest>) => {
      const news = fromStruct(request.getNews());
      const result = service.diff(
        typeOf(request.getUrn()),
        fromStruct(request.getOlds()),
        news,
        request.getIgnorechangesList(),
      );
      return diffResponse(result, service.package.framework);
    }),
    create: answer(async (request: InstanceType<typeof providerPb.CreateRequest>) => {
      const type = typeOf(request.getUrn());
      const { id, values } = await service.create(
        type,
        fromStruct(request.getProperties()),
        request.getPreview(),
        request.getTimeout(),
      );
      const response = new providerPb.CreateResponse();
      response.setId(id);
      response.setProperties(toStruct(values, service.schemaOf(type)));
      return response;
    }),
    read: answer(async (request: InstanceType<typeof providerPb.ReadRequest>) => {
      const type = typeOf(request.getUrn());
      const response = new providerPb.ReadResponse();
      const found = await service.read(
        type,
        request.getId(),
        fromStruct(request.getProperties()),
        fromStruct(request.getInputs()),
      );
      if (found === undefined) return response;
      response.setId(request.getId());
      response.setProperties(toStruct(found.values, service.schemaOf(type)));
      response.setInputs(toStruct(found.inputs, service.schemaOf(type)));
      return response;
    }),
    update: answer(async (request: InstanceType<typeof providerPb.UpdateRequest>) => {
      const type = typeOf(request.getUrn());
      const [olds, news] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
      const values = await service.update(
        type,
        request.getId(),
        olds,
        news,
        request.getPreview(),
        request.getTimeout(),
      );
      const response = new providerPb.UpdateResponse();
      response.setProperties(toStruct(values, service.schemaOf(type)));
      return response;
    }),
    delete: answer(async (request: InstanceType<typeof providerPb.DeleteRequest>) => {
      await service.delete(
        typeOf(request.getUrn()),
        request.getId(),
        fromStruct(request.getProperties()),
        request.getTimeout(),
      );
      return empty();
    }),
    invoke: answer(async (request: InstanceType<typeof providerPb.InvokeRequest>) => {
      const { result, failures } = await service.invoke(request.getTok(), fromStruct(request.getArgs()));
      const response = new providerPb.InvokeResponse();
      response.setReturn(toStruct(result));
      response.setFailuresList(failures.map(failure));
      return response;
    }),
    cancel: answer(() => {
      service.cancel();
      return empty();
    }),
  };
}

/** The provider's configuration; engines before `args` sent it as variables `azuread:config:tenantId`. */
function configOf(request: InstanceType<typeof providerPb.ConfigureRequest>, name: string): Values {
  const variables: Values = {};
  request.getVariablesMap().forEach((value: string, key: string) => {
    variables[key.replace(`${name}:config:`, "")] = value;
  });
  return { ...variables, ...fromStruct(request.getArgs()) };
}

function failure(reason: string): InstanceType<typeof providerPb.CheckFailure> {
  const result = new providerPb.CheckFailure();
  result.setReason(reason);
  return result;
}

function diffResponse(result: Difference, framework: boolean): InstanceType<typeof providerPb.DiffResponse> {
  const { DiffChanges } = providerPb.DiffResponse;
  const response = new providerPb.DiffResponse();
  response.setChanges(result.changes.length === 0 ? DiffChanges.DIFF_NONE : DiffChanges.DIFF_SOME);
  response.setDiffsList([...result.properties]);
  response.setReplacesList([...result.replaces]);
  if (framework) return response;
  response.setStablesList([...result.stables]);
  response.setHasdetaileddiff(true);
  for (const change of result.changes) response.getDetaileddiffMap().set(change.path, propertyDiff(change));
  return response;
}

function propertyDiff({ kind, replace }: Change): InstanceType<typeof providerPb.PropertyDiff> {
  const { Kind } = providerPb.PropertyDiff;
  const kinds = {
    ADD: [Kind.ADD, Kind.ADD_REPLACE],
    DELETE: [Kind.DELETE, Kind.DELETE_REPLACE],
    UPDATE: [Kind.UPDATE, Kind.UPDATE_REPLACE],
  } as const;
  const result = new providerPb.PropertyDiff();
  result.setKind(kinds[kind][replace ? 1 : 0]);
  return result;
}
