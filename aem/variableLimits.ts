/** A variable as it is to be set. An empty value deletes it. */
export interface NewVariable {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
}

/** What is there, as far as faults depend on it. */
interface Existing {
  readonly name: string;
  readonly secret: boolean;
  readonly service?: string;
}

/**
 * What Cloud Manager takes: "Configuring OSGi for AEM as a Cloud Service" (Variable Naming, Number of Variables) and the definition
 * EnvironmentVariableUpdate of its API. Lengths are in characters (UTF-16), both ends included.
 */
export const VARIABLE_LIMITS = {
  shortestName: 2,
  longestName: 100,
  longestValue: 2048,
  /** In one environment, those of all its services. */
  most: 200,
} as const;

/**
 * The API's description says that a secretString "must be less than 500 characters"; its schema and the page on OSGi say 2,048, the latter
 * of secrets by name. Refresh tokens of Microsoft are longer than 500, and Adobe's page on mail over OAuth 2.0 has them kept in such
 * secrets: what is longer is sent, and noticed (decisions/0058).
 */
export const DOUBTED_SECRET = 500;

const NAME = /^[a-zA-Z_][a-zA-Z_0-9]*$/;

/** Reserved by Adobe: what is set under them is ignored, without an error. */
const IGNORED = ["INTERNAL_", "ADOBE_", "CONST_"];

/** Names that the product gives a meaning to. */
const PRODUCTS = "AEM_";

/**
 * What Cloud Manager would refuse or ignore, in words, before anything is sent; never with a value.
 *
 * @param existing what the environment has, for the number of variables and for types, which cannot be changed
 * @param service the service that the variables are set for; undefined for all
 */
export function variableFaults(
  variables: readonly NewVariable[],
  existing: readonly Existing[] = [],
  service?: string,
): string[] {
  const names = variables.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [
    ...variables.flatMap((variable) => [...nameFaults(variable.name), ...valueFaults(variable)]),
    ...[...twice].map((name) => `${quoted(name)} is set twice in one change. Set it once.`),
    ...variables.flatMap((variable) => typeFaults(variable, existing, service)),
    ...numberFaults(variables, existing, service),
  ];
}

/** What may be refused, as Adobe's pages disagree; in words, never with a value. */
export function variableNotices(variables: readonly NewVariable[]): string[] {
  return variables
    .filter(({ secret, value }) => secret && value.length >= DOUBTED_SECRET)
    .map(
      ({ name, value }) =>
        `${quoted(name)} has ${value.length} characters. Adobe's page on OSGi allows a secret ${VARIABLE_LIMITS.longestValue}, the ` +
        `description of its API fewer than ${DOUBTED_SECRET}. If Cloud Manager refuses it, it changes nothing and says so.`,
    );
}

function nameFaults(name: string): string[] {
  const { shortestName, longestName } = VARIABLE_LIMITS;
  if (name.length < shortestName || name.length > longestName) {
    return [
      `${quoted(name)} has ${name.length} characters. The name of a variable has ${shortestName} to ${longestName}: rename it.`,
    ];
  }
  if (!NAME.test(name)) {
    return [
      `${quoted(name)} is no name of a variable. Allowed are letters a to z and A to Z, digits and _, with no digit first: rename it.`,
    ];
  }
  const ignored = IGNORED.find((prefix) => name.startsWith(prefix));
  if (ignored !== undefined) {
    return [
      `${quoted(name)} begins with ${ignored}, which Adobe reserves: Cloud Manager ignores such variables and says nothing. Rename it.`,
    ];
  }
  return name.startsWith(PRODUCTS)
    ? [`${quoted(name)} begins with ${PRODUCTS}, which is for names that AEM itself defines. Rename it.`]
    : [];
}

function valueFaults({ name, value }: NewVariable): string[] {
  const { longestValue } = VARIABLE_LIMITS;
  return value.length > longestValue
    ? [
        `The value of ${quoted(name)} has ${value.length} characters. Cloud Manager takes ${longestValue}. ` +
          "Adobe offers no variable for longer values: give the value to AEM by hand, or ask Adobe.",
      ]
    : [];
}

/** "The type of a variable cannot be changed after creation; the variable must be deleted and recreated." */
function typeFaults({ name, value, secret }: NewVariable, existing: readonly Existing[], service?: string): string[] {
  const before = existing.find((variable) => isSame(variable, { name, service }));
  if (value === "" || before === undefined || before.secret === secret) return [];
  const [is, wanted] = secret ? ["readable", "secret"] : ["secret", "readable"];
  return [
    `${quoted(name)} is there as a ${is} variable and is to be a ${wanted} one, which Cloud Manager does not change. Delete the variable ` +
      "in Cloud Manager (Environments, Configuration), or take another name.",
  ];
}

function numberFaults(variables: readonly NewVariable[], existing: readonly Existing[], service?: string): string[] {
  const kept = existing.filter((one) => !variables.some(({ name }) => isSame(one, { name, service })));
  const count = kept.length + variables.filter(({ value }) => value !== "").length;
  const { most } = VARIABLE_LIMITS;
  return count > most
    ? [`The environment would have ${count} variables. Cloud Manager allows ${most}: delete some that nobody reads.`]
    : [];
}

export function isSame(
  one: { readonly name: string; readonly service?: string | undefined },
  other: { readonly name: string; readonly service?: string | undefined },
): boolean {
  return one.name === other.name && (one.service ?? "") === (other.service ?? "");
}

/** Quoted, and cut where somebody gave a value for a name. */
function quoted(name: string): string {
  return name.length > VARIABLE_LIMITS.longestName ? `'${name.slice(0, 8)}...'` : `'${name}'`;
}
