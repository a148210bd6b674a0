import { type ChildProcess, spawn } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { attachTenant, startTenant, TENANT_ID } from "../../../local/tenant/index.ts";
import { expectUnserved } from "../../../local/tenant/server/attach.ts";
import { readClientSecrets } from "../../../local/tenant/server/environment.ts";
import { filesIn } from "../../../local/tenant/server/folder.ts";
import { CLIENTS } from "../../../local/tenant/state/seed.ts";
import { formOf, startTestTenant } from "./testTenant.ts";

const INDEX = new URL("../../../local/tenant/index.ts", import.meta.url).href;
const YEAR = 365 * 24 * 60 * 60 * 1000;

let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "tenant-")), "made");
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  rmSync(join(folder, ".."), { recursive: true });
});

/** Serves the folder from another process, and resolves with its port once it does. */
function serveElsewhere(): Promise<{ child: ChildProcess; port: number }> {
  const program = `
    const { startTenant } = await import(${JSON.stringify(INDEX)});
    const { port } = await startTenant({ folder: ${JSON.stringify(folder)}, port: 0 });
    process.stdout.write(String(port) + "\\n");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("exit", (code) => {
      reject(new Error(`The other process ended with ${String(code)}.`));
    });
    child.stdout.once("data", (data: Buffer) => {
      resolve({ child, port: Number(data.toString()) });
    });
  });
}

function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => {
      resolve();
    });
    child.kill("SIGKILL");
  });
}

describe("startTenant", () => {
  it("makes a folder for its owner alone, secrets readable by nobody else", async () => {
    const tenant = await startTenant({ folder, port: 0 });
    const modes = Object.fromEntries(
      readdirSync(folder).map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]),
    );
    await tenant.close();
    expect((statSync(folder).mode & 0o777).toString(8)).toBe("700");
    expect(modes).toEqual({
      "authority.pem": "644",
      "clients.json": "600",
      "server.json": "600",
      "server.key.pem": "600",
      "server.pem": "644",
      "signing.key.json": "600",
      "state.json": "600",
      "trusted.pem": "644",
    });
  });

  it("tells what a client needs, the authority added to those that the machine trusts", async () => {
    const tenant = await startTenant({ folder, port: 0 });
    await tenant.close();
    const files = filesIn(folder);
    expect(TENANT_ID).toBe("5f2c0c1e-6f0b-4d64-9d5e-2f3a7c1b8e90");
    expect(tenant.url).toBe(`https://localhost:${String(tenant.port)}`);
    expect(tenant.environment).toEqual({
      ARM_CLIENT_ID: CLIENTS.deployer.appId,
      ARM_CLIENT_SECRET: readClientSecrets(folder).deployer,
      ARM_METADATA_HOSTNAME: `localhost:${String(tenant.port)}`,
      ARM_TENANT_ID: TENANT_ID,
      NODE_EXTRA_CA_CERTS: files.authority,
      REQUESTS_CA_BUNDLE: files.bundle,
      SSL_CERT_FILE: files.bundle,
    });
    const [authority, bundle] = [readFileSync(files.authority, "utf8"), readFileSync(files.bundle, "utf8")];
    expect(authority.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
    expect(bundle.endsWith(authority)).toBe(true);
    expect(bundle.match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThan(1);
  });

  it("keeps no secret's value in its state", async () => {
    const t = await startTestTenant();
    const { id } = await t.application();
    const { body } = await t.graph("POST", `/applications/${id}/addPassword`);
    const state = readFileSync(filesIn(t.folder).state, "utf8");
    const { deployer } = readClientSecrets(t.folder);
    await t.close();
    expect(state).toContain(body.keyId);
    expect(state).not.toContain(body.secretText);
    expect(state).not.toContain(deployer);
  });

  it("remembers everything over a restart, tokens and secrets included", async () => {
    const t = await startTestTenant();
    const { id } = await t.application();
    const before = await t.graph("GET", `/applications/${id}`);
    const secrets = readClientSecrets(t.folder);
    await t.restart();
    const after = await t.graph("GET", `/applications/${id}`);
    const again = readClientSecrets(t.folder);
    await t.close();
    expect(after.body).toEqual({ ...before.body, "@odata.context": after.body["@odata.context"] });
    expect(again).toEqual(secrets);
  });

  it("gives the seeded clients new secrets when theirs are lost", async () => {
    const t = await startTestTenant();
    rmSync(filesIn(t.folder).clients);
    await t.restart();
    const { status } = await t.token(formOf(t.folder, "deployer", `${t.tenant.url}/.default`));
    await t.close();
    expect(status).toBe(200);
  });

  it("refuses a state that it cannot read and leaves it as it is", async () => {
    await (await startTenant({ folder, port: 0 })).close();
    writeFileSync(filesIn(folder).state, "{}");
    await expect(startTenant({ folder, port: 0 })).rejects.toThrow(
      /state\.json is not a state that this version .* Delete it/,
    );
    expect(readFileSync(filesIn(folder).state, "utf8")).toBe("{}");
    expect(existsSync(filesIn(folder).record)).toBe(false);
  });

  it("names the command for another port when the port is taken", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    await expect(startTenant({ folder, port })).rejects.toThrow(
      `Port ${String(port)} is in use by something else. End that, or give the tenant another port, which it then keeps: npx aem-mail-oauth local --port 9443`,
    );
    await new Promise((resolve) => other.close(resolve));
    expect(existsSync(filesIn(folder).record)).toBe(false);
  });
});

describe("the certificate", () => {
  const certificate = (): X509Certificate => new X509Certificate(readFileSync(filesIn(folder).certificate));
  const startAt = async (now: Date): Promise<X509Certificate> => {
    await (await startTenant({ folder, port: 0, clock: () => now })).close();
    return certificate();
  };

  it("is for the three names of loopback, and good for clients whose clock is years off", async () => {
    const now = new Date();
    const made = await startAt(now);
    expect(made.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
    expect(made.checkIssued(new X509Certificate(readFileSync(filesIn(folder).authority)))).toBe(true);
    expect(Date.parse(made.validFrom)).toBe(Date.UTC(2020, 0, 1));
    expect(Date.parse(made.validTo)).toBeGreaterThan(now.getTime() + 9 * YEAR);
  });

  it("is kept three years on and renewed when its end comes near, trust included", async () => {
    const now = Date.now();
    const first = await startAt(new Date(now));
    const kept = await startAt(new Date(now + 3 * YEAR));
    const renewed = await startAt(new Date(now + 6 * YEAR));
    expect(kept.fingerprint256).toBe(first.fingerprint256);
    expect(renewed.fingerprint256).not.toBe(first.fingerprint256);
    expect(readFileSync(filesIn(folder).bundle, "utf8")).toContain(readFileSync(filesIn(folder).authority, "utf8"));
  });

  it("is made anew when it is damaged", async () => {
    const first = await startAt(new Date());
    writeFileSync(filesIn(folder).certificate, "damaged");
    expect((await startAt(new Date())).fingerprint256).not.toBe(first.fingerprint256);
  });
});

describe("attachTenant", () => {
  it("finds the tenant of another process, and its close() leaves that running", async () => {
    const { port } = await serveElsewhere();
    const attached = await attachTenant(folder);
    await attached?.close();
    const again = await attachTenant(folder);
    expect([attached?.port, attached?.url, again?.port]).toEqual([port, `https://localhost:${String(port)}`, port]);
    expect(attached?.environment.ARM_METADATA_HOSTNAME).toBe(`localhost:${String(port)}`);
    expect(Object.keys(attached?.environment ?? {})).toHaveLength(7);
  });

  it("finds nothing where nobody serves", async () => {
    expect(await attachTenant(folder)).toBeUndefined();
    const tenant = await startTenant({ folder, port: 0 });
    await tenant.close();
    expect(await attachTenant(folder)).toBeUndefined();
  });
});

describe("one folder", () => {
  it("is never served by two, not even of one process", async () => {
    const { child, port } = await serveElsewhere();
    await expect(startTenant({ folder, port: 0 })).rejects.toThrow(
      `Process ${String(child.pid)} already serves the local tenant in ${folder} on port ${String(port)}. Use that one, or end it first.`,
    );
    await kill(child);
    const mine = await startTenant({ folder, port: 0 });
    await expect(startTenant({ folder, port: 0 })).rejects.toThrow(`Process ${String(process.pid)} already serves`);
    await mine.close();
  });

  it("is free again when the process that served it was killed", async () => {
    const { child } = await serveElsewhere();
    await kill(child);
    expect(existsSync(filesIn(folder).record)).toBe(true);
    expect(await attachTenant(folder)).toBeUndefined();
    const tenant = await startTenant({ folder, port: 0 });
    await tenant.close();
    expect(existsSync(filesIn(folder).record)).toBe(false);
  });

  it("is free when its entry names a process that has nothing to do with it", async () => {
    await (await startTenant({ folder, port: 0 })).close();
    writeFileSync(filesIn(folder).record, JSON.stringify({ pid: process.ppid, port: 1 }));
    await expectUnserved(folder, 0);
    expect(existsSync(filesIn(folder).record)).toBe(false);
  });
});
