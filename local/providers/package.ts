import type { Schema } from "./schema.ts";
import type { Values } from "./values.ts";

/** What a provider offers and how it is reached; `Client` is what its operations need. */
export interface ProviderPackage<Client> {
  readonly name: string;
  readonly version: string;
  /**
   * Providers on Terraform's newer plugin framework neither list defaults in inputs nor answer detailed diffs; the random
   * provider is one.
   */
  readonly framework: boolean;
  readonly resources: Readonly<Record<string, Resource<Client>>>;
  readonly functions: Readonly<Record<string, InvokeFunction<Client>>>;
  /** Names of the provider's configuration that are secret. */
  readonly secretConfig: readonly string[];
  /** Refuses a configuration with which {@link configure} could not work. */
  checkConfig(config: Values): void;
  configure(config: Values, signal: AbortSignal): Promise<Client>;
  /** The same client, whose requests and waits end with this signal instead. */
  within(client: Client, signal: AbortSignal): Client;
}

interface Created {
  readonly id: string;
  /** What is known only now and will not be told again: a secret's value. */
  readonly once?: Values;
}

/** A kind of resource. Its operations know the directory; plans, diffs and checks come from the schema. */
export interface Resource<Client> {
  readonly schema: Schema;
  /** False where what makes up the state cannot be told from the directory: a secret's value. */
  readonly importable?: boolean;
  /** Says why an id cannot be imported, or nothing. */
  idFault(id: string): string | undefined;
  /** Refuses a plan, with help. */
  checkPlan?(planned: Values): void;
  /** Adds to the plan what depends on other properties; `olds` is absent on creation. */
  refinePlan?(planned: Values, olds: Values | undefined): Values;
  create(client: Client, planned: Values): Promise<Created>;
  /** What the directory says of the properties it knows; undefined where the object is gone. `fresh`: it was made just now. */
  read(client: Client, id: string, state: Values, fresh: boolean): Promise<Values | undefined>;
  /** Absent where every change makes a new resource. */
  update?(client: Client, id: string, planned: Values, olds: Values): Promise<Values | undefined>;
  delete(client: Client, id: string, state: Values): Promise<void>;
}

export interface InvokeFunction<Client> {
  readonly schema: Schema;
  invoke(client: Client, args: Values): Promise<Values>;
}
