import { expect, it } from "@jest/globals";

import { Locks } from "../../../local/providers/locks.ts";

it("runs work under one name in turn, also after a failure, and under other names at once", async () => {
  const locks = new Locks();
  const events: string[] = [];
  const gate = Promise.withResolvers<undefined>();
  const first = locks.hold("a", async () => {
    events.push("first starts");
    await gate.promise;
    events.push("first fails");
    throw new Error("on purpose");
  });
  const second = locks.hold("a", () => {
    events.push("second");
    return Promise.resolve(2);
  });
  await locks.hold("b", () => {
    events.push("other");
    return Promise.resolve();
  });
  gate.resolve(undefined);
  await expect(first).rejects.toThrow("on purpose");
  await expect(second).resolves.toBe(2);
  expect(events).toEqual(["first starts", "other", "first fails", "second"]);
});
