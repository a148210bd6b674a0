import type { Preset } from "../components/catalogue/presets.ts";
import { aemPlaces } from "../stack/aemPlaces.ts";
import { readEntered } from "../stack/places/enteredPlaces.ts";
import type { Given } from "../stack/places/given.ts";
import type { CloudManager, Environment, Variable } from "./cloudManager.ts";
import { givenTo } from "./deliveredVariables.ts";
import { type Delivering, openAdobe } from "./openAdobe.ts";

/** A place in AEM, and what it was last given. */
export interface Place {
  /** As a person knows it. */
  readonly name: string;
  /** Undefined where nothing is known of it. */
  readonly given: Given | undefined;
}

/** An environment of Cloud Manager: the variables themselves say what it was given. */
export interface CloudPlace extends Place {
  readonly where: Environment;
  /** As Cloud Manager names it; `ready` where it takes changes. */
  readonly status: string;
  readonly variables: readonly Variable[];
  readonly adobe: CloudManager;
}

/**
 * The environments that setting `deliverTo` names, as Cloud Manager has them now.
 *
 * @throws UserError where access is missing, CannotTell where Cloud Manager does not say
 */
export async function cloudPlaces(delivering: Delivering): Promise<CloudPlace[]> {
  const clients = new Map<string, Promise<CloudManager>>();
  const places: CloudPlace[] = [];
  // One after another: Adobe answers many requests at once with 429.
  for (const where of delivering.keeping.deliverTo) {
    const { organization } = where;
    const opening = clients.get(organization) ?? openAdobe(delivering, organization);
    clients.set(organization, opening);
    const adobe = await opening;
    const { status, name } = await adobe.state(where);
    const variables = await adobe.variables(where);
    places.push({ name: nameOf(where, name), where, status, variables, adobe, given: givenTo(where, variables) });
  }
  return places;
}

function nameOf({ program, environment, service }: Environment, name: string): string {
  return `environment ${name} (program ${program}, environment ${environment}${service === undefined ? "" : `, ${service}`})`;
}

/** The places where a person enters the values, by the record of who did. */
export async function enteredPlaces(
  { deployment: { stack } }: Pick<Delivering, "deployment">,
  preset: Preset,
): Promise<Place[]> {
  const entered = await readEntered(stack);
  return aemPlaces(preset).map(({ name }) => ({ name, given: entered.find((place) => place.name === name) }));
}

/** All places of a stack: the environments where setting `deliverTo` names some, else those where a person enters the values. */
export async function placesOf(delivering: Delivering, preset: Preset): Promise<readonly Place[]> {
  return delivering.keeping.deliverTo.length > 0 ? cloudPlaces(delivering) : enteredPlaces(delivering, preset);
}
