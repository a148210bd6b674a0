import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { Agent } from "node:https";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { connect, type Connection } from "../../entra/connect.ts";
import { createGraph } from "../../entra/graphClient.ts";
import { requestIdToken } from "../../entra/idToken.ts";
import { readProviderSettings } from "../../entra/providerSettings.ts";
import { type Limits, LIMITS } from "../../support/limits.ts";
import { record } from "../../support/shape.ts";
import { CannotTell } from "../../support/userError.ts";
import { STALLS } from "../support/stalling.ts";
import { type ScriptedEntra, startEntra } from "./entra.ts";

let entra: ScriptedEntra;
let lines: string[];

beforeEach(async () => {
  entra = await startEntra();
  lines = [];
});

afterEach(() => entra.close());

const SHORT: Limits = { ...LIMITS, request: 300 };

function signIn(limits: Limits = LIMITS, more: Readonly<Record<string, string>> = {}): Promise<Connection> {
  const variables = { ...entra.variables, ARM_CLIENT_ID: "client", ARM_CLIENT_SECRET: "hush", ...more };
  return connect({ config: { values: {}, isSecret: () => false }, variables, limits, log: (line) => lines.push(line) });
}

describe.each(STALLS)("a server that keeps a client waiting (%s)", (how) => {
  it.each(["/metadata/", "/oauth2/v2.0/token"])("ends no sign-in in silence at %s", async (path) => {
    entra.stalls = { path, how };
    const connecting = signIn(SHORT);
    await expect(connecting).rejects.toThrow(/did not answer within 0\.3 seconds, or not to the end/);
    await expect(connecting).rejects.not.toThrow(/hush/);
  });

  it("is given up in the place of Microsoft Graph, and nothing is told from it", async () => {
    const token = { token: "dummy", expiresOnTimestamp: Date.now() + 3_600_000 };
    const credential = { getToken: () => Promise.resolve(token) };
    const pipeline = { agent: new Agent({ ca: readFileSync(join(entra.folder, "ca.pem")) }) };
    const graph = createGraph({ origin: entra.url, credential, pipeline, limits: SHORT });
    entra.stalls = { path: "/v1.0/", how };
    for (const asked of [graph.get("/applications/a", record), graph.list("/owners", record), graph.post("/a", {})]) {
      await expect(asked).rejects.toThrow(/^localhost:\d+ did not answer within 0\.3 seconds/);
      await expect(asked).rejects.toBeInstanceOf(CannotTell);
    }
  });

  it("is given up in the place of who gives out identity tokens", async () => {
    entra.stalls = { path: "/token", how };
    const variables = { ARM_OIDC_REQUEST_URL: entra.pipelineUrl, ARM_OIDC_REQUEST_TOKEN: "job" };
    const asked = requestIdToken(await readProviderSettings({}, variables), { limits: SHORT });
    await expect(asked).rejects.toBeInstanceOf(CannotTell);
    await expect(asked).rejects.toThrow(/did not answer within 0\.3 seconds/);
  });
});

it("ends a sign-in that does not end by itself", async () => {
  const { PATH } = process.env;
  await writeFile(join(entra.folder, "az"), "#!/bin/sh\nexec sleep 5\n", { mode: 0o755 });
  process.env.PATH = `${entra.folder}:${PATH ?? ""}`;
  try {
    const asked = signIn({ ...LIMITS, signIn: 200 }, { ARM_CLIENT_ID: "", ARM_CLIENT_SECRET: "" });
    await expect(asked).rejects.toThrow("Signing in with the Azure CLI did not end within 0.2 seconds.");
  } finally {
    process.env.PATH = PATH;
  }
});

describe("a service that has too much to do", () => {
  const busy = (retryAfter: string, status = 429) => ({ status, headers: { "retry-after": retryAfter } });

  it("is waited for, and the person is told", async () => {
    const { graph } = await signIn();
    entra.answers.push(busy("1"), { status: 200, body: { id: "a" } });
    await expect(graph.get("/applications/a", record)).resolves.toEqual({ id: "a" });
    expect(lines).toEqual([
      expect.stringMatching(/^localhost:\d+ has too much to do and asks to wait 1 second\. Waiting\.$/),
    ]);
  });

  it.each(["3600", new Date(Date.now() + 3_600_000).toUTCString()])(
    "is not waited for as long as it likes (Retry-After: %s)",
    async (retryAfter) => {
      const { graph } = await signIn();
      entra.answers.push(busy(retryAfter, 503));
      const asked = graph.get("/applications/a", record);
      await expect(asked).rejects.toThrow(
        /has too much to do and asks to wait 60 minutes \(Retry-After\), which is longer than the 5 minutes that are waited here in all/,
      );
      await expect(asked).rejects.toBeInstanceOf(CannotTell);
      expect([entra.asked.length, lines]).toEqual([1, []]);
    },
  );

  it("is not waited for again and again beyond the limit for all of it", async () => {
    const { graph } = await signIn({ ...LIMITS, throttled: 1500 });
    entra.answers.push(busy("1"), busy("1"), busy("1"), { status: 200, body: { id: "a" } });
    await expect(graph.get("/applications/a", record)).rejects.toThrow(/longer than the 2 seconds/);
    expect(lines).toHaveLength(1);
    expect(entra.asked).toHaveLength(2);
  });

  it("is not waited for in the middle of a sign-in either", async () => {
    entra.first.push({ path: "/oauth2/v2.0/token", answer: busy("3600") });
    await expect(signIn()).rejects.toThrow(/asks to wait 60 minutes/);
  });
});

describe("a sign-in", () => {
  it.each([
    { status: 200, headers: { "content-type": "text/html" }, body: "<html>Sign in to the network</html>" },
    { status: 200, body: [] },
    { status: 200, body: { microsoftGraphResourceId: "https://graph.example/" } },
    {
      status: 200,
      body: {
        microsoftGraphResourceId: "http://graph.example",
        authentication: { loginEndpoint: "https://a.example" },
      },
    },
  ])("takes no other server for the one that tells the endpoints (%j)", async (answer) => {
    entra.first.push({ path: "/metadata/", answer });
    await expect(signIn()).rejects.toBeInstanceOf(CannotTell);
    expect(entra.forms).toEqual([]);
  });

  it.each([{ tid: "" }, { oid: "" }])("with a token that does not tell who it is of is none (%j)", async (claims) => {
    Object.assign(entra.claims, claims);
    await expect(signIn()).rejects.toThrow(
      /gave an access token that does not say who signed in \((tid|oid) is empty\)/,
    );
  });

  it("with what is no token is none", async () => {
    const answer = { status: 200, body: { token_type: "Bearer", expires_in: 3599, access_token: "hush-token" } };
    entra.first.push({ path: "/oauth2/v2.0/token", answer });
    const connecting = signIn();
    await expect(connecting).rejects.toBeInstanceOf(CannotTell);
    await expect(connecting).rejects.not.toThrow(/hush/);
  });
});
