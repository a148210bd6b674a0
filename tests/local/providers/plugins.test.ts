import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import * as grpc from "@grpc/grpc-js";
import { afterAll, describe, expect, it } from "@jest/globals";
import type pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";

import { writePluginScripts } from "../../../local/providers/index.ts";
import { ask } from "./wire.ts";

// The quote and the space are what a shell script stumbles over.
const folder = mkdtempSync(join(tmpdir(), "plug'in s-"));
const suffix = process.platform === "win32" ? ".cmd" : "";

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function start(
  name: string,
  args: readonly string[],
): Promise<{ child: ChildProcessWithoutNullStreams; port: string }> {
  const child = spawn(join(folder, `pulumi-resource-${name}${suffix}`), args, { shell: process.platform === "win32" });
  const [port] = (await once(createInterface(child.stdout), "line")) as [string];
  return { child, port };
}

async function versionAt(port: string): Promise<string> {
  const client = new providerGrpc.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  try {
    const info = await ask<InstanceType<typeof pluginPb.PluginInfo>>((callback) =>
      client.getPluginInfo(new emptyPb.Empty(), callback),
    );
    return info.getVersion();
  } finally {
    client.close();
  }
}

describe("the plugin scripts", () => {
  it("lie executable in the folder that is to be put on PATH", () => {
    expect(writePluginScripts(folder)).toBe(folder);
    for (const name of ["azuread", "random"]) {
      expect(() => {
        accessSync(join(folder, `pulumi-resource-${name}${suffix}`), constants.X_OK);
      }).not.toThrow();
    }
  });

  it.each([
    ["azuread", "6.9.1"],
    ["random", "4.21.2"],
  ])("start %s, which prints its port, answers as version %s, and ends when told to", async (name, version) => {
    writePluginScripts(folder);
    const { child, port } = await start(name, ["127.0.0.1:1"]);
    expect(port).toMatch(/^\d+$/);
    expect(await versionAt(port)).toBe(version);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("end when the engine that started them is gone", async () => {
    writePluginScripts(folder);
    const { child } = await start("random", ["127.0.0.1:1"]);
    child.stdin.end();
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});
