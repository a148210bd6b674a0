import type { Reply } from "../../http.ts";
import { isObject, type JsonObject } from "../../state/json.ts";
import { newSecretValue, secretFor } from "../../state/secrets.ts";
import type { Application, Secret } from "../../state/state.ts";
import { badRequest } from "../errors.ts";
import { applicationOf } from "../lookup.ts";
import { type Call, noContent, type Route } from "../operation.ts";
import { NEEDS, requireControl } from "../privileges.ts";
import { checkApplication } from "../rules/application.ts";
import { checkSecretPolicy, secretTerms } from "../rules/secrets.ts";
import { secretView } from "../views.ts";
import { POLICY_ID } from "./policies.ts";

/** https://learn.microsoft.com/graph/api/application-addpassword and application-removepassword */
export const passwordRoutes: Route[] = [
  { method: "POST", path: "/applications/{id}/addPassword", needs: NEEDS.writeApplications, run: add },
  { method: "POST", path: "/applications/{id}/removePassword", needs: NEEDS.writeApplications, run: remove },
];

/**
 * A secret on the terms that the client asks for, not yet added.
 * @throws GraphError 400 for terms that make no sense or that the tenant's policy forbids
 */
export function newSecret(
  call: Call,
  application: Application,
  credential: JsonObject,
): { secret: Secret; value: string } {
  const terms = secretTerms(credential, call.now);
  checkSecretPolicy(call.state.appManagementPolicy, POLICY_ID, application.createdDateTime, terms);
  const value = newSecretValue();
  return { secret: secretFor(value, terms), value };
}

/** The only answer that ever holds the secret's value. */
function add(call: Call): Reply {
  const application = applicationOf(call);
  requireControl(call, application);
  const { passwordCredential } = call.body;
  const { secret, value } = newSecret(call, application, isObject(passwordCredential) ? passwordCredential : {});
  checkApplication(application.properties, application.secrets.length + 1);
  application.secrets.push(secret);
  const context = `${call.url}/${call.version}/$metadata#microsoft.graph.passwordCredential`;
  return { status: 200, body: { "@odata.context": context, ...secretView(secret, value) } };
}

function remove(call: Call): Reply {
  const application = applicationOf(call);
  requireControl(call, application);
  const { keyId } = call.body;
  if (typeof keyId !== "string") throw badRequest("A value is required for parameter 'keyId'.");
  const kept = application.secrets.filter((secret) => secret.keyId !== keyId.toLowerCase());
  if (kept.length === application.secrets.length)
    throw badRequest(`No password credential found with keyId '${keyId}'.`);

  application.secrets = kept;
  return noContent;
}
