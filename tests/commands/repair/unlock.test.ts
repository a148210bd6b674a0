import { PassThrough } from "node:stream";

import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";

import type { Terminal } from "../../../commandLine/ask.ts";
import { stepsOf } from "../../../commands/repair/steps.ts";
import { unlocking } from "../../../commands/repair/unlock.ts";
import { Locked, type StackChanges } from "../../../pulumi/stackChanges.ts";
import type { UpdateLock } from "../../../pulumi/updateLock.ts";

const ELSEWHERE: UpdateLock = { user: "forms", host: "builder", pid: 42, since: "2031-05-20T12:00:00Z" };

let cancelled: number;
let shown: string[];

beforeEach(() => {
  cancelled = 0;
  shown = [];
  jest.spyOn(process.stdout, "write").mockImplementation((text) => shown.push(String(text)) > 0);
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** A backend with this lock, which tells of it at once or to whoever changes something. */
function backendWith(lock: UpdateLock, tells: boolean): StackChanges {
  const unexpected = (): never => {
    throw new Error("nobody was to ask for this");
  };
  return {
    locks: () => Promise.resolve(tells ? (cancelled > 0 ? [] : [lock]) : undefined),
    cancel: () => {
      cancelled += 1;
      return Promise.resolve();
    },
    touch: unexpected,
    importPart: unexpected,
    settle: unexpected,
    preview: unexpected,
  };
}

/** A terminal on which somebody answers once. */
function answering(answer: string): Terminal {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  output.on("data", () => input.write(`${answer}\n`));
  return { input, output };
}

const steps = (terminal?: Terminal, yes = false) => stepsOf({ yes, json: false, terminal });

describe("a lock whose process cannot be seen", () => {
  it.each([
    ["is kept where somebody declines", steps(answering("n")), false, 0],
    ["is taken away where somebody agrees", steps(answering("y")), true, 1],
    ["is taken away with --yes", steps(undefined, true), true, 1],
  ])("%s", async (_, taken, isFree, count) => {
    const lock = unlocking(backendWith(ELSEWHERE, true), taken, taken.isDone, "pulumi cancel");
    await expect(lock.first()).resolves.toBe(isFree);
    expect(cancelled).toBe(count);
    expect(shown.join("")).toContain(
      "The stack is locked by forms on builder, process 42, since 2031-05-20T12:00:00Z: ",
    );
    expect(lock.found).toEqual([{ ...ELSEWHERE, process: "unknown" }]);
  });

  it("is only shown where nobody can be asked", async () => {
    const nobody = steps({ input: new PassThrough(), output: new PassThrough() });
    await unlocking(backendWith(ELSEWHERE, true), nobody, false, "pulumi cancel").first();
    expect([cancelled, nobody.all.map(({ done }) => done)]).toEqual([0, [false]]);
  });

  it("that shows itself when something is changed is asked about then, and the change is made once more", async () => {
    for (const [answer, isDone] of [
      ["n", false],
      ["y", true],
    ] as const) {
      cancelled = 0;
      const lock = unlocking(backendWith(ELSEWHERE, false), steps(answering(answer)), false, "pulumi cancel");
      await expect(lock.first()).resolves.toBe(true);
      expect(lock.isHidden()).toBe(true);
      let changes = 0;
      const change = (): Promise<void> => {
        if (cancelled === 0) return Promise.reject(new Locked("locked", [ELSEWHERE]));
        changes += 1;
        return Promise.resolve();
      };
      await expect(lock.run(change)).resolves.toBe(isDone);
      expect([cancelled, changes]).toEqual(isDone ? [1, 1] : [0, 0]);
    }
  });

  it("is no reason to go on after another failure", async () => {
    const lock = unlocking(backendWith(ELSEWHERE, false), steps(undefined, true), true, "pulumi cancel");
    await expect(lock.run(() => Promise.reject(new Error("other")))).rejects.toThrow("other");
    expect(cancelled).toBe(0);
  });
});
