import { globSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { type LocalStack, startLocalStack } from "./localStack.ts";

/** Debian's libfaketime moves the clock of a process; the engine, which is Go's, keeps the machine's. */
const [faketime] = globSync("/usr/lib/*/faketime/libfaketime.so.1");
const THREE_YEARS_ON = { LD_PRELOAD: faketime ?? "", FAKETIME: "+1096d", DONT_FAKE_MONOTONIC: "1" };

it("a date that a clock three years behind has written is refused before anything changes, and the clock is named", async () => {
  const local = await startLocalStack();
  try {
    await local.run("up");
    const before = local.requests.length;
    const behind = new Date(Date.now() - 916 * 86_400_000).toISOString().slice(0, 10);
    const secrets = [{ label: "second", expires: behind }, { label: "initial" }];
    const { stderr } = await local.runToFailure("up", "--config", `clientSecrets=${JSON.stringify(secrets)}`);
    expect(stderr).toContain('because "second" is yet to be made');
    expect(stderr).toContain("the clock of the machine that wrote it was behind");
    const changing = local.requests.slice(before).filter((line) => !/^(GET \S+|POST \S+\/token) /.test(line));
    expect(changing).toEqual([]);
  } finally {
    await local.close();
  }
});

// The reason stands in the name, because that is what a skipped test shows.
const onlyWithFaketime = faketime === undefined ? describe.skip : describe;

onlyWithFaketime("with the clock three years on (needs Debian's package libfaketime)", () => {
  let local: LocalStack;

  beforeAll(async () => {
    local = await startLocalStack();
    await local.run("up");
    await local.tenant.close();
  });

  afterAll(() => local.close());

  it("a stack made today is still unchanged, with a warning that its secret has expired", async () => {
    const later = await local.runIn(THREE_YEARS_ON, "up", "--port", String(local.tenant.port));
    expect(later).toMatchObject({ changes: { same: 9 } });
    expect(later.stderr).toMatch(/warning: .*initial.*(past|ended|expired)/);
  });

  it("a new stack is made, its secret good for 180 days from then", async () => {
    const fresh = await startLocalStack();
    await fresh.tenant.close();
    const run = await fresh.runIn(THREE_YEARS_ON, "up", "--port", "0");
    await fresh.close();
    expect(run).toMatchObject({ changes: { create: 9 } });
    const days = (Date.parse(String(run.outputs.clientSecretExpires)) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(1096 + 180);
  });
});
