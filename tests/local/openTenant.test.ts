import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { type LocalFolder, localFolder } from "../../local/folder.ts";
import { openTenant } from "../../local/openTenant.ts";

describe("openTenant", () => {
  let folder: LocalFolder;

  beforeEach(async () => {
    folder = localFolder(await mkdtemp(join(tmpdir(), "aem-mail-oauth-port-")));
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
    for (const port of [undefined, 0, first.port]) expect((await openTenant(folder, port)).port).toBe(first.port);
    await expect(openTenant(folder, first.port + 1)).rejects.toThrow(
      `--port ${first.port + 1}: the tenant of ${folder.root} is being served on ${first.url}. Leave --port out, or stop that process first.`,
    );
    await expect(readFile(folder.port)).rejects.toThrow("ENOENT");
    await first.close();
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
