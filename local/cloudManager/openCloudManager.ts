import type { Reply, Request } from "../tenant/http.ts";
import type { OpenNeighbour } from "../tenant/server/neighbours.ts";
import { admin } from "./admin.ts";
import { problem, Refusal } from "./errors.ts";
import { checkCaller, tokenEndpoint } from "./ims.ts";
import { patchVariables } from "./patch.ts";
import { openStore, type State, type Store, type StoredEnvironment, type StoredProgram } from "./state.ts";
import { environmentsView, environmentView, pipelinesView, programsView, programView, variablesView } from "./views.ts";

type Host = Parameters<OpenNeighbour>[0];

/** Adobe's sign-in for technical accounts (`/ims`) and Cloud Manager (`/api`), kept in `cloudManager.json` of the folder. */
export const openCloudManager: OpenNeighbour = async (host) => {
  const store = await openStore(host.folder);
  return {
    async answer(request) {
      try {
        return await answer(request, store, host);
      } catch (error) {
        if (error instanceof Refusal) return error.reply;
        throw error;
      }
    },
    idle: () => store.idle(),
  };
};

async function answer(request: Request, store: Store, host: Host): Promise<Reply | undefined> {
  const { method, segments } = request;
  const path = segments.join("/");
  if (path === "local/cloudManager") return admin(request, store, host.clock());
  if (method === "POST" && path === "ims/token/v3") return tokenEndpoint(request, store.current, host);
  if (segments[0] !== "api") return undefined;
  await checkCaller(request, store.current, host);
  checkProfile(request, store.current);
  return api(request, store, host.clock());
}

/** Developers may read; the variables of an environment are the deployment manager's to change. */
function checkProfile({ method }: Request, { account }: State): void {
  const sufficient = method === "GET" ? ["Developer", "Deployment Manager"] : ["Deployment Manager"];
  if (!account.profiles.some((profile) => sufficient.includes(profile))) throw problem(403, "Forbidden");
}

async function api(request: Request, store: Store, now: Date): Promise<Reply> {
  const [, first, programId = "", what, environmentId = "", variables, ...more] = request.segments;
  const asked = `${request.method} ${[first, what, variables].filter((word) => word !== undefined).join("/")}`;
  const state = store.current;
  if (more.length > 0) throw problem(404, "Not Found");
  if (asked === "GET programs") return ok(programsView(state));
  if (first !== "program") throw problem(404, "Not Found");
  const program = programOf(state, programId);
  switch (asked) {
    case "GET program":
      return ok(programView(program));
    case "GET program/environments":
      return ok(environmentsView(state, programId, now));
    case "GET program/pipelines":
      return ok(pipelinesView(program));
    case "GET program/environment":
      return ok(environmentView(environmentOf(state, programId, environmentId), now));
    case "GET program/environment/variables":
      return ok(variablesView(environmentOf(state, programId, environmentId), now));
    case "PATCH program/environment/variables":
      await store.mutate((draft) => {
        patchVariables(draft, environmentOf(draft, programId, environmentId), request.body, now);
      });
      return { status: 204 };
    default:
      throw problem(404, "Not Found");
  }
}

const ok = (body: object): Reply => ({ status: 200, headers: { "content-type": "application/json" }, body });

function programOf({ programs }: State, id: string): StoredProgram {
  const program = programs.find((one) => one.id === id);
  if (program === undefined) throw problem(404, "Not Found");
  return program;
}

function environmentOf(state: State, programId: string, id: string): StoredEnvironment {
  const environment = state.environments.find((one) => one.id === id && one.programId === programId);
  if (environment === undefined) throw problem(404, "Not Found");
  return environment;
}
