import { readFile } from "node:fs/promises";

import { expect, it } from "@jest/globals";

import { reasonOf } from "../../support/userError.ts";

it("tells of a file what the operating system says, in words alone", async () => {
  const thrown = await readFile("/no/such/file").catch((error: unknown) => error);
  // Jest's own realm has another Error than Node.
  const { message } = thrown as { message: string };
  expect(reasonOf(new Error(message))).toBe("no such file or directory");
  // A disk that is full is told without the name of a file.
  expect(reasonOf(new Error("ENOSPC: no space left on device, write"))).toBe("no space left on device");
  expect(reasonOf(new Error("EXIST: an abbreviation, and no path"))).toBe("EXIST: an abbreviation, and no path");
  expect(reasonOf("a word")).toBe("a word");
});
