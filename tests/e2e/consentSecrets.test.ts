import { readFileSync, statSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "@jest/globals";

import { PASSWORD } from "../../local/tenant/state/seed.ts";
import { signInAs } from "../local/tenant/signIn/person.ts";
import { start } from "./consentRun.ts";
import { filesBelow, watchArguments } from "./leftBehind.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

let local: LocalStack;
/** Where the commands put temporary files. */
let temporary: string;

beforeAll(async () => {
  local = await startLocalStack();
  temporary = await mkdtemp(join(tmpdir(), "consent-secrets-"));
  await local.run("up");
});

afterAll(async () => {
  await local.close();
  await rm(temporary, { recursive: true, force: true });
});

it("consent and verify leave no token, code or secret in arguments, outputs, temporary files, or where others can read", async () => {
  const environment = { TMPDIR: temporary, AZURE_LOG_LEVEL: "verbose" };
  const out = join(temporary, "token");
  const stopWatching = watchArguments();
  const run = start(local, ["consent", "--paste", "--save", "--out", out], environment);
  const ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  const landed = await signInAs(await run.link(), { user: "forms@forms.example", ca });
  run.child.stdin.end(`${landed}\n`);
  const consent = await run.ended;
  const verify = await start(local, ["verify", "--send"], environment).ended;
  const given = start(local, ["verify", "--token-file", "-"], environment);
  given.child.stdin.end(await readFile(out, "utf8"));
  const piped = await given.ended;
  const commandLines = stopWatching();
  expect([consent.code, verify.code, piped.code]).toEqual([0, 0, 0]);

  const { clientSecret } = (await local.run("outputs", "--show-secrets")).outputs as { clientSecret: string };
  const secrets = {
    "the refresh token": (await readFile(out, "utf8")).trim(),
    "the code": new URL(landed).searchParams.get("code") ?? "",
    "the client secret": clientSecret,
    "an access token": "eyJ0eXAiOiJKV1Qi",
    "an access token, in the order of jose": "eyJhbGciOiJSUzI1NiIs",
    "a message of XOAUTH2": Buffer.from("user=forms@forms.example\u0001auth").toString("base64").slice(0, 40),
    "the person's password": `password=${PASSWORD}`,
  };
  for (const [name, secret] of Object.entries(secrets)) {
    expect({ name, length: secret.length > 10 }).toEqual({ name, length: true });
    const places = [consent, verify, piped].flatMap(({ stdout, stderr }) => [stdout, stderr]);
    expect({ name, told: places.filter((text) => text.includes(secret)).length }).toEqual({ name, told: 0 });
    expect({ name, inArguments: commandLines.includes(secret) }).toEqual({ name, inArguments: false });
    const files = [...filesBelow(temporary), ...filesBelow(local.folder.root)];
    expect(files.length).toBeGreaterThan(10);
    const holding = files.filter((file) => readFileSync(file).includes(secret));
    // The file that was asked for is the one place.
    expect({ name, holding }).toEqual({ name, holding: name === "the refresh token" ? [out] : [] });
  }
  const readable = filesBelow(temporary).filter((file) => (statSync(file).mode & 0o077) !== 0);
  expect(readable.map((file) => readFileSync(file, "utf8")).join("")).not.toContain(secrets["the refresh token"]);
  expect(commandLines).toContain("aem-mail-oauth.js consent --stack local");
});
