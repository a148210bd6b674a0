import { CLOUD_HOSTS } from "../../../components/catalogue/clouds.ts";
import { isObject, stringsOf } from "../state/json.ts";
import type { Application, AuthorizationCode } from "../state/state.ts";
import { noRedirectUri, redirectMismatch } from "./requestErrors.ts";

export interface Redirect {
  /** As the request gave it. */
  readonly uri: string;
  readonly platform: AuthorizationCode["platform"];
}

const NATIVE_CLIENT = "/common/oauth2/nativeclient";
const NATIVE_CLIENTS = Object.values(CLOUD_HOSTS).map(({ authority }) => `${authority}${NATIVE_CLIENT}`);

/**
 * The registered redirect URI that a request means; without one, the first.
 * https://learn.microsoft.com/entra/identity-platform/reply-url: paths are compared to the letter, and the port of
 * http://localhost does not count, as a program cannot know beforehand which one will be free.
 * @throws SignInError AADSTS500113, AADSTS50011
 */
export function redirectOf(given: string | null, application: Application): Redirect {
  const registered = (["web", "spa", "publicClient"] as const).flatMap((platform) => {
    const holder = application.properties[platform];
    return stringsOf(isObject(holder) ? holder.redirectUris : []).map((uri) => ({ uri, platform }));
  });
  const [first] = registered;
  if (first === undefined) throw noRedirectUri(application.appId);
  if (given === null || given === "") return first;
  const match = registered.find(({ uri }) => withoutLocalPort(uri) === withoutLocalPort(given));
  if (match === undefined || !URL.canParse(given)) throw redirectMismatch(given, application.appId);
  return { uri: given, platform: match.platform };
}

/**
 * Where the browser is sent. Entra's own page for programs that read the address bar is this tenant's own here: the code
 * of a local sign-in is nobody else's business.
 */
export function destination(uri: string, url: string): URL {
  return new URL(NATIVE_CLIENTS.includes(uri) ? `${url}${NATIVE_CLIENT}` : uri);
}

function withoutLocalPort(uri: string): string {
  const [, host, rest = ""] = /^http:\/\/(localhost|127\.0\.0\.1)(?::\d+)?((?:[/?].*)?)$/i.exec(uri) ?? [];
  if (host !== undefined) return `http://${host.toLowerCase()}${rest}`;
  const [, origin, path = ""] = /^([a-z][\w+.-]*:\/\/[^/?]*)(.*)$/i.exec(uri) ?? [];
  return origin === undefined ? uri : `${origin.toLowerCase()}${path}`;
}
