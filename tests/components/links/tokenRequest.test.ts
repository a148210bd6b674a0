import { execFile, spawnSync } from "node:child_process";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { CODE_PLACEHOLDER, tokenRequest } from "../../../components/links/tokenRequest.ts";

const REQUEST = {
  url: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
  clientId: "c70bcbe2-b551-4c0a-8cdd-74494d0aa670",
  clientSecret: "8Q~plain",
  redirectUri: "http://localhost",
  scopes: ["https://outlook.office.com/SMTP.Send", "offline_access"],
};

describe("tokenRequest", () => {
  it("is a here-document for curl, with the code as the one thing to fill in", () => {
    expect(tokenRequest(REQUEST)).toBe(
      [
        "curl --silent --show-error -K - <<'END_OF_REQUEST'",
        'url = "https://login.microsoftonline.com/common/oauth2/v2.0/token"',
        'data = "code=PASTE_THE_CODE_HERE"',
        'data = "client_id=c70bcbe2-b551-4c0a-8cdd-74494d0aa670"',
        'data = "client_secret=8Q~plain"',
        'data = "grant_type=authorization_code"',
        'data = "redirect_uri=http%3A%2F%2Flocalhost"',
        'data = "scope=https%3A%2F%2Foutlook.office.com%2FSMTP.Send%20offline_access"',
        "END_OF_REQUEST",
      ].join("\n"),
    );
  });

  it("keeps whatever the secret is out of the command line and out of the shell's reach", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (clientSecret) => {
        const [command, ...body] = tokenRequest({ ...REQUEST, clientSecret }).split("\n");
        expect(command).toBe("curl --silent --show-error -K - <<'END_OF_REQUEST'");
        expect(body).toHaveLength(8);
        for (const line of body.slice(1, -1)) expect(line).toMatch(/^data = "[a-z_]+=[A-Za-z0-9._~%-]*"$/);
        const secret = body[3]?.replace(/^data = "client_secret=|"$/g, "") ?? "";
        expect(decodeURIComponent(secret)).toBe(clientSecret);
      }),
    );
  });
});

/** The requests that a loopback server received, as text. */
interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

async function received(request: IncomingMessage): Promise<Received> {
  const chunks: string[] = [];
  for await (const chunk of request.setEncoding("utf8")) chunks.push(String(chunk));
  const { method, url, headers } = request;
  return { method, url, contentType: headers["content-type"], body: chunks.join("") };
}

const shells = ["sh", "bash", "zsh"].filter((shell) => spawnSync(shell, ["-c", ":"]).status === 0);

describe("tokenRequest pasted into a shell", () => {
  let server: Server;
  let requests: Received[];

  beforeAll(async () => {
    requests = [];
    server = createServer((request, response) => {
      void received(request).then((it) => {
        requests.push(it);
        response.setHeader("content-type", "application/json").end('{"token_type":"Bearer"}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
  });

  const SECRETS = ["8Q~plain.Secret_-", `"'$\`\\!#%&=+ @;()*<>|{}[]?~^`, "$(touch x) `id` ${HOME} !!", "\u00fc\u4e2d"];

  it.each(shells.flatMap((shell) => SECRETS.map((clientSecret) => ({ shell, clientSecret }))))(
    "sends one well-formed request from $shell with the secret $clientSecret",
    async ({ shell, clientSecret }) => {
      requests.length = 0;
      const { port } = server.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}/common/oauth2/v2.0/token`;
      const code = "M.C507_BL2.2.U.0.AS~x-y_z!*$";
      const pasted = tokenRequest({ ...REQUEST, url, clientSecret }).replace(CODE_PLACEHOLDER, () => code);
      const { stdout, stderr } = await paste(shell, pasted);

      expect({ stdout, stderr }).toEqual({ stdout: '{"token_type":"Bearer"}', stderr: "" });
      expect(requests).toHaveLength(1);
      expect(requests[0]).toMatchObject({
        method: "POST",
        url: "/common/oauth2/v2.0/token",
        contentType: "application/x-www-form-urlencoded",
      });
      expect([...new URLSearchParams(requests[0]?.body)]).toEqual([
        ["code", code],
        ["client_id", REQUEST.clientId],
        ["client_secret", clientSecret],
        ["grant_type", "authorization_code"],
        ["redirect_uri", "http://localhost"],
        ["scope", "https://outlook.office.com/SMTP.Send offline_access"],
      ]);
    },
  );

  it("is tried in sh and bash at least", () => {
    expect(shells).toEqual(expect.arrayContaining(["sh", "bash"]));
  });
});

/** Feeds a shell's standard input, as pasting does. curl's own configuration and any proxy are kept out. */
function paste(shell: string, text: string): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH ?? "", HOME: "/nonexistent", NO_PROXY: "*" };
    const child = execFile(shell, { env }, (error, stdout, stderr) => {
      if (error === null) resolve({ stdout, stderr });
      else reject(new Error(`${shell} failed: ${stderr}`, { cause: error }));
    });
    child.stdin?.end(`${text}\n`);
  });
}
