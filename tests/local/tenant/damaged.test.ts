import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { startTenant } from "../../../local/tenant/index.ts";
import { filesIn } from "../../../local/tenant/server/folder.ts";
import { UserError } from "../../../support/userError.ts";
import { graphOf } from "../../e2e/graph.ts";

let made: string;
let folder: string;

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), "aem-mail-oauth-damaged-"));
  folder = join(made, "damaged");
  await (await startTenant({ folder: join(made, "whole"), port: 0 })).close();
});

afterAll(() => {
  rmSync(made, { recursive: true, force: true });
});

function damaged(name: string, damage: (path: string) => void): string {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(made, "whole"), folder, { recursive: true });
  damage(join(folder, name));
  return join(folder, name);
}

/** Everything that a tenant keeps; its entry is there only while it is served. */
const NAMES = Object.values(filesIn("")).map((path) => basename(path));
/** What holds something that cannot be had again. */
const PRECIOUS = ["state.json"];

describe("a file of the tenant that is damaged", () => {
  it("is one of those that a tenant leaves", () => {
    expect([...readdirSync(join(made, "whole")), "server.json"].sort()).toEqual([...NAMES].sort());
  });

  it("is made anew where nothing hangs on it, and else named, and is never taken for good", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...NAMES),
        fc.oneof(
          fc.constantFrom("", "[1]", "null", "{}", "1", '"word"', '{"version":1}', "[", "\u0000"),
          fc.double({ min: 0, max: 1, noNaN: true }),
        ),
        async (name, damage) => {
          const path = damaged(name, (file) => {
            if (typeof damage === "string") {
              writeFileSync(file, damage);
            } else if (name !== "server.json") {
              const whole = readFileSync(file);
              writeFileSync(file, whole.subarray(0, Math.floor(damage * (whole.length - 2))));
            }
          });
          const tenant = await startTenant({ folder, port: 0 }).catch((error: unknown) => error as Error);
          const told = tenant instanceof UserError && tenant.message.includes(path);
          expect({ name, told }).toEqual({ name, told: PRECIOUS.includes(name) });
          if (tenant instanceof Error) return;
          const { status } = await (await graphOf(tenant)).call("GET", "/organization");
          await tenant.close();
          expect(status).toBe(200);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is made anew where the authority's certificate behind the server's is cut off", async () => {
    const path = damaged("server.pem", (file) => {
      const whole = readFileSync(file, "utf8");
      writeFileSync(file, whole.slice(0, whole.lastIndexOf("-----BEGIN") + 50));
    });
    const tenant = await startTenant({ folder, port: 0 });
    const { status } = await (await graphOf(tenant)).call("GET", "/organization");
    await tenant.close();
    expect({ status, ends: readFileSync(path, "utf8").endsWith("-----END CERTIFICATE-----\n") }).toEqual({
      status: 200,
      ends: true,
    });
  });

  it.each(NAMES)("that cannot be read is left as it is, with words: %s", async (name) => {
    const path = damaged(name, (file) => {
      rmSync(file, { force: true });
      symlinkSync(basename(file), file);
    });
    const failure: unknown = await startTenant({ folder, port: 0 }).catch((error: unknown) => error);
    expect((failure as Error).message).toContain(path);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    rmSync(path);
    mkdirSync(path);
    await expect(startTenant({ folder, port: 0 })).rejects.toThrow(path);
    expect(lstatSync(path).isDirectory()).toBe(true);
  });
});
