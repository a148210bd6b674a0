import { argumentFailures, completeInputs, deprecations, inputFailures } from "./check.ts";
import { difference, type Difference } from "./diff.ts";
import { InitializationError } from "./errors.ts";
import { importInputs, refreshInputs } from "./inputs.ts";
import type { ProviderPackage, Resource } from "./package.ts";
import { planState, refreshState, settleState } from "./plan.ts";
import type { Schema } from "./schema.ts";
import { UNKNOWN, type Values, withoutUnknowns } from "./values.ts";

export interface State {
  readonly id: string;
  readonly values: Values;
}

/** A provider's answers, free of the wire: every resource behaves by its schema, only the directory work differs. */
export class ProviderService<Client> {
  readonly package: ProviderPackage<Client>;
  readonly #cancellation = new AbortController();
  #client: Promise<Client> | undefined;

  constructor(providerPackage: ProviderPackage<Client>) {
    this.package = providerPackage;
  }

  async configure(config: Values): Promise<void> {
    this.#client = this.package.configure(config, this.#cancellation.signal);
    await this.#client;
  }

  /** Warnings about properties that should no longer be given. */
  warnings(type: string, news: Values): readonly string[] {
    return deprecations(this.#resource(type).schema, news);
  }

  /** Ends every wait; what is under way fails, and tells what it had made. */
  cancel(): void {
    this.#cancellation.abort(new Error("cancelled by the engine"));
  }

  schemaOf(type: string): Schema {
    return this.#resource(type).schema;
  }

  check(type: string, name: string, olds: Values, news: Values): { inputs: Values; failures: readonly string[] } {
    const { schema } = this.#resource(type);
    const failures = inputFailures(schema, news, name);
    return { inputs: this.package.framework ? news : completeInputs(schema, olds, news), failures };
  }

  diff(type: string, olds: Values, news: Values, ignoreChanges: readonly string[]): Difference {
    const resource = this.#resource(type);
    const planned = this.#plan(resource, olds, news);
    return difference(resource.schema, olds, planned, news, ignoreChanges);
  }

  /** `seconds` is the longest that the resource's `customTimeouts` allow, or 0. */
  async create(type: string, news: Values, preview: boolean, seconds = 0): Promise<State> {
    const resource = this.#resource(type);
    const planned = this.#plan(resource, undefined, news);
    if (preview) return { id: "", values: { ...planned, id: UNKNOWN } };
    const client = await this.#connected(seconds);
    const { id, once = {} } = await resource.create(client, withoutUnknowns(planned)).catch((error: unknown) => {
      throw error instanceof InitializationError ? this.#unfinished(resource, error, planned) : error;
    });
    const known = { ...planned, ...once };
    try {
      const actual = await resource.read(client, id, withoutUnknowns(known), true);
      if (actual === undefined) throw new Error(`${id} was made, but Microsoft Graph does not show it`);
      return { id, values: { ...settleState(resource.schema, {}, known, { ...once, ...actual }), id } };
    } catch (error) {
      throw this.#unfinished(resource, new InitializationError(id, once, error), known);
    }
  }

  async update(type: string, id: string, olds: Values, news: Values, preview: boolean, seconds = 0): Promise<Values> {
    const resource = this.#resource(type);
    const planned = this.#plan(resource, olds, news);
    if (preview) return { ...planned, id };
    const known = withoutUnknowns(planned);
    const client = await this.#connected(seconds);
    // The engine also updates what was left unfinished: where every change is a replacement, there is only its reading to repeat.
    const updating = resource.update?.(client, id, known, olds) ?? resource.read(client, id, known, true);
    const actual = await updating.catch((error: unknown) => {
      throw error instanceof InitializationError ? this.#unfinished(resource, error, planned) : error;
    });
    if (actual === undefined)
      throw new Error(`${id} is gone: run \`pulumi refresh\`, then update again to make another`);
    return { ...settleState(resource.schema, olds, planned, actual), id };
  }

  /** The state and inputs as the directory has them; undefined where the object is gone. Without `olds` it is an import. */
  async read(
    type: string,
    id: string,
    olds: Values,
    inputs: Values,
  ): Promise<{ values: Values; inputs: Values } | undefined> {
    const resource = this.#resource(type);
    const isImport = Object.keys(olds).length === 0;
    const fault = isImport ? resource.idFault(id) : undefined;
    if (fault !== undefined) throw new Error(fault);
    if (isImport && resource.importable === false) return undefined;
    const actual = await resource.read(await this.#connected(), id, olds, false);
    if (actual === undefined) return undefined;
    const state = refreshState(resource.schema, olds, actual);
    const values = { ...state, id };
    if (isImport) return { values, inputs: this.#framed(importInputs(resource.schema, state)) };
    return { values, inputs: refreshInputs(inputs, state) };
  }

  async delete(type: string, id: string, state: Values, seconds = 0): Promise<void> {
    await this.#resource(type).delete(await this.#connected(seconds), id, state);
  }

  async invoke(token: string, args: Values): Promise<{ result: Values; failures: readonly string[] }> {
    const called = this.package.functions[token];
    if (called === undefined)
      throw new Error(this.#unknownToken("function", token, Object.keys(this.package.functions)));
    const failures = argumentFailures(called.schema, args);
    if (failures.length > 0) return { result: {}, failures };
    return { result: await called.invoke(await this.#connected(), args), failures };
  }

  #plan(resource: Resource<Client>, olds: Values | undefined, news: Values): Values {
    const planned = planState(resource.schema, olds, news);
    resource.checkPlan?.(planned);
    return resource.refinePlan?.(planned, olds) ?? planned;
  }

  /** Adds to the failure the state as far as it is known. */
  #unfinished(resource: Resource<Client>, error: InitializationError, planned: Values): InitializationError {
    const values = { ...settleState(resource.schema, {}, planned, error.state), id: error.id };
    return new InitializationError(error.id, withoutUnknowns(values), error.cause, resource.schema);
  }

  #framed(inputs: Values): Values {
    if (!this.package.framework) return inputs;
    return Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== "__defaults"));
  }

  #resource(type: string): Resource<Client> {
    const resource = this.package.resources[type];
    if (resource === undefined)
      throw new Error(this.#unknownToken("resource type", type, Object.keys(this.package.resources)));
    return resource;
  }

  #unknownToken(kind: string, token: string, known: readonly string[]): string {
    const { name, version } = this.package;
    return `the stand-in for the ${name} provider has no ${kind} ${token}; it has ${known.join(", ")}. Install the plugin itself for others: pulumi plugin install resource ${name} ${version}`;
  }

  async #connected(seconds = 0): Promise<Client> {
    if (this.#client === undefined) throw new Error(`the ${this.package.name} provider was not configured`);
    const client = await this.#client;
    if (seconds <= 0) return client;
    return this.package.within(
      client,
      AbortSignal.any([this.#cancellation.signal, AbortSignal.timeout(seconds * 1_000)]),
    );
  }
}
