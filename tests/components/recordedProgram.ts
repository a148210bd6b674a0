import * as pulumi from "@pulumi/pulumi";

import { READ_STACK_OUTPUTS } from "../../components/secrets/previousSecrets.ts";

/** What one resource was registered with. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

/** The mocked identity behind `getClientConfig`. */
export const TENANT = "11111111-2222-4333-8444-555555555555";
export const CLIENT = "c70bcbe2-b551-4c0a-8cdd-74494d0aa670";
export const OBJECT = "874bfd38-c054-4a73-baec-1d5189b8a7f8";
export const STATE = "f8d91ed0-737b-7f5f-a627-bef9aa99bbe6";

/** The mocked value of the client secret with this label. */
export const secretValue = (label: string) => `value of ${label}`;

/** What the providers answer, by type; the real ones answer more, but nothing else is used. */
function answers({ type, inputs }: Registration): Record<string, unknown> {
  switch (type) {
    case "azuread:index/applicationRegistration:ApplicationRegistration":
      return { clientId: CLIENT, objectId: OBJECT };
    case "azuread:index/applicationPassword:ApplicationPassword":
      return { keyId: `key of ${String(inputs.displayName)}`, value: secretValue(String(inputs.displayName)) };
    case "random:index/randomUuid:RandomUuid":
      return { result: STATE };
    default:
      return {};
  }
}

/**
 * Runs a program against mocks and returns what it registered, in no particular order, once everything is registered.
 * `inputs` by resource type override what the providers answer: a real end date that is not the declared one, for
 * example. `outputs` are those of the stack's last update.
 */
export async function record<T>(
  program: () => T | Promise<T>,
  {
    stack = "dev",
    overrides = {},
    outputs = {},
  }: {
    stack?: string;
    overrides?: Record<string, Record<string, unknown>>;
    outputs?: Record<string, unknown>;
  } = {},
): Promise<{ registrations: Registration[]; result: T }> {
  const registrations: Registration[] = [];
  await pulumi.runtime.setMocks(
    {
      call({ token }) {
        if (token === READ_STACK_OUTPUTS) return { outputs };
        if (token !== "azuread:index/getClientConfig:getClientConfig") throw new Error(`unexpected call of ${token}`);
        return { tenantId: TENANT };
      },
      newResource({ type, name, inputs }) {
        const registration = { type, name, inputs: inputs as Record<string, unknown> };
        registrations.push(registration);
        const id = type.endsWith(":ApplicationRegistration") ? `/applications/${OBJECT}` : `${name} id`;
        return { id, state: { ...registration.inputs, ...answers(registration), ...overrides[type] } };
      },
    },
    "aem-mail-oauth",
    stack,
    false,
    "organization",
  );
  const result = await program();
  await pulumi.runtime.disconnect();
  return { registrations, result };
}

/** The value of an output, once known. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply((value) => {
      resolve(value);
    });
  });
}
