import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "@jest/globals";

import { signInAs } from "../local/tenant/signIn/person.ts";
import { runCommand } from "./command.ts";
import { start } from "./consentRun.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

const SETTINGS = "the settings of stack local, encrypted (aem-mail-oauth:refreshToken)";

let local: LocalStack;
/** For what the test writes beside the stack. */
let folder: string;
beforeAll(async () => {
  local = await startLocalStack();
  folder = await mkdtemp(join(tmpdir(), "audit-"));
});
afterAll(async () => {
  await local.close();
  await rm(folder, { recursive: true, force: true });
});

it("what was done to a stack, from its first deployment to its end, is told line by line, and no secret is in it", async () => {
  const file = join(folder, "audit.jsonl");
  const audit = ["--audit", file];
  const command = (...words: string[]) =>
    runCommand([...words, "--stack", "local", "--folder", local.folder.root, ...audit]);

  await local.run("up", ...audit);
  const { outputs } = await local.run("outputs", "--show-secrets");
  const [application] = await local.graph.applications();
  const [initial] = application?.passwordCredentials ?? [];

  expect((await command("due", "--live", "--write")).code).toBe(0);
  expect((await command("due", "--live", "--write")).code).toBe(0);

  const out = join(folder, "token");
  const consent = start(local, ["consent", "--paste", "--no-verify", "--save", "--out", out, ...audit]);
  const ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  consent.child.stdin.end(`${await signInAs(await consent.link(), { user: "forms@forms.example", ca })}\n`);
  expect((await consent.ended).code).toBe(0);
  expect((await command("renew")).code).toBe(0);
  const stopped = start(local, ["consent", "--paste", ...audit]);
  await stopped.link();
  stopped.child.kill("SIGINT");
  expect((await stopped.ended).code).toBe(130);

  const { body } = await local.graph.call("POST", `/applications/${application?.id ?? ""}/addPassword`, {
    passwordCredential: { displayName: "by hand" },
  });
  const stray = body as { keyId: string; secretText: string };
  expect((await command("rotate", "repair", "--json")).code).toBe(4);
  expect((await command("rotate", "repair", "--yes", stray.keyId)).code).toBe(0);
  await local.run("destroy", ...audit);

  const text = await readFile(file, "utf8");
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  const ours = { stacks: ["local"], result: "done", code: 0, changed: true };
  const initialNamed = { label: "initial", keyId: initial?.keyId };
  expect(lines).toMatchObject([
    { ...ours, command: "local up", applications: [application?.appId], secrets: [] },
    { ...ours, command: "due", secrets: [{ change: "recorded", ...initialNamed }] },
    { ...ours, command: "due", changed: false, secrets: [] },
    {
      ...ours,
      command: "consent",
      applications: [application?.appId],
      tokens: [{ change: "added", mailbox: "forms@forms.example", issued: expect.stringMatching(/^20.*Z$/) }],
      places: [SETTINGS, "file"],
    },
    {
      ...ours,
      command: "renew",
      applications: [application?.appId],
      tokens: [{ change: "renewed", mailbox: "forms@forms.example", issued: expect.stringMatching(/^20.*Z$/) }],
      places: [SETTINGS],
    },
    { ...ours, command: "consent", result: "failed", code: 130, changed: false, tokens: [] },
    { ...ours, command: "rotate repair", code: 4, changed: false, secrets: [] },
    { ...ours, command: "rotate repair", secrets: [{ change: "removed", label: "(left out)", keyId: stray.keyId }] },
    { ...ours, command: "local destroy" },
  ]);

  const token = (await readFile(out, "utf8")).trim();
  const values = [String(outputs.clientSecret), stray.secretText, token];
  for (const value of values) {
    expect(value.length).toBeGreaterThan(20);
    expect(text).not.toContain(value.slice(0, 10));
  }
});
