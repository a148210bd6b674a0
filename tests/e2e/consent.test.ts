import { get } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { signInAs } from "../local/tenant/signIn/person.ts";
import { start } from "./consentRun.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

let local: LocalStack;
let ca: string;

beforeAll(async () => {
  local = await startLocalStack();
  ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  await local.run("up");
});

afterAll(() => local.close());

const MAILBOX = "forms@forms.example";

/** What a page of the listener on this machine says, without mark-up. */
async function visit(url: string): Promise<string> {
  const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    get(url, resolve).on("error", reject);
  });
  const html = await text(response);
  return `${String(response.statusCode)} ${html
    .replace(/^.*<main/s, "<main")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim()}`;
}

describe("consent with a browser on this machine", () => {
  it("ends with a token that opens the mailbox over every protocol", async () => {
    const run = start(local, ["consent", "--mailbox", MAILBOX]);
    const landed = await signInAs(await run.link(), { user: MAILBOX, ca });
    expect(await visit(landed)).toBe("200 Signed in You can close this page. The terminal goes on from here.");
    const { code } = await run.ended;
    expect(code).toBe(0);
  });

  it("takes a pasted address", async () => {
    const run = start(local, ["consent", "--paste"]);
    const landed = await signInAs(await run.link(), { user: MAILBOX, ca });
    run.child.stdin.end(`${landed}\n`);
    const { code } = await run.ended;
    expect(code).toBe(0);
  });
});
