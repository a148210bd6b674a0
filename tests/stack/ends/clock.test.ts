import { globSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { clockFault } from "../../../stack/ends/clock.ts";
import { copyProject, type ProjectCopy } from "../../projectCopy.ts";

it.each([
  ["1970-01-01T00:00:00Z", true],
  ["2025-07-30T23:59:59Z", true],
  ["2025-07-31T00:00:00Z", false],
  ["2999-01-01T00:00:00Z", false],
])("a clock that says %s cannot be: %s", (time, impossible) => {
  const fault = clockFault(new Date(time));
  expect(fault !== undefined).toBe(impossible);
  expect(fault?.includes(`says ${time.slice(0, 10)}`) ?? false).toBe(impossible);
});

const [faketime] = globSync("/usr/lib/*/faketime/libfaketime.so.1");
const IN_2023 = { LD_PRELOAD: faketime ?? "", FAKETIME: "@2023-11-21 12:00:00", DONT_FAKE_MONOTONIC: "1" };
// The reason stands in the name, because that is what a skipped test shows.
const onlyWithFaketime = faketime === undefined ? describe.skip : describe;

onlyWithFaketime("with the clock in 2023 (needs Debian's package libfaketime)", () => {
  let copy: ProjectCopy;

  beforeAll(async () => {
    copy = await copyProject();
  });

  afterAll(() => copy.close());

  it.each([
    ["add declares no secret that has ended already", ["add", "--stack", "local"], 1],
    ["revoke neither", ["revoke", "initial", "--stack", "local"], 1],
    ["due cannot tell", ["due"], 5],
  ])("%s", async (_, args, code) => {
    const before = await copy.read("stacks/Pulumi.local.yaml");
    const ended = await copy.runWith({ environment: IN_2023 }, "rotate", ...args);
    expect(ended).toMatchObject({ code, stdout: "" });
    expect(ended.stderr).toMatch(
      /^This machine's clock says 2023-11-21, and the Node that runs this is from after 2025-07-31\. Set the clock right/,
    );
    expect(await copy.read("stacks/Pulumi.local.yaml")).toBe(before);
  });
});
