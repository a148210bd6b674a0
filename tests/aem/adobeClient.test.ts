import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";

import type { CloudManager } from "../../aem/cloudManager.ts";
import type { Reply, Request } from "../../local/tenant/http.ts";
import { CannotTell } from "../../support/userError.ts";
import { ROOT } from "../checkout.ts";
import { minutesLater, startAdobe, type TestAdobe } from "../local/cloudManager/adobe.ts";

let adobe: TestAdobe;
let manager: CloudManager;
/** What answers in Adobe's place. */
let between: (request: Request) => Reply | undefined;

beforeAll(async () => {
  adobe = await startAdobe((request) => between(request));
});
afterAll(() => adobe.close());

beforeEach(async () => {
  between = () => undefined;
  manager = await adobe.open();
});
afterEach(() => {
  minutesLater(adobe, 30);
});

const PAGE: Reply = {
  status: 200,
  headers: { "content-type": "text/html" },
  body: "<html>Sign in to the network</html>",
};
const json = (body: object): Reply => ({ status: 200, headers: { "content-type": "application/json" }, body });
const TOKEN = `1.A${"secret-token-".repeat(80)}`;
const variables = (issued: string) => [
  { name: "SMTP_REFRESH_TOKEN", value: TOKEN, secret: true },
  { name: "MAIL_OAUTH_RECORD", value: issued, secret: false },
];

describe("what is no answer of Adobe's", () => {
  it.each<[string, Reply, RegExp]>([
    ["a page of the network", PAGE, /with 200, but not as Adobe does: it is not JSON, or cut off/],
    ["nothing", { status: 200 }, /it is empty/],
    [
      "JSON of something else",
      json({ _embedded: { variables: "none" } }),
      /_embedded\.variables is text|is string, not a list/,
    ],
    [
      "a part of the list",
      json({ _embedded: { variables: [] }, _totalNumberOfItems: 3 }),
      /holds 0 variables and counts 3/,
    ],
    ["a refusal of a proxy", { ...PAGE, status: 403 }, /it is no refusal of Adobe's/],
    [
      "a way elsewhere",
      { status: 302, headers: { location: "https://localhost:1/" } },
      /neither an answer nor a refusal/,
    ],
  ])("is not taken for variables: %s", async (_, reply, words) => {
    between = ({ url }) => (url.pathname.endsWith("/variables") ? reply : undefined);
    const asked = manager.variables(adobe.where);
    await expect(asked).rejects.toThrow(words);
    await expect(asked).rejects.toBeInstanceOf(CannotTell);
    await expect(asked).rejects.not.toThrow(/Sign in to the network/);
  });

  it("is not taken for the state of the environment that was asked for", async () => {
    between = ({ url }) =>
      url.pathname.endsWith("/environment/500001") ? json({ id: "500002", name: "x", status: "ready" }) : undefined;
    await expect(manager.state(adobe.where)).rejects.toThrow(/the answer to another question/);
  });

  it.each([PAGE, json({}), json({ access_token: "", expires_in: 1 })])(
    "is not taken for a token (%#)",
    async (reply) => {
      between = ({ url }) => (url.pathname.startsWith("/ims/") ? reply : undefined);
      await expect(manager.state(adobe.where)).rejects.toBeInstanceOf(CannotTell);
    },
  );

  it("is not taken for a change: what is there is looked up, and was not done", async () => {
    let pages = 1;
    between = ({ method }) => (method === "PATCH" && pages-- > 0 ? PAGE : undefined);
    expect(await manager.patch(adobe.where, variables("1"))).toBe("done");
    expect(await manager.variables(adobe.where)).toContainEqual(expect.objectContaining({ value: "1" }));
    minutesLater(adobe, 30);
    pages = 9;
    await expect(manager.patch(adobe.where, variables("2"))).rejects.toThrow(/whether they are there is unknown/);
    expect(await manager.variables(adobe.where)).toContainEqual(expect.objectContaining({ value: "1" }));
  });

  it("leaves it unknown where what is there cannot be looked up either", async () => {
    let isSent = false;
    between = ({ method }) => {
      isSent ||= method === "PATCH";
      return isSent ? PAGE : undefined;
    };
    const patched = manager.patch(adobe.where, variables("3"));
    await expect(patched).rejects.toThrow(/were sent to Cloud Manager, and whether they are there is unknown/);
    await expect(patched).rejects.toBeInstanceOf(CannotTell);
  });
});

it("waits as long as it is told before it sends a change again that was not taken", async () => {
  await adobe.send("POST", "/local/faults", {
    body: { kind: "throttling", count: 1, retryAfter: 1, method: "PATCH", path: "/variables" },
  });
  const told: string[] = [];
  const patient = await adobe.open({ log: (line) => told.push(line) });
  expect(await patient.patch(adobe.where, variables("4"))).toBe("done");
  expect(told).toEqual([expect.stringMatching(/asks to wait 1 second. Waiting/)]);
});

// One at a time: Microsoft's library switches off with one what another has switched on.
it.each([
  [{ DEBUG: "*" }, /Retry 1: Attempting to send request/],
  [{ TYPESPEC_RUNTIME_LOG_LEVEL: "verbose" }, /Retry 1: Attempting to send request/],
  // What would be written is the requests themselves, by a part that is left out.
  [{ AZURE_LOG_LEVEL: "verbose" }, /^$/],
])("writes no value, token or client secret into the log of %j", async (switches, logged) => {
  // So that there is something to log: a question that is asked again.
  const once = { kind: "serverError", count: 1, method: "GET", path: "/environment/" };
  await adobe.send("POST", "/local/faults", { body: once });
  const child = spawn(process.execPath, [join(ROOT, "tests", "aem", "quietClient.ts")], {
    env: { ...process.env, ...switches },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const { organization } = adobe.where;
  const options = {
    credentials: adobe.credentials,
    organization,
    localOrigin: adobe.tenant.url,
    certificateAuthority: adobe.authority,
  };
  child.stdin.end(JSON.stringify({ options, where: adobe.where, variables: variables("5") }));
  const [out, log] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(out).toContain('outcome: "done"');
  expect(log).toMatch(logged);
  for (const secret of ["secret-token", adobe.credentials.clientSecret, "Bearer", "client_secret"])
    expect(out + log).not.toContain(secret);
});
