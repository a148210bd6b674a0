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
  /** Whether a person enters the values there. */
  readonly isByHand: boolean;
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
    places.push({
      name: nameOf(where, name),
      where,
      status,
      variables,
      adobe,
      isByHand: false,
      given: givenTo(where, variables),
    });
  }
  return places;
}

function nameOf({ program, environment, service }: Environment, name: string): string {
  return `environment ${name} (program ${program}, environment ${environment}${service === undefined ? "" : `, ${service}`})`;
}

/**
 * The places where a person enters the values, by the record of who did: those of the AEM edition, unless Cloud Manager is given them, and those that
 * setting `otherPlaces` names.
 */
export async function enteredPlaces(
  { deployment: { stack }, keeping }: Pick<Delivering, "deployment" | "keeping">,
  preset: Preset,
): Promise<Place[]> {
  const own = keeping.deliverTo.length > 0 ? [] : aemPlaces(preset).map(({ name }) => name);
  const names = [...own, ...keeping.otherPlaces];
  if (names.length === 0) return [];
  const entered = await readEntered(stack);
  return names.map((name) => ({ name, isByHand: true, given: entered.find((place) => place.name === name) }));
}

/** All places of a stack: the environments that setting `deliverTo` names, and those where a person enters the values. */
export async function placesOf(delivering: Delivering, preset: Preset): Promise<readonly Place[]> {
  const cloud = delivering.keeping.deliverTo.length > 0 ? await cloudPlaces(delivering) : [];
  return [...cloud, ...(await enteredPlaces(delivering, preset))];
}
