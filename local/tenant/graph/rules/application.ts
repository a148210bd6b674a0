import { isObject, type JsonObject, objectsOf, stringsOf, textOf } from "../../state/json.ts";
import { badRequest, GraphError, invalidValue, valueRequired } from "../errors.ts";
import { redirectUriFault } from "./redirectUris.ts";
import { requiredResourceAccessFault } from "./requiredResourceAccess.ts";

const PERSONAL_AUDIENCES = ["AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"];
const AUDIENCES = ["AzureADMyOrg", "AzureADMultipleOrgs", ...PERSONAL_AUDIENCES];
const GROUP_CLAIMS = ["None", "SecurityGroup", "ApplicationGroup", "DirectoryRole", "All"];

const RESOURCE = "Application";
/** With personal accounts; without, Microsoft states no limit. */
const MOST_SECRETS_PERSONAL = 2;

const isPersonal = (properties: JsonObject): boolean => PERSONAL_AUDIENCES.includes(textOf(properties.signInAudience));

/**
 * Refuses an application that Entra would not take: https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation
 * and https://learn.microsoft.com/graph/api/resources/application.
 * @throws GraphError 400
 */
export function checkApplication(properties: JsonObject, secrets: number): void {
  const personal = isPersonal(properties);
  checkName(properties.displayName, personal);
  if (!AUDIENCES.includes(textOf(properties.signInAudience)))
    throw invalidValue("signInAudience", RESOURCE, `allowed are ${AUDIENCES.join(", ")}`);

  checkTokenVersion(properties, personal);
  const uri = redirectUriFault(properties, personal);
  if (uri !== undefined) throw invalidValue(`${uri.property}.redirectUris`, RESOURCE, uri.why);
  const access = requiredResourceAccessFault(properties, personal);
  if (access !== undefined) throw invalidValue("requiredResourceAccess", RESOURCE, access);
  checkText(properties, "notes", 1024);
  checkText(properties, "description", 1024);
  checkTags(stringsOf(properties.tags));
  checkGroupClaims(properties.groupMembershipClaims);
  if (personal && hasOptionalClaims(properties.optionalClaims))
    throw invalidValue("optionalClaims", RESOURCE, "personal accounts do not allow optional claims");

  checkIdentifierUris(stringsOf(properties.identifierUris), personal);
  if (personal && secrets > MOST_SECRETS_PERSONAL) throw tooManySecrets(secrets);
}

/** As seen at https://github.com/Azure/azure-cli/issues/12946. */
const tooManySecrets = (given: number): GraphError =>
  new GraphError(
    400,
    "TooManyAppPasswords",
    `Not allowed to add ${given} passwords. You can only add a maximum of ${MOST_SECRETS_PERSONAL} passwords.`,
    [
      {
        code: "TooManyAppPasswords",
        message: `Not allowed to add ${given} passwords. You can only add a maximum of ${MOST_SECRETS_PERSONAL} passwords.`,
        target: "passwordCredentials",
      },
    ],
  );

/** `{}` and empty lists ask for nothing, and the azuread provider sends them. */
const hasOptionalClaims = (claims: unknown): boolean =>
  isObject(claims) && Object.values(claims).some((list) => objectsOf(list).length > 0);

function checkName(name: unknown, personal: boolean): void {
  if (typeof name !== "string" || name.trim() === "") throw valueRequired("displayName", RESOURCE);
  const most = personal ? 90 : 120;
  if (name.length > most) throw invalidValue("displayName", RESOURCE, `${name.length} characters; ${most} are allowed`);
}

function checkTokenVersion(properties: JsonObject, personal: boolean): void {
  const { api } = properties;
  const version = isObject(api) ? api.requestedAccessTokenVersion : null;
  if (personal ? version === 2 : [null, 1, 2].includes(version as number | null)) return;
  throw badRequest("Property api.requestedAccessTokenVersion is invalid.", [
    {
      code: "InvalidValue",
      message: "Property api.requestedAccessTokenVersion is invalid.",
      target: "api.requestedAccessTokenVersion",
    },
  ]);
}

function checkText(properties: JsonObject, name: string, most: number): void {
  const { length } = textOf(properties[name]);
  if (length > most) throw invalidValue(name, RESOURCE, `${length} characters; ${most} are allowed`);
}

function checkTags(tags: string[]): void {
  const bad = tags.find((tag) => tag.length < 1 || tag.length > 256 || /\s/.test(tag));
  if (bad !== undefined) throw invalidValue("tags", RESOURCE, `'${bad}': 1 to 256 characters, no white space`);
  if (new Set(tags).size < tags.length) throw invalidValue("tags", RESOURCE, "a tag is given twice");
}

function checkGroupClaims(claims: unknown): void {
  const given = typeof claims === "string" ? claims.split(",").map((claim) => claim.trim()) : [];
  const bad = given.find((claim) => !GROUP_CLAIMS.includes(claim));
  if (bad !== undefined)
    throw invalidValue("groupMembershipClaims", RESOURCE, `'${bad}': allowed are ${GROUP_CLAIMS.join(", ")}`);
}

function checkIdentifierUris(uris: string[], personal: boolean): void {
  if (personal && uris.length > 50) throw invalidValue("identifierUris", RESOURCE, `${uris.length}; 50 are allowed`);
  const bad = uris.find((uri) => !URL.canParse(uri) || uri.endsWith("/"));
  if (bad !== undefined) throw invalidValue("identifierUris", RESOURCE, `'${bad}' is no URI, or ends in a slash`);
}
