import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { forgetEnds, readEnds, writeEnds } from "../../../stack/ends/recordedEnds.ts";
import { stackNames } from "../../../stack/project.ts";
import { type StackRef, stackRef } from "../../../stack/stackRef.ts";
import { UserError } from "../../../support/userError.ts";

const KEY = "0f8e7a1c-1111-4222-8333-444455556666";
const INITIAL = { label: "initial", keyId: KEY, ends: "2030-05-20T00:00:00Z", seen: "2030-01-01T00:00:00.000Z" };
const NEXT = { ...INITIAL, label: "next", keyId: KEY.replace("0f", "1f"), ends: "2030-09-01T00:00:00Z" };

let folder: string;
let path: string;
let prod: StackRef;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-ends-"));
  prod = stackRef("prod", folder);
  path = prod.files.ends;
  await mkdir(join(folder, "stacks"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the recorded ends", () => {
  it("lie beside the stack file, those of stack local in its own folder, and are taken for no stack", async () => {
    expect(stackRef("prod", "/project", "/elsewhere").files.ends).toBe("/project/stacks/prod.secrets.yaml");
    expect(stackRef("contoso/aem-mail-oauth/prod", "/project", "/elsewhere").files.ends).toBe(
      "/project/stacks/prod.secrets.yaml",
    );
    expect(stackRef("local", "/project", "/elsewhere").files.ends).toBe("/elsewhere/local.secrets.yaml");
    await writeFile(join(folder, "stacks", "Pulumi.prod.yaml"), "");
    await writeFile(stackRef("prod", folder).files.ends, "");
    expect(await stackNames(folder)).toEqual(["prod"]);
  });

  it("are none where nothing was recorded, and come back as they were written", async () => {
    expect(await readEnds(prod)).toEqual([]);
    expect(await writeEnds(prod, [NEXT, INITIAL])).toBe(true);
    expect(await readEnds(prod)).toEqual([NEXT, INITIAL]);
    expect(await readEnds(stackRef("contoso/mail/prod", folder))).toEqual([NEXT, INITIAL]);
    expect(await readdir(join(folder, "stacks"))).toEqual(["prod.secrets.yaml"]);
    expect(await readFile(path, "utf8"))
      .toBe(`# When the client secrets of stack prod really end, as its deployment said. Nothing here is secret. Not to be edited: written by
# npx aem-mail-oauth due --live --write --stack prod
stack: "prod"
secrets:
  - label: "next"
    keyId: "1f8e7a1c-1111-4222-8333-444455556666"
    ends: "2030-09-01T00:00:00Z"
    seen: "2030-01-01T00:00:00.000Z"
  - label: "initial"
    keyId: "0f8e7a1c-1111-4222-8333-444455556666"
    ends: "2030-05-20T00:00:00Z"
    seen: "2030-01-01T00:00:00.000Z"
`);
  });

  it("change nothing when the same is seen again, and everything when another secret has the label", async () => {
    await writeEnds(prod, [INITIAL]);
    const before = await readFile(path, "utf8");
    expect(await writeEnds(prod, [{ ...INITIAL, seen: "2030-02-01T00:00:00.000Z" }])).toBe(false);
    expect(await readFile(path, "utf8")).toBe(before);
    const other = { ...INITIAL, keyId: NEXT.keyId, seen: "2030-02-01T00:00:00.000Z" };
    expect(await writeEnds(prod, [other])).toBe(true);
    expect(await readEnds(prod)).toEqual([other]);
  });

  it("lose a time of a clock that was ahead as soon as they are seen again", async () => {
    await writeEnds(prod, [{ ...INITIAL, seen: "2999-01-01T00:00:00.000Z" }]);
    expect(await writeEnds(prod, [INITIAL])).toBe(true);
    expect(await readEnds(prod)).toEqual([INITIAL]);
  });

  it("are forgotten by label, so that a later secret of that name does not get them", async () => {
    expect(await forgetEnds(prod, ["initial"])).toBe(false);
    await writeEnds(prod, [NEXT, INITIAL]);
    expect(await forgetEnds(prod, ["other"])).toBe(false);
    expect(await forgetEnds(prod, ["initial"])).toBe(true);
    expect(await readEnds(prod)).toEqual([NEXT]);
  });

  const wrong = (change: Record<string, unknown>) =>
    JSON.stringify({ stack: "prod", secrets: [{ ...INITIAL, ...change }] });
  it.each([
    [
      "YAML that is not well-formed",
      "secrets: [\n",
      /prod\.secrets\.yaml, line 2, column 1: this is not well-formed YAML/,
    ],
    ["a text", "nothing\n", /has to be a map of keys/],
    ["an alias that leads nowhere", "stack: *x\n", /an alias/],
    ["an alias of what it stands in", "stack: &a [*a]\nsecrets: []\n", /an anchor/],
    ["nothing at all", "", /"secrets" has to be a list/],
    ["no list", "stack: prod\nsecrets: none\n", /"secrets" has to be a list/],
    ["an end that no calendar has", wrong({ ends: "2030-02-30T00:00:00Z" }), /"secrets" has to be a list/],
    ["an end without a time", wrong({ ends: "never" }), /"secrets" has to be a list/],
    ["a key that is none", wrong({ keyId: "x" }), /"secrets" has to be a list/],
    ["no time of looking", wrong({ seen: undefined }), /"secrets" has to be a list/],
    ["a label that is none", wrong({ label: "\u001b[2J" }), /"secrets" has to be a list/],
    ["another stack's", JSON.stringify({ stack: "dev", secrets: [INITIAL] }), /is about stack "dev", not prod/],
    [
      "one label twice",
      JSON.stringify({ stack: "prod", secrets: [INITIAL, INITIAL] }),
      /lists client secret "initial" twice/,
    ],
  ])("are refused by name as %s, and written anew on request", async (_, text, words) => {
    await writeFile(path, text);
    const failure = await readEnds(prod).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as Error).message).toMatch(words);
    expect((failure as Error).message).toContain(path);
    expect(await writeEnds(prod, [INITIAL])).toBe(true);
    expect(await readEnds(prod)).toEqual([INITIAL]);
  });

  it("are no answer where the file cannot be read", async () => {
    await mkdir(path);
    await expect(readEnds(prod)).rejects.toThrow(`${path} cannot be read`);
  });
});
