import type { State, StoredEnvironment, StoredProgram } from "./state.ts";

const REL = "http://ns.adobe.com/adobecloud/rel/";

const link = (href: string): object => ({ href, templated: false });

const programPath = (id: string): string => `/api/program/${id}`;
const environmentPath = ({ programId, id }: StoredEnvironment): string => `${programPath(programId)}/environment/${id}`;

/** A list as HAL has it: `_embedded`, and how many there are. */
const list = (self: string, name: string, items: readonly object[]): object => ({
  _links: { self: link(self) },
  _embedded: { [name]: items },
  _totalNumberOfItems: items.length,
});

export function programsView({ programs }: State): object {
  const items = programs.map((program) => programView(program));
  return list("/api/programs", "programs", items);
}

export function programView({ id, name }: StoredProgram): object {
  const self = programPath(id);
  return {
    id,
    name,
    enabled: true,
    status: "ready",
    type: "aem_cloud_service",
    _links: {
      self: link(self),
      [`${REL}environments`]: link(`${self}/environments`),
      [`${REL}pipelines`]: link(`${self}/pipelines`),
    },
  };
}

export function environmentsView(state: State, programId: string, now: Date): object {
  const items = state.environments
    .filter((environment) => environment.programId === programId)
    .map((environment) => environmentView(environment, now));
  return list(`${programPath(programId)}/environments`, "environments", items);
}

export function environmentView(environment: StoredEnvironment, now: Date): object {
  const { id, programId, name, type } = environment;
  const self = environmentPath(environment);
  return {
    id,
    programId,
    name,
    type,
    status: statusOf(environment, now),
    region: "va7",
    _links: {
      self: link(self),
      [`${REL}program`]: link(programPath(programId)),
      [`${REL}variables`]: link(`${self}/variables`),
    },
  };
}

/** One pipeline a program, which whoever acts as Adobe starts and ends. */
export function pipelinesView({ id, pipeline }: StoredProgram): object {
  const self = `${programPath(id)}/pipelines`;
  return list(self, "pipelines", [
    { id: `${id}1`, programId: id, name: "deploy", status: pipeline, type: "CI_CD", _links: { self: link(self) } },
  ]);
}

/** What an environment tells of its variables: of secrets that they are there. */
export function variablesView(environment: StoredEnvironment, now: Date): object {
  const status = statusOf(environment, now) === "updating" ? "updating" : "ready";
  const items = environment.variables.map(({ name, type, value, service }) => ({
    name,
    ...(type === "secretString" ? {} : { value }),
    type,
    ...(service === undefined ? {} : { service }),
    status,
  }));
  return list(`${environmentPath(environment)}/variables`, "variables", items);
}

export function statusOf({ status, updatingUntil }: StoredEnvironment, now: Date): string {
  if (status !== null) return status;
  return updatingUntil !== null && now.getTime() < Date.parse(updatingUntil) ? "updating" : "ready";
}
