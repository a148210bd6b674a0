import { setTimeout as pause } from "node:timers/promises";

import { expect, it } from "@jest/globals";

import { type AuditNote, gatherNotes, noteChange } from "../../support/auditNotes.ts";

it("notes belong to the command that made them, although several run at once", async () => {
  const lists: AuditNote[][] = [[], []];
  const command = (name: string) => async () => {
    noteChange({ stack: name });
    await pause(1);
    noteChange({ stack: `${name}, later` });
    return name;
  };
  expect(await Promise.all(lists.map((notes, index) => gatherNotes(notes, command(String(index)))))).toEqual([
    "0",
    "1",
  ]);
  expect(lists).toEqual([
    [{ stack: "0" }, { stack: "0, later" }],
    [{ stack: "1" }, { stack: "1, later" }],
  ]);
});

it("a note is nothing where no line is asked for", () => {
  expect(() => {
    noteChange({ stack: "prod" });
  }).not.toThrow();
});
