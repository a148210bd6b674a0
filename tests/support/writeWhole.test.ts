import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { writeWhole } from "../../support/writeWhole.ts";

const MODULE = join(import.meta.dirname, "..", "..", "support", "writeWhole.ts");

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-write-"));
  path = join(folder, "it");
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777;

describe("writeWhole", () => {
  it("writes with the permissions asked for, whatever the umask and the file before", async () => {
    await writeFile(path, "old", { mode: 0o666 });
    await chmod(path, 0o666);
    await writeWhole(path, "new", { mode: 0o600 });
    await expect(readFile(path, "utf8")).resolves.toBe("new");
    expect(await modeOf(path)).toBe(0o600);
    expect(await readdir(folder)).toEqual(["it"]);
  });

  it("keeps the permissions of the file that is replaced, where none are asked for", async () => {
    await writeFile(path, "old");
    await chmod(path, 0o640);
    await writeWhole(path, "new");
    expect(await modeOf(path)).toBe(0o640);
  });

  it("replaces what a link leads to, and no link that leads nowhere", async () => {
    const other = join(folder, "other");
    await writeFile(other, "old");
    await symlink("other", path);
    await writeWhole(path, "new");
    await expect(readFile(other, "utf8")).resolves.toBe("new");
    await rm(other);
    await expect(writeWhole(path, "newer")).rejects.toThrow("it is a link to something that is not there");
    await expect(readlink(path)).resolves.toBe("other");
    expect(await readdir(folder)).toEqual(["it"]);
  });

  it("clears a killed command's draft of the same file away", async () => {
    await writeFile(`${path}.2147483646-0123456789ab.tmp`, "half");
    await writeWhole(path, "new");
    expect(await readdir(folder)).toEqual(["it"]);
  });

  it("names the file that was asked for, and leaves no draft, where it cannot be written", async () => {
    await mkdir(path);
    const failure = (await writeWhole(path, "new").catch((error: unknown) => error)) as NodeJS.ErrnoException;
    expect(failure).toMatchObject({ code: "EISDIR", path });
    expect(failure.message).not.toContain(".tmp");
    expect(await readdir(folder)).toEqual(["it"]);
  });

  // A limit on the size of files stands for the disk that fills up while it is written to: the system takes a part, then none.
  it("leaves the old text where the new one does not fit, and says so", async () => {
    await writeFile(path, "old");
    const script =
      `process.on("SIGXFSZ", () => undefined); const { writeWhole } = await import(${JSON.stringify(MODULE)});` +
      `await writeWhole(${JSON.stringify(path)}, "x".repeat(100_000)).catch((error) => console.log(error.code));`;
    const shell = `ulimit -f 40; exec "$0" --disable-warning=ExperimentalWarning --input-type=module -e '${script}'`;
    const { stdout } = await promisify(execFile)("bash", ["-c", shell, process.execPath], {
      env: { PATH: process.env.PATH, NODE_DISABLE_COMPILE_CACHE: "1" },
    });
    expect(stdout).toBe("EFBIG\n");
    await expect(readFile(path, "utf8")).resolves.toBe("old");
    expect(await readdir(folder)).toEqual(["it"]);
  });
});
