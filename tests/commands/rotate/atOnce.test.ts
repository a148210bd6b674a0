import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { useRotateProject } from "./rotateProject.ts";

const { copy, dueApart: due, rotateApart: rotate, declare, declared } = useRotateProject();

describe("several at once", () => {
  const LOCK = ".local/edit-prod.lock";

  it("add one secret, and the others are told of it", async () => {
    await declare("prod", { label: "a" });
    const ended = await Promise.all(["n1", "n2", "n3"].map((label) => rotate("add", "-s", "prod", "--label", label)));
    expect(ended.map(({ code }) => code).sort()).toEqual([0, 1, 1]);
    const done = ended.findIndex(({ code }) => code === 0);
    const winner = `n${done + 1}`;
    expect(await declared("prod")).toMatchObject([{ label: winner }, { label: "a" }]);
    for (const { stderr } of ended.filter((_, index) => index !== done))
      expect(stderr).toContain(`Stack prod has two secrets already, "${winner}" and "a"; there can be no third.`);

    await expect(copy.read(LOCK)).rejects.toThrow("ENOENT");
    expect(await readdir(join(copy.root, "stacks"))).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/lock|yaml\./)]),
    );
  });

  it("wait for the one that holds the lock, and do not wait for one that was killed", async () => {
    await declare("prod", { label: "a" });
    const holder = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    await once(holder, "spawn");
    await copy.write(LOCK, String(holder.pid));
    const waiting = rotate("revoke", "a", "-s", "prod", "--label", "b");
    const early = await Promise.race([waiting, due("-s", "prod").then(() => "still waiting")]);
    expect(early).toBe("still waiting");
    expect(await declared("prod")).toEqual([{ label: "a" }]);
    holder.kill("SIGKILL");
    await once(holder, "exit");
    expect(await waiting).toMatchObject({ code: 0, stderr: "" });
    expect(await declared("prod")).toMatchObject([{ label: "b" }]);
  });
});
