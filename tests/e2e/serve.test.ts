import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { graphOf } from "./graph.ts";

const BIN = join(import.meta.dirname, "..", "..", "bin", "aem-mail-oauth.js");

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-serve-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function local(...args: string[]) {
  return spawn(process.execPath, [BIN, "local", ...args, "--folder", folder], {
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

describe("serve", () => {
  it("prints what a client needs as one line of JSON, answers it, and ends when told to", async () => {
    const server = local("serve", "--json", "--port", "0");
    const [line] = (await once(createInterface(server.stdout), "line")) as [string];
    const { env } = JSON.parse(line) as { env: Record<string, string> };
    expect(Object.keys(env).sort()).toEqual([
      "ARM_CLIENT_ID",
      "ARM_CLIENT_SECRET",
      "ARM_METADATA_HOSTNAME",
      "ARM_TENANT_ID",
      "NODE_EXTRA_CA_CERTS",
      "REQUESTS_CA_BUNDLE",
      "SSL_CERT_FILE",
    ]);
    const url = `https://${env.ARM_METADATA_HOSTNAME ?? ""}`;
    const tenant = { url, port: Number(new URL(url).port), environment: env, close: () => Promise.resolve() };
    const organization = await (await graphOf(tenant)).call("GET", "/organization");
    expect(organization).toMatchObject({ status: 200, body: { value: [{ id: env.ARM_TENANT_ID }] } });
    await expect(readFile(env.SSL_CERT_FILE ?? "", "utf8")).resolves.toContain(
      (await readFile(env.NODE_EXTRA_CA_CERTS ?? "", "utf8")).trim(),
    );

    const second = local("serve", "--json");
    const [same, told, ended] = await Promise.all([text(second.stdout), text(second.stderr), once(second, "exit")]);
    expect({ ended, same: JSON.parse(same) as unknown }).toEqual({ ended: [0, null], same: { env } });
    expect(told).toContain(`Process ${server.pid ?? 0} serves the tenant already, on ${url}`);
    const elsewhere = local("serve", "--port", String(tenant.port === 1024 ? 1025 : 1024));
    const [words, [code]] = await Promise.all([text(elsewhere.stderr), once(elsewhere, "exit") as Promise<[number]>]);
    expect(code).toBe(1);
    expect(words).toContain(`is being served on ${url}. Leave --port out`);

    server.kill("SIGTERM");
    expect(await once(server, "exit")).toEqual([0, null]);
  });

  it("prints export lines that a shell takes as they are", async () => {
    const server = local("serve", "--port", "0");
    const lines: string[] = [];
    for await (const line of createInterface(server.stdout)) {
      lines.push(line);
      if (line.startsWith("#")) break;
    }
    server.kill("SIGINT");
    expect(await once(server, "exit")).toEqual([0, null]);
    const exports = lines.filter((line) => line.startsWith("export "));
    expect(exports).toHaveLength(7);
    const shell = spawn("sh", ["-c", `${exports.join("\n")}\nprintf %s "$ARM_METADATA_HOSTNAME"`]);
    expect(await text(shell.stdout)).toMatch(/^localhost:\d+$/);
  });

  it("refuses a port that somebody else uses, and names the command for another", async () => {
    const server = local("serve", "--json", "--port", "0");
    const [line] = (await once(createInterface(server.stdout), "line")) as [string];
    const { env } = JSON.parse(line) as { env: Record<string, string> };
    const port = env.ARM_METADATA_HOSTNAME?.split(":")[1] ?? "";
    const other = await mkdtemp(join(tmpdir(), "aem-mail-oauth-serve-"));
    const second = spawn(process.execPath, [BIN, "local", "serve", "--port", port, "--folder", other]);
    const [words, [code]] = await Promise.all([text(second.stderr), once(second, "exit") as Promise<[number]>]);
    await rm(other, { recursive: true, force: true });
    expect(code).toBe(1);
    expect(words).toBe(
      `Port ${port} is in use by something else. End that, or give the tenant another port, which it then keeps: npx aem-mail-oauth local --port 9443\n`,
    );
    server.kill("SIGTERM");
    await once(server, "exit");
  });
});
