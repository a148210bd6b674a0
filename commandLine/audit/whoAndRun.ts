import { hostname, userInfo } from "node:os";

/** Who started a command, as far as this machine and its pipeline say. */
export interface Who {
  /** The operating system's user. */
  readonly user: string;
  readonly host: string;
  /** Who started the pipeline, as its system says. Left out elsewhere. */
  readonly actor?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A system that runs pipelines: how it is known, and what its variables say. */
interface Pipelines {
  /** Set in every job, and nowhere else. */
  readonly mark: string;
  readonly actor: readonly string[];
  /** The page of the run. */
  readonly run: (of: (name: string) => string) => string;
}

/**
 * By their public pages on variables: docs.github.com (Variables reference), learn.microsoft.com (Azure Pipelines, predefined variables),
 * docs.gitlab.com (Predefined CI/CD variables reference), jenkins.io (Using environment variables; BUILD_USER_ID is the plugin's Build User Vars).
 */
const SYSTEMS: readonly Pipelines[] = [
  {
    mark: "GITHUB_RUN_ID",
    actor: ["GITHUB_TRIGGERING_ACTOR", "GITHUB_ACTOR"],
    run: (of) =>
      `${of("GITHUB_SERVER_URL")}/${of("GITHUB_REPOSITORY")}/actions/runs/${of("GITHUB_RUN_ID")}/attempts/${of("GITHUB_RUN_ATTEMPT")}`,
  },
  {
    mark: "BUILD_BUILDID",
    actor: ["BUILD_REQUESTEDFOREMAIL", "BUILD_REQUESTEDFOR"],
    run: (of) =>
      `${of("SYSTEM_COLLECTIONURI")}${encodeURIComponent(of("SYSTEM_TEAMPROJECT"))}/_build/results?buildId=${of("BUILD_BUILDID")}`,
  },
  { mark: "CI_JOB_URL", actor: ["GITLAB_USER_LOGIN"], run: (of) => of("CI_JOB_URL") },
  { mark: "BUILD_URL", actor: ["BUILD_USER_ID"], run: (of) => of("BUILD_URL") },
];

/** Who runs this process, and the page of the pipeline's run; null outside of a pipeline that is known. */
export function whoAndRun(environment: Environment): { readonly who: Who; readonly run: string | null } {
  const of = (name: string): string => environment[name] ?? "";
  const system = SYSTEMS.find(({ mark }) => of(mark) !== "");
  const actor = system?.actor.map(of).find((name) => name !== "");
  return {
    who: { user: userName(), host: hostname(), ...(actor === undefined ? {} : { actor: actor.slice(0, 200) }) },
    run: system === undefined ? null : (pageOf(system.run(of)) ?? of(system.mark).slice(0, 200)),
  };
}

/** In a container the user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}

/** An address of the web without a password that somebody put into it; undefined where it is none. */
function pageOf(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  url.username = url.password = "";
  return url.href;
}
