import type { Facts } from "../../../commands/sheet/facts.ts";
import type { Field, Place, Sheet } from "../../../commands/sheet/sheetModel.ts";
import { refOf } from "../../checkout.ts";
import { heldTokens } from "../../heldTokens.ts";

export const SECRET = "abc8Q~client.secret_value-1";
export const TOKEN = "1.AXoA-refresh.token_value";
const AUTHORITY = "https://login.microsoftonline.com";

/** What is known of a stack `prod` with AEM Forms on JEE, and a mailbox that has signed in. */
export function factsOf(changed: Partial<Facts> = {}): Facts {
  return {
    stack: refOf("prod"),
    edition: "jee",
    preset: "aem-forms-jee",
    cloud: "public",
    signInAudience: "AzureADandPersonalMicrosoftAccount",
    permissions: [
      "IMAP.AccessAsUser.All",
      "Mail.Read",
      "offline_access",
      "POP.AccessAsUser.All",
      "SMTP.Send",
      "User.Read",
    ],
    redirectUris: ["http://localhost", "http://localhost/"],
    clientId: "11111111-1111-4111-8111-111111111111",
    tenantId: "22222222-2222-4222-8222-222222222222",
    authorizeUrl: `${AUTHORITY}/common/oauth2/v2.0/authorize?client_id=1&scope=https%3A%2F%2Foutlook.office.com%2FSMTP.Send%20openid%20profile%20email%20offline_access`,
    tokenUrl: `${AUTHORITY}/common/oauth2/v2.0/token`,
    secrets: [{ label: "initial", expires: "2030-05-20T00:00:00Z", keyId: "key" }],
    clientSecret: SECRET,
    refreshToken: TOKEN,
    tokens: heldTokens(TOKEN),
    mailbox: "aem@contoso.com",
    showSecrets: false,
    now: new Date("2030-01-01T00:00:00Z"),
    ...changed,
  };
}

export function placeNamed({ places }: Pick<Sheet, "places">, name: string): Place {
  const [place, ...others] = places.filter((candidate) => candidate.name === name);
  if (place === undefined || others.length > 0)
    throw new Error(`There are ${others.length + 1} or no places "${name}".`);
  return place;
}

/** Label and what is shown as its value, in order. */
export function shown({ fields }: Pick<Place, "fields">): [string, string][] {
  return fields.map(({ label, kind, value, command }: Field) => [
    label,
    value ?? `${kind}${command === undefined ? "" : `: ${command}`}`,
  ]);
}
