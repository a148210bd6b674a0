import type { Reply } from "../http.ts";
import type { Client } from "./authorizationRequest.ts";
import { errorPage, formPostPage } from "./pages.ts";
import { destination } from "./redirects.ts";
import { describe, SignInError } from "./signInError.ts";

interface Place {
  /** `https://localhost:8443` */
  readonly url: string;
  readonly now: Date;
}

/** Sends the browser back to the application, in the way that it asked for. */
export function answer(client: Client, fields: Readonly<Record<string, string>>, { url }: Place): Reply {
  const all = { ...fields, ...(client.state === null ? {} : { state: client.state }) };
  const target = destination(client.redirect.uri, url);
  if (client.responseMode === "form_post") return formPostPage(target.href, all);
  if (client.responseMode === "fragment") target.hash = new URLSearchParams(all).toString();
  else for (const [name, value] of Object.entries(all)) target.searchParams.set(name, value);
  return {
    status: 302,
    headers: { location: target.href, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  };
}

/** A refusal that the application is to learn of. */
export function refusal(client: Client, error: SignInError, place: Place): Reply {
  const { description } = describe(error, place.now);
  return answer(
    client,
    {
      ...(client.adminConsent ? { admin_consent: "True" } : {}),
      error: authorizationError(error),
      ...(error.code === 65004 && !client.adminConsent ? { error_subcode: "cancel" } : {}),
      error_description: description,
      error_uri: `${place.url}/error?code=${error.code}`,
    },
    place,
  );
}

/** OpenID Connect Core, section 3.1.2.6: what is in the way has another name here than at the token endpoint. */
function authorizationError({ error, suberror }: SignInError): string {
  if (suberror === "consent_required") return "consent_required";
  return error === "invalid_grant" ? "interaction_required" : error;
}

/** A refusal that the person is to read. */
export function refusalPage(
  error: SignInError,
  { now }: Place,
  heading = "Sorry, but we're having trouble signing you in",
): Reply {
  const { timestamp, trace, correlation } = describe(error, now);
  return errorPage(heading, `AADSTS${error.code}: ${error.message}`, {
    "Trace ID": trace,
    "Correlation ID": correlation,
    Timestamp: timestamp,
  });
}
