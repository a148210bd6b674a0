import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";

const GITHUB = join(import.meta.dirname, "..", "..", ".github");

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly strategy?: { readonly matrix: unknown };
  readonly "timeout-minutes"?: number;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: unknown;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const FILES = readdirSync(join(GITHUB, "workflows")).sort();
const text = (file: string): string => readFileSync(join(GITHUB, "workflows", file), "utf8");
const workflow = (file: string): Workflow => parse(text(file)) as Workflow;
const jobsOf = (file: string): [string, Job][] => Object.entries(workflow(file).jobs);

it("there are nine workflows", () => {
  expect(FILES).toEqual([
    "access-check.yml",
    "access-report.yml",
    "deliver.yml",
    "deploy.yml",
    "preview.yml",
    "rotation.yml",
    "test.yml",
    "upkeep-reviewed.yml",
    "upkeep-unattended.yml",
  ]);
});

describe.each(FILES)("%s", (file) => {
  it("takes each action by a commit, and says which version that is", () => {
    const uses = [...text(file).matchAll(/uses: (.*)$/gm)].map(([, action]) => action);
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ""))).toEqual([]);
  });

  it("leaves no credential behind for the steps that follow", () => {
    const checkouts = jobsOf(file).flatMap(([, { steps }]) =>
      steps.filter(({ uses }) => uses?.startsWith("actions/checkout@")),
    );
    expect(checkouts.length).toBeGreaterThan(0);
    expect(checkouts.filter(({ with: options }) => options?.["persist-credentials"] !== false)).toEqual([]);
  });

  it("puts nothing of the event into a shell, and runs no install script", () => {
    const commands = jobsOf(file).flatMap(([, { steps }]) => steps.flatMap(({ run }) => run ?? []));
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter((command) => command.includes("${{"))).toEqual([]);
    const installs = commands.filter((command) => command.includes("npm"));
    expect(installs.filter((command) => command !== "npm ci --omit=dev --ignore-scripts")).toEqual([]);
  });

  it("stores no secret, ends by itself, and runs scripts that are there", () => {
    expect(text(file)).not.toContain("secrets.");
    for (const [, job] of jobsOf(file)) expect(job["timeout-minutes"]).toBeGreaterThan(0);
    const scripts = [...text(file).matchAll(/\.github\/scripts\/([\w-]+\.sh)/g)].map(([, script]) => script ?? "");
    for (const script of scripts) expect(statSync(join(GITHUB, "scripts", script)).mode & 0o111).toBe(0o111);
    expect(workflow(file).concurrency).toBeDefined();
  });
});

describe("permissions", () => {
  it("are the least that each job needs", () => {
    const permissions = FILES.flatMap((file) =>
      jobsOf(file).map(([name, job]) => [`${file} ${name}`, job.permissions ?? workflow(file).permissions]),
    );
    expect(Object.fromEntries(permissions)).toEqual({
      "access-check.yml check": { contents: "read" },
      "access-report.yml report": { contents: "read" },
      "access-report.yml comment": { contents: "read", "pull-requests": "write" },
      "deliver.yml deliver": { contents: "read", "id-token": "write" },
      "deploy.yml deploy": { contents: "read", "id-token": "write" },
      "preview.yml preview": { contents: "read", "id-token": "write" },
      "rotation.yml due": { contents: "write", "pull-requests": "write" },
      "test.yml test": { contents: "read" },
      "upkeep-reviewed.yml upkeep": { contents: "read", "pull-requests": "read", "id-token": "write" },
      "upkeep-reviewed.yml propose": { contents: "write", "pull-requests": "write", issues: "write" },
      "upkeep-unattended.yml upkeep": { contents: "write", actions: "read", "id-token": "write" },
      "upkeep-unattended.yml tell": { contents: "read", issues: "write" },
    });
  });

  it("to sign in to Azure stand behind an environment of the stack, and never with a fork", () => {
    const preview = workflow("preview.yml").jobs.preview;
    expect(preview?.environment).toBe("${{ matrix.stack }}-preview");
    expect(preview?.if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
    const deploy = workflow("deploy.yml").jobs.deploy;
    expect(deploy?.environment).toBe("${{ matrix.stack }}");
    expect(deploy?.if).toContain("github.ref == 'refs/heads/main'");
    const others = {
      "deliver.yml": ["deliver", "${{ inputs.stack }}-deliver"],
      "upkeep-reviewed.yml": ["upkeep", "${{ matrix.stack }}-upkeep"],
      "upkeep-unattended.yml": ["upkeep", "${{ matrix.stack }}-upkeep"],
    } as const;
    for (const [file, [job, environment]] of Object.entries(others)) {
      const found = workflow(file).jobs[job];
      expect(found?.environment).toBe(environment);
      expect(found?.if).toContain("github.ref_name == github.event.repository.default_branch");
    }
    // No other job may ask for an identity, and none that has one may do more than its script needs.
    const vouched = FILES.flatMap((file) =>
      jobsOf(file).filter(([, job]) => (job.permissions ?? workflow(file).permissions)["id-token"] !== undefined),
    );
    expect(vouched.filter(([, { environment }]) => environment === undefined)).toEqual([]);
  });
});

describe("upkeep", () => {
  const MODES = ["upkeep-reviewed.yml", "upkeep-unattended.yml"];

  it("never runs twice at once, whatever the mode, and is never cut off", () => {
    for (const file of MODES)
      expect(workflow(file).concurrency).toEqual({ group: "upkeep", "cancel-in-progress": false });
  });

  it("runs daily, for the stacks that a variable lists, and not where that is unset", () => {
    for (const file of MODES) {
      const name = file === "upkeep-reviewed.yml" ? "UPKEEP_REVIEWED" : "UPKEEP_UNATTENDED";
      expect(text(file)).toMatch(/cron: "\d+ \d+ \* \* \*"/);
      for (const [, job] of jobsOf(file)) {
        expect(job.if).toContain(`vars.${name} != ''`);
        expect(job.strategy?.matrix).toEqual({ stack: `\${{ fromJSON(vars.${name} || '[]') }}` });
      }
    }
  });

  it("tells people whatever became of it, in a job without an identity", () => {
    for (const file of MODES) {
      const [, job] = jobsOf(file).at(-1) ?? [];
      expect(job?.if).toContain("!cancelled()");
      expect(job?.environment).toBeUndefined();
      expect(job?.steps.at(-1)?.run).toBe(".github/scripts/tell.sh");
    }
  });
});

describe("access-report.yml", () => {
  it("checks out and runs nothing of the pull request, whose branch it does not trust", () => {
    const { jobs } = workflow("access-report.yml");
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    expect(
      steps.filter(({ with: options }) => options !== undefined && ("ref" in options || "repository" in options)),
    ).toEqual([]);
    const withToken = [
      ...text("access-report.yml").matchAll(/run: (\S+).*\n\s+env:\n(?:\s+\w+: .*\n)*?\s+GITHUB_TOKEN/g),
    ];
    expect(withToken.map(([, script]) => script)).toEqual([
      ".github/scripts/fetch-pull-request.sh",
      ".github/scripts/comment.sh",
    ]);
  });

  it("is the only one that is started by a pull request with rights of its own", () => {
    const started = FILES.filter((file) => /^ {2}(pull_request_target|workflow_run|issue_comment)\b/m.test(text(file)));
    expect(started).toEqual(["access-report.yml"]);
  });
});
