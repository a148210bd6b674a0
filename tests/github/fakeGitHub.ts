import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export const REPOSITORY = "contoso/mail";
const BOT = { login: "github-actions[bot]" };

export interface Issue {
  readonly number: number;
  readonly user: { readonly login: string };
  readonly created_at: string;
  title: string;
  body: string;
  state: string;
  labels: string[];
  assignees: { login: string }[];
  readonly comments: { readonly body: string; readonly user: { readonly login: string } }[];
  pull_request?: object;
}

interface Pull {
  readonly number: number;
  readonly head: string;
  title: string;
  body: string;
}

/** GitHub's issues, pull requests and runs as a workflow's token sees them, in memory, and the host that vouches for a job. */
export interface FakeGitHub {
  readonly url: string;
  readonly issues: Issue[];
  readonly pulls: Pull[];
  /** What deploy.yml did last; none where it never ran. */
  readonly runs: { status: string; conclusion: string | null; head_sha: string; html_url: string }[];
  /** Method and path of each request. */
  readonly requests: string[];
  /** Requests that fail with 502: those whose method and path match. */
  failing: RegExp | undefined;
  /** Called before a new issue is made. */
  beforeIssue: (() => void) | undefined;
  /** Adds an issue, as somebody. */
  add(issue: Partial<Issue>): Issue;
  close(): Promise<void>;
}

interface Body {
  readonly assignees: readonly string[];
  readonly labels: readonly string[];
  readonly body: string;
}

type Answer = (found: RegExpExecArray, body: Body, query: URLSearchParams) => unknown;

export async function startGitHub(): Promise<FakeGitHub> {
  const at = (path: string): string => `/repos/${REPOSITORY}/${path}`;
  const issue = (number: string | undefined): Issue => {
    const found = github.issues.find((one) => one.number === Number(number));
    if (found === undefined) throw new Error(`no issue ${String(number)}`);
    return found;
  };
  const page = <T>(all: readonly T[], query: URLSearchParams): T[] => {
    const [per, number] = [Number(query.get("per_page")), Number(query.get("page") ?? "1")];
    return all.slice(per * (number - 1), per * number);
  };
  const routes: readonly (readonly [RegExp, Answer])[] = [
    [/^GET \/idtoken$/, () => ({ value: "vouched" })],
    [
      new RegExp(`^GET ${at("issues")}$`),
      (_, __, query) =>
        page(
          github.issues.filter(
            ({ state, labels }) => state === query.get("state") && labels.includes(query.get("labels") ?? ""),
          ),
          query,
        ),
    ],
    [
      new RegExp(`^POST ${at("issues")}$`),
      (_, body) => {
        github.beforeIssue?.();
        return github.add(body as unknown as Partial<Issue>);
      },
    ],
    [new RegExp(`^PATCH ${at("issues")}/(\\d+)$`), ([, number], body) => Object.assign(issue(number), body)],
    [
      new RegExp(`^POST ${at("issues")}/(\\d+)/assignees$`),
      ([, number], { assignees }) => {
        issue(number).assignees = assignees.map((login) => ({ login }));
        return {};
      },
    ],
    [
      new RegExp(`^POST ${at("issues")}/(\\d+)/labels$`),
      ([, number], { labels }) => issue(number).labels.push(...labels),
    ],
    [
      new RegExp(`^GET ${at("issues")}/(\\d+)/comments$`),
      ([, number], _, query) => page(issue(number).comments, query),
    ],
    [
      new RegExp(`^POST ${at("issues")}/(\\d+)/comments$`),
      ([, number], { body }) => issue(number).comments.push({ body, user: BOT }),
    ],
    [
      new RegExp(`^GET ${at("pulls")}$`),
      (_, __, query) => github.pulls.filter(({ head }) => `contoso:${head}` === query.get("head")),
    ],
    [
      new RegExp(`^POST ${at("pulls")}$`),
      (_, body) => github.pulls.push({ ...(body as unknown as Pull), number: 100 + github.pulls.length }),
    ],
    [
      new RegExp(`^PATCH ${at("pulls")}/(\\d+)$`),
      ([, number], body) => Object.assign(github.pulls.find((one) => one.number === Number(number)) ?? {}, body),
    ],
    [
      new RegExp(`^GET ${at("actions/workflows/deploy.yml/runs")}$`),
      (_, __, query) => ({ workflow_runs: page(github.runs, query) }),
    ],
  ];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://github.invalid");
    const line = `${request.method ?? ""} ${pathname}`;
    const body = await text(request);
    github.requests.push(line);
    const [found, route] = routes.flatMap(([path, route]) => {
      const match = path.exec(line);
      return match === null ? [] : [match, route];
    }) as [RegExpExecArray?, Answer?];
    const fails = github.failing?.test(line) === true;
    const result =
      fails || found === undefined
        ? { message: fails ? "Server Error" : `Not Found: ${line}` }
        : route?.(found, JSON.parse(body === "" ? "{}" : body) as Body, searchParams);
    response.writeHead(fails ? 502 : found === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(result));
  }

  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const github: FakeGitHub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    issues: [],
    pulls: [],
    runs: [],
    requests: [],
    failing: undefined,
    beforeIssue: undefined,
    add(given) {
      const made: Issue = {
        number: github.issues.length + 1,
        user: BOT,
        created_at: new Date().toISOString(),
        title: "",
        body: "",
        state: "open",
        labels: [],
        assignees: [],
        comments: [],
        ...given,
      };
      github.issues.push(made);
      return made;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return github;
}
