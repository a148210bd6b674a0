import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";

import { openMetrics } from "../../commands/due/openMetrics.ts";
import { parseOpenMetrics } from "../commands/due/parseOpenMetrics.ts";
import { readPage, ROOT } from "./pages.ts";

const [page, audit] = await Promise.all(["docs/monitoring.md", "docs/audit.md"].map(readPage));

/** The block of a page below a heading, in a language. */
function block(of: string | undefined, heading: string, language: string): string {
  const section = of?.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const [, found] = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "ms").exec(section) ?? [];
  if (found === undefined) throw new Error(`no block of ${language} below ${heading}`);
  return found;
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "monitoring-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs lines of a page as a pipeline's step does, in a folder of its own, on a project. */
function run(script: string, project = ROOT, environment: Readonly<Record<string, string>> = {}) {
  const command = `"${process.execPath}" "${join(ROOT, "bin", "aem-mail-oauth.js")}" due --cwd "${project}"`;
  const lines = script
    .replaceAll("npx aem-mail-oauth due", command)
    .replaceAll("/var/lib/node_exporter/textfile", folder)
    .replaceAll("../audit.jsonl", join(folder, "audit.jsonl"));
  return new Promise<{ code: number; stdout: string }>((resolve) => {
    execFile(
      "bash",
      ["-e", "-c", lines],
      { cwd: folder, env: { ...process.env, NODE_OPTIONS: "", npm_lifecycle_event: undefined, ...environment } },
      (error, stdout) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout });
      },
    );
  });
}

describe("docs/monitoring.md", () => {
  it("sends a push gateway a whole answer by POST, though some ends are unknown, and half of one never", async () => {
    const requests: { method: string | undefined; url: string | undefined; body: string }[] = [];
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        requests.push({ method: request.method, url: request.url, body });
        response.end();
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const PUSHGATEWAY = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const script = block(page, "From a pipeline: a push gateway", "sh");
    expect(await run(script, ROOT, { PUSHGATEWAY })).toMatchObject({ code: 0 });
    expect((await run(script, folder, { PUSHGATEWAY })).code).not.toBe(0);
    server.close();
    expect(requests).toMatchObject([{ method: "POST", url: "/metrics/job/aem-mail-oauth" }]);
    expect(parseOpenMetrics(requests[0]?.body ?? "")).toMatchObject({ 'aem_mail_oauth_read{stack="prod"}': 1 });
  });

  it("puts a whole answer where the node exporter reads it, and leaves the old one where there is none", async () => {
    const file = join(folder, "aem_mail_oauth.prom");
    const script = block(page, "From a machine: the textfile collector", "sh");
    expect(await run(script)).toMatchObject({ code: 0 });
    const written = await readFile(file, "utf8");
    expect(parseOpenMetrics(written)).toMatchObject({ 'aem_mail_oauth_read{stack="prod"}': 1 });
    expect((await run(script, folder)).code).not.toBe(0);
    expect(await readFile(file, "utf8")).toBe(written);
  });

  it("lists the metrics that there are, and alarms on no other", () => {
    const now = new Date("2030-01-01T00:00:00Z");
    const all = openMetrics(
      [{ stack: "prod", kind: "secret", name: "a", status: "ok", date: now.toISOString() }],
      [{ stack: "prod", isRead: true, lastSuccess: now }],
      now,
    );
    const names = [...all.matchAll(/^# TYPE (\S+) /gm)].map(([, name = ""]) => name).sort();
    expect(names).toHaveLength(6);
    const listed = [...(page ?? "").matchAll(/^\| `(\w+)` /gm)].map(([, name = ""]) => name);
    expect(listed.sort()).toEqual(names);

    const { groups } = parse(block(page, "The alarms", "yaml")) as { groups: { rules: { expr: string }[] }[] };
    const expressions = groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)).join("\n");
    const used = new Set(expressions.match(/\baem_mail_oauth_\w+/g));
    expect([...used].sort()).toEqual(names);
  });
});

describe("docs/audit.md", () => {
  it("shows a line as it is, key by key", async () => {
    const { auditLine } = await import("../../commandLine/audit/auditLine.ts");
    const [at, who] = [new Date(), { user: "runner", host: "build-1", actor: "ada" }];
    const made = auditLine({ began: at, ended: at, command: "x", stack: "prod", code: 0, who, run: null, notes: [] });
    const shown = JSON.parse(block(audit, "The line", "json")) as object;
    expect(Object.keys(shown)).toEqual(Object.keys(JSON.parse(made) as object));
    const section = audit?.split("## The line\n")[1]?.split("\n## ")[0] ?? "";
    const told = [...section.matchAll(/^\| (`.+?) +\| /gm)].flatMap(([, cell = ""]) => cell.match(/\w+/g) ?? []);
    expect(told.sort()).toEqual(Object.keys(shown).sort());
  });

  it("finds the key ids of all lines", async () => {
    const [one, two] = ["0f8e7a1c-1111-4222-8333-444455556666", "1f8e7a1c-1111-4222-8333-444455556666"];
    const lines = [[{ label: "a", keyId: two }, { label: "b" }], [{ keyId: one }, { keyId: two }], []];
    await writeFile(join(folder, "audit.jsonl"), lines.map((secrets) => `${JSON.stringify({ secrets })}\n`).join(""));
    expect(await run(block(audit, "Asking Entra's logs", "sh"))).toEqual({ code: 0, stdout: `${one}\n${two}\n` });
  });
});
