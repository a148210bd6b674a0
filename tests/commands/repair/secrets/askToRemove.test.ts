import { PassThrough } from "node:stream";

import { afterEach, describe, expect, it, jest } from "@jest/globals";

import type { Terminal } from "../../../../commandLine/ask.ts";
import { askToRemove } from "../../../../commands/repair/secrets/askToRemove.ts";
import { straysOf } from "../../../../commands/repair/secrets/strays.ts";
import { secret } from "../../access/live/liveSample.ts";

const STRAYS = straysOf(
  ["k1", "k2", "k3"].map((keyId) => secret({ keyId, displayName: `label of ${keyId}\u001b` })),
  new Set(),
);

/** A terminal on which somebody answers one question after the other, and what was asked there. */
function answering(...answers: string[]): { terminal: Terminal; questions: string[] } {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  const questions: string[] = [];
  output.on("data", (text: Buffer) => {
    questions.push(String(text));
    input.write(`${answers.shift() ?? ""}\n`);
  });
  return { terminal: { input, output }, questions };
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe("askToRemove", () => {
  it("asks for each by its name, and takes those alone that are agreed to", async () => {
    const { terminal, questions } = answering("n", "yes", "");
    await expect(askToRemove(STRAYS, "prod", terminal)).resolves.toEqual([STRAYS[1]]);
    expect(questions).toHaveLength(3);
    expect(questions[0]).toContain(
      'Remove "label of k1\\u001b", begins with "abc", id k1? Whoever uses it cannot sign in',
    );
  });

  it("takes none where nobody can be asked, and says how to remove them", async () => {
    const written: unknown[] = [];
    jest.spyOn(process.stdout, "write").mockImplementation((text) => written.push(text) > 0);
    const terminal = { input: new PassThrough(), output: new PassThrough() };
    await expect(askToRemove(STRAYS, "prod", terminal)).resolves.toEqual([]);
    expect(written).toEqual(["\nTo remove: npx aem-mail-oauth rotate repair --stack prod --yes k1 k2 k3\n"]);
  });
});
