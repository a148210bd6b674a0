import { parsed } from "../../support/shape.ts";
import type { Reply, Request } from "../tenant/http.ts";
import { problem } from "./errors.ts";
import { newEnvironment, type State, type Store, type StoredEnvironment } from "./state.ts";
import { statusOf } from "./views.ts";

/** What whoever acts as Adobe may change; all members that are given take effect. */
interface Orders {
  /** Of a program, default the first: a pipeline starts or ends. */
  pipeline?: { program?: string; running: boolean };
  /** Product profiles of the technical account: none, `Developer`, `Deployment Manager`. */
  profiles?: string[];
  /** Whether the sign-in refuses the account's client secret. */
  revoked?: boolean;
  /** Of an environment: `hibernated`, `deleting` ...; null leaves it to the clock again. */
  status?: { environment: string; status: string | null };
  programs?: { id: string; name: string }[];
  environments?: { id: string; program: string; name: string; type: string }[];
  /** Characters of a secretString. */
  longestSecret?: number;
}

/** `/local/cloudManager`: GET shows it without a value, POST changes it. Web pages do not get here. */
export async function admin(request: Request, store: Store, now: Date): Promise<Reply> {
  if (request.method === "POST") {
    const orders = parsed(request.body);
    if (typeof orders !== "object" || orders === null) throw problem(400, "The body is no JSON object");
    await store.mutate((state) => {
      carryOut(state, orders);
    });
  } else if (request.method !== "GET") {
    throw problem(405, "Use GET or POST on /local/cloudManager");
  }
  return { status: 200, headers: { "content-type": "application/json" }, body: shown(store.current, now) };
}

function carryOut(state: State, orders: Orders): void {
  const { pipeline, profiles, revoked, status, programs = [], environments = [], longestSecret } = orders;
  for (const { id, name } of programs) state.programs.push({ id, name, pipeline: "IDLE" });
  for (const { id, program, name, type } of environments)
    state.environments.push(newEnvironment(id, program, name, type));

  if (pipeline !== undefined) {
    const program = state.programs.find(({ id }) => pipeline.program === undefined || id === pipeline.program);
    if (program === undefined) throw problem(404, "No such program");
    program.pipeline = pipeline.running ? "BUSY" : "IDLE";
  }
  if (profiles !== undefined) state.account.profiles = profiles;
  if (revoked !== undefined) state.account.revoked = revoked;
  if (longestSecret !== undefined) state.longestSecret = longestSecret;
  if (status !== undefined) {
    const environment = state.environments.find(({ id }) => id === status.environment);
    if (environment === undefined) throw problem(404, "No such environment");
    environment.status = status.status;
  }
}

function shown({ organization, account, programs, environments, longestSecret }: State, now: Date): object {
  const shownOf = (environment: StoredEnvironment): object => ({
    id: environment.id,
    program: environment.programId,
    name: environment.name,
    status: statusOf(environment, now),
    instances: environment.instances.map(({ started, ended }) => ({ started, ended })),
  });
  const { clientId, profiles } = account;
  return { organization, clientId, profiles, programs, environments: environments.map(shownOf), longestSecret };
}
