import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";

const ROOT = join(import.meta.dirname, "..", "..");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script of .github/scripts as a job would: with a clean environment, which has what the test adds. */
export async function runScript(
  words: readonly [script: string, ...args: string[]],
  { cwd, env = {}, root = ROOT }: { cwd: string; env?: Readonly<Record<string, string>>; root?: string },
): Promise<Ended> {
  const [script, ...args] = words;
  const child = spawn(join(root, ".github", "scripts", script), args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

export interface ApiRequest {
  /** Method, path and query. */
  readonly line: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** A server on loopback that stands for GitHub: it keeps each request, and answers with what the test says, or 404. */
export interface Api {
  readonly url: string;
  readonly requests: ApiRequest[];
  close(): Promise<void>;
}

export async function startApi(answers: Readonly<Record<string, unknown>>): Promise<Api> {
  const requests: ApiRequest[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const line = `${request.method ?? ""} ${request.url ?? ""}`;
      const { authorization } = request.headers;
      requests.push({ line, authorization, body: body === "" ? undefined : (JSON.parse(body) as unknown) });
      const known = Object.hasOwn(answers, line);
      response.writeHead(known ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify(known ? answers[line] : { message: `Not Found: ${line}` }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Git in a folder, as somebody; answers its standard output without the end of the line. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid", "-c", "init.defaultBranch=main"];
  return (await promisify(execFile)("git", [...who, ...args], { cwd })).stdout.trimEnd();
}
