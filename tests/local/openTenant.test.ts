import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { type LocalFolder, localFolder } from "../../local/folder.ts";
import { openTenant } from "../../local/openTenant.ts";
import { attachTenant } from "../../local/tenant/index.ts";
import { localRef } from "../checkout.ts";
import { graphOf } from "../e2e/graph.ts";

const TENANT = join(import.meta.dirname, "..", "..", "local", "tenant", "index.ts");

/** What it answers once it answers at all: the test's own limit is the only one. */
async function eventually<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch {
      await pause(50);
    }
  }
}

describe("openTenant", () => {
  let folder: LocalFolder;

  beforeEach(async () => {
    folder = localFolder(localRef(await mkdtemp(join(tmpdir(), "aem-mail-oauth-port-"))));
  });

  afterEach(async () => {
    await rm(folder.root, { recursive: true, force: true });
  });

  it("keeps the port that was asked for, so that links of a deployed stack stay good", async () => {
    const first = await openTenant(folder, 0);
    await first.close();
    expect(await readFile(folder.port, "utf8")).toBe(`${first.port}\n`);
    const second = await openTenant(folder);
    await second.close();
    expect(second.port).toBe(first.port);
  });

  it("takes the tenant that is served already, on its port and no other, and keeps nothing", async () => {
    const first = await openTenant(folder, 0);
    await rm(folder.port);
    for (const port of [undefined, 0, first.port]) {
      const again = await openTenant(folder, port);
      await again.close();
      expect(again.port).toBe(first.port);
    }
    await expect(openTenant(folder, first.port + 1)).rejects.toThrow(
      `--port ${first.port + 1}: the tenant of ${folder.root} is being served on ${first.url}. Leave --port out, or stop that process first.`,
    );
    await expect(readFile(folder.port)).rejects.toThrow("ENOENT");
    await first.close();
  });

  it("serves a tenant that it borrowed, at the same address and with the same state, once the other process has ended", async () => {
    const script =
      `const { startTenant } = await import(${JSON.stringify(TENANT)});` +
      `const { url } = await startTenant({ folder: ${JSON.stringify(folder.tenant)}, port: 0 }); console.log(url);`;
    const other = spawn(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script],
      {
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...process.env, NODE_OPTIONS: "" },
      },
    );
    const [url] = (await once(createInterface(other.stdout), "line")) as [string];
    const borrowers = await Promise.all([openTenant(folder), openTenant(folder)]);
    expect(borrowers.map((tenant) => tenant.url)).toEqual([url, url]);
    const first = await (await graphOf(borrowers[0])).call("POST", "/applications", { displayName: "kept" });
    expect(first.status).toBe(201);
    // Without a chance to say goodbye.
    other.kill("SIGKILL");
    await once(other, "exit");
    const { id } = first.body as { id: string };
    const again = await eventually(async () => (await graphOf(borrowers[1])).call("GET", `/applications/${id}`));
    expect(again).toMatchObject({ status: 200, body: { displayName: "kept" } });
    expect((await attachTenant(folder.tenant))?.url).toBe(url);
    await Promise.all(borrowers.map((tenant) => tenant.close()));
    await expect(attachTenant(folder.tenant)).resolves.toBeUndefined();
  });

  it("keeps no port that it could not have, and names a way to another", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    await writeFile(folder.port, `${port}\n`);
    await expect(openTenant(folder)).rejects.toThrow(
      `Port ${port} is in use by something else. End that, or give the tenant another port, which it then keeps: npx aem-mail-oauth local --port 9443`,
    );
    await rm(folder.port);
    await expect(openTenant(folder, port)).rejects.toThrow("in use");
    await expect(readFile(folder.port)).rejects.toThrow("ENOENT");
    await new Promise((resolve) => taken.close(resolve));
  });
});
