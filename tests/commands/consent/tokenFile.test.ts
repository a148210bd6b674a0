import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { checkTokenFile, writeTokenFile } from "../../../commands/consent/tokenFile.ts";
import { givenToken } from "../../../signIn/savedToken.ts";
import { refOf } from "../../checkout.ts";
import { heldTokens } from "../../heldTokens.ts";

describe("token files", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "token-files-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("are written for their owner alone, and not over what came there in the meantime", async () => {
    const path = join(folder, "token");
    await writeTokenFile({ path, force: false }, "abc");
    expect(await readFile(path, "utf8")).toBe("abc\n");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await expect(writeTokenFile({ path, force: false }, "other")).rejects.toMatchObject({ code: "EEXIST" });
    await chmod(path, 0o644);
    await writeTokenFile({ path, force: true }, "forced");
    expect([await readFile(path, "utf8"), (await stat(path)).mode & 0o777]).toEqual(["forced\n", 0o600]);
  });

  it("are refused beforehand where nothing can be written", async () => {
    const link = join(folder, "link");
    await symlink("/etc/passwd", link);
    await mkdir(join(folder, "sub"));
    const check = (path: string) =>
      checkTokenFile({ path, force: true }).then(
        () => "fine",
        (error: unknown) => String(error),
      );
    expect(await check(join(folder, "new"))).toBe("fine");
    expect(await check(link)).toMatch(/link: this is no plain file\.$/);
    expect(await check(join(folder, "sub"))).toMatch(/sub: this is no plain file\.$/);
    expect(await check(join(folder, "not", "there"))).toMatch(/the folder .*not cannot be written to/);
    expect(await check("")).toMatch(/--out is empty/);
  });

  it("are read, with a warning when others can read them too, and never quoted", async () => {
    const path = join(folder, "token");
    await writeFile(path, "  1.Atoken\n", { mode: 0o600 });
    const target = { stack: refOf("prod"), tokens: heldTokens("saved") };
    expect(await givenToken(target, path)).toEqual({ refreshToken: "1.Atoken", warnings: [] });
    await chmod(path, 0o644);
    expect((await givenToken(target, path)).warnings).toEqual([
      `others on this machine can read ${path}. Close it to them: chmod 600 ${path}`,
    ]);
    expect(await givenToken(target, undefined)).toMatchObject({ refreshToken: "saved", warnings: [] });
    expect(await givenToken(target, "-", Readable.from("1.Apiped\n"))).toEqual({
      refreshToken: "1.Apiped",
      warnings: [],
    });
    await writeFile(path, "two words");
    await expect(givenToken(target, path)).rejects.toThrow(
      `${path} holds 2 words, and a refresh token is one. Put the token there alone.`,
    );
    await expect(givenToken({ stack: refOf("prod"), tokens: heldTokens() }, undefined)).rejects.toThrow(
      "No refresh token is kept in the settings of stack prod. Name a file that holds one with --token-file FILE (- for standard input), or sign " +
        "in and keep one: npx aem-mail-oauth consent --stack prod --save",
    );
  });
});
