import { UserError } from "../../support/userError.ts";
import { fileIn, readState, type State } from "./state.ts";

/** Whose variables are read; for `service` alone its own and those of all services. */
export interface AemPlace {
  readonly program: string;
  readonly environment: string;
  readonly service: "author" | "publish" | "preview";
}

/** An AEM that serves now, with the variables that it read when it started: secrets with their values. */
export interface AemInstance {
  readonly started: Date;
  /** When it ends, where a successor was asked for. */
  readonly ends: Date | undefined;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The AEMs that serve at a time, the oldest first: one, or for some minutes after a change two, the old one beside the new.
 * Read from the file, as AEM gets its variables from Cloud Manager without asking its API.
 *
 * @param folder where the tenant keeps its files
 * @throws UserError where there is no such environment
 */
export async function aemInstances(folder: string, place: AemPlace, now: Date): Promise<AemInstance[]> {
  const { environments } = await stateIn(folder);
  const { program, environment, service } = place;
  const found = environments.find(({ id, programId }) => id === environment && programId === program);
  if (found === undefined)
    throw new UserError(`The local Cloud Manager has no environment ${environment} in program ${program}.`);

  const time = now.getTime();
  return found.instances
    .filter(({ started, ended }) => Date.parse(started) <= time && (ended === null || time < Date.parse(ended)))
    .map(({ started, ended, variables }) => {
      // What is set for one service wins over what is set for all.
      const general = variables.filter((variable) => variable.service === undefined);
      const own = variables.filter((variable) => variable.service === service);
      return {
        started: new Date(started),
        ends: ended === null ? undefined : new Date(ended),
        variables: Object.fromEntries([...general, ...own].map(({ name, value }) => [name, value])),
      };
    });
}

/** What a client of the local Cloud Manager needs; the secret was made when it was first served. */
export async function adobeCredentials(
  folder: string,
): Promise<{ organization: string; clientId: string; clientSecret: string }> {
  const { organization, account } = await stateIn(folder);
  return { organization, clientId: account.clientId, clientSecret: account.clientSecret };
}

async function stateIn(folder: string): Promise<State> {
  const state = await readState(folder);
  if (state !== undefined) return state;
  throw new UserError(
    `${fileIn(folder)} is missing. The tenant writes it when it starts: npx aem-mail-oauth local serve`,
  );
}
