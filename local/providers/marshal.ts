import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";

import type { Schema } from "./schema.ts";
import { isObject, UNKNOWN, type Value, type Values } from "./values.ts";

/** The member that tells Pulumi's special objects from plain ones, and its values (sdk/proto/go, "special signatures"). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833-031a-4bbe-8f73-6c79a71b6b4c";

/** Reads a property bag; secrets and outputs are unwrapped, since what is secret is known from the schema. */
export function fromStruct(bag: Struct | undefined): Values {
  return bag === undefined ? {} : unwrapMembers(bag.toJavaScript());
}

/** Writes a property bag; what the schema calls secret is wrapped as a secret. */
export function toStruct(values: Values, schema?: Schema): Struct {
  return structPb.Struct.fromJavaScript(schema === undefined ? values : wrapSecrets(values, schema));
}

function unwrapMembers(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, unwrap(value)]));
}

function unwrap(value: Value): Value {
  if (Array.isArray(value)) return value.map(unwrap);
  if (!isObject(value)) return value;
  if (value[SIGNATURE] === SECRET) return unwrap(value.value ?? null);
  if (value[SIGNATURE] === OUTPUT) return unwrap(value.value ?? UNKNOWN);
  return unwrapMembers(value);
}

function wrapSecrets(values: Values, schema: Schema): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const property = schema[name];
      if (property === undefined || value === null) return [name, value];
      if (property.secret === true) return [name, { [SIGNATURE]: SECRET, value }];
      const { fields } = property;
      if (fields === undefined) return [name, value];
      if (Array.isArray(value))
        return [name, value.map((element) => (isObject(element) ? wrapSecrets(element, fields) : element))];

      return [name, isObject(value) ? wrapSecrets(value, fields) : value];
    }),
  );
}
