import { doing } from "../errors.ts";
import type { InvokeFunction } from "../package.ts";
import { optional, type Schema } from "../schema.ts";
import { isNotEmpty, isUuid } from "../validators.ts";
import { flag, isObject, list, text, type Values } from "../values.ts";
import type { AzureadClient } from "./client.ts";
import { odataText } from "./odata.ts";

const EITHER = ["employeeId", "mail", "mailNickname", "objectId", "userPrincipalName"];

const schema: Schema = Object.fromEntries(
  EITHER.map((name) => [
    name,
    optional("string", { exactlyOneOf: EITHER, validate: name === "objectId" ? isUuid : isNotEmpty }),
  ]),
);

/** Text properties that Graph names as Pulumi does. */
const TEXTS = [
  "ageGroup",
  "city",
  "companyName",
  "consentProvidedForMinor",
  "country",
  "creationType",
  "department",
  "displayName",
  "employeeHireDate",
  "employeeId",
  "employeeType",
  "externalUserState",
  "faxNumber",
  "givenName",
  "jobTitle",
  "mail",
  "mailNickname",
  "mobilePhone",
  "officeLocation",
  "postalCode",
  "preferredLanguage",
  "state",
  "streetAddress",
  "surname",
  "usageLocation",
  "userPrincipalName",
  "userType",
];
/** Graph writes these with a capital P (onPremisesDomainName), Pulumi does not. */
const ON_PREMISES_TEXTS = [
  "DistinguishedName",
  "DomainName",
  "ImmutableId",
  "SamAccountName",
  "SecurityIdentifier",
  "UserPrincipalName",
];
const LISTS = ["businessPhones", "imAddresses", "otherMails", "proxyAddresses"];
const FLAGS = ["accountEnabled", "showInAddressList"];

/** What is asked for; Graph gives few properties unasked. */
const SELECTED = [
  ...TEXTS,
  ...ON_PREMISES_TEXTS.map((name) => `onPremises${name}`),
  ...LISTS,
  ...FLAGS,
  "employeeOrgData",
  "id",
  "onPremisesSyncEnabled",
].sort();

/** A user by one of the names that a directory knows them by. */
export const getUser: InvokeFunction<AzureadClient> = {
  schema,

  async invoke(client, args) {
    const objectId = await findUser(client, args);
    const path = `/users/${objectId}`;
    const query = { $select: SELECTED.join(",") };
    const user = await doing(`retrieving User (${path})`, () => client.graph.get(path, { query }));
    const manager = await doing(`retrieving manager of User (${path})`, () => client.graph.find(`${path}/manager`));
    return { ...userState(user), id: path, managerId: text(manager?.id), objectId };
  },
};

async function findUser({ graph }: AzureadClient, args: Values): Promise<string> {
  const name = EITHER.find((candidate) => text(args[candidate]) !== "") ?? "objectId";
  const wanted = text(args[name]);
  if (name === "objectId") {
    const user = await doing(`retrieving user with object ID "${wanted}"`, () => graph.find(`/users/${wanted}`));
    if (user === undefined) throw new Error(`User not found with object ID: "${wanted}"`);
    return text(user.id);
  }
  const query = { $filter: `${name} eq ${odataText(wanted)}` };
  const users = await doing(`finding user with ${name} "${wanted}"`, () => graph.list("/users", { query }));
  if (users.length > 1) throw new Error(`more than one user found with ${name} "${wanted}"`);
  const [user] = users;
  if (user === undefined) throw new Error(`user with ${name} "${wanted}" was not found`);
  return text(user.id);
}

function userState(user: Values): Values {
  const organisation = user.employeeOrgData;
  return {
    ...Object.fromEntries(TEXTS.map((name) => [name, text(user[name])])),
    ...Object.fromEntries(ON_PREMISES_TEXTS.map((name) => [`onpremises${name}`, text(user[`onPremises${name}`])])),
    ...Object.fromEntries(LISTS.map((name) => [name, list(user[name])])),
    ...Object.fromEntries(FLAGS.map((name) => [name, flag(user[name])])),
    ...(isObject(organisation) && {
      costCenter: text(organisation.costCenter),
      division: text(organisation.division),
    }),
    onpremisesSyncEnabled: flag(user.onPremisesSyncEnabled),
  };
}
