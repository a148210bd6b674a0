import type { ProviderPackage } from "./package.ts";
import type { Property, Schema } from "./schema.ts";
import type { Values } from "./values.ts";

/**
 * The package as Pulumi's schema describes one (https://www.pulumi.com/docs/iac/packages-and-automation/pulumi-packages/schema/),
 * as far as `pulumi import` needs it to write programs: the resources, without their documentation.
 */
export function packageSpec<Client>({ name, version, resources }: ProviderPackage<Client>): Values {
  const types: Values = {};
  const described = Object.entries(resources).map(([token, { schema }]) => {
    const describe = (properties: Schema): Values => describeAll(properties, `${name}:index/`, kindOf(token), types);
    return [
      token,
      {
        properties: describe(schema),
        inputProperties: describe(select(schema, ({ use }) => use !== "computed")),
        requiredInputs: requiredNames(schema),
      },
    ];
  });
  // Tokens name a module for each kind, azuread:index/application:Application, all of which are the module "index".
  const meta = { moduleFormat: "(.*)(?:/[^/]*)" };
  return { name, version, meta, types, resources: Object.fromEntries(described) as Values };
}

function kindOf(token: string): string {
  return token.split(":").at(-1) ?? token;
}

function select(schema: Schema, isWanted: (property: Property) => boolean): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([, property]) => isWanted(property)));
}

function requiredNames(schema: Schema): string[] {
  return Object.keys(select(schema, ({ use }) => use === "required")).sort();
}

/** `owner` names the types of blocks: ApplicationWeb. Their descriptions are added to `types`. */
function describeAll(schema: Schema, module: string, owner: string, types: Values): Values {
  const described = Object.entries(schema).map(([name, property]) => {
    const type = `${owner}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const { default: value, secret } = property;
    return [
      name,
      {
        ...describeType(property, module, type, types),
        ...(value !== undefined && { default: value }),
        ...(secret === true && { secret }),
      },
    ];
  });
  return Object.fromEntries(described) as Values;
}

function describeType({ kind, fields }: Property, module: string, type: string, types: Values): Values {
  if (kind === "map") return { type: "object", additionalProperties: { type: "string" } };
  if (kind === "string" || kind === "boolean" || kind === "integer") return { type: kind };
  if (fields === undefined) return { type: "array", items: { type: "string" } };
  const token = `${module}${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`;
  types[token] = {
    type: "object",
    properties: describeAll(fields, module, type, types),
    required: requiredNames(fields),
  };
  const reference = { $ref: `#/types/${token}` };
  return kind === "object" ? reference : { type: "array", items: reference };
}
