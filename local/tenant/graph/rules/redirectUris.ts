import { isObject, type JsonObject, stringsOf } from "../../state/json.ts";

export interface RedirectUriFault {
  /** The complex property that holds the URI; Graph's message names it and no more. */
  property: "web" | "spa" | "publicClient";
  why: string;
}

const LONGEST = 256;
const FORBIDDEN = /[!$'(),;]/;

/**
 * The first redirect URI that Entra would refuse, and why.
 * https://learn.microsoft.com/entra/identity-platform/reply-url
 */
export function redirectUriFault(properties: JsonObject, personal: boolean): RedirectUriFault | undefined {
  const most = personal ? 100 : 256;
  let total = 0;
  for (const property of ["web", "spa", "publicClient"] as const) {
    const holder = properties[property];
    const uris = stringsOf(isObject(holder) ? holder.redirectUris : []);
    total += uris.length;
    if (total > most) return { property, why: `${total} redirect URIs; at most ${most} are allowed` };
    const double = uris.find((uri, index) => uris.indexOf(uri) !== index);
    if (double !== undefined) return { property, why: `'${double}' is given twice` };
    for (const uri of uris) {
      const why = uriFault(uri, personal, property === "publicClient");
      if (why !== undefined) return { property, why: `'${uri}' ${why}` };
    }
  }
  return undefined;
}

function uriFault(uri: string, personal: boolean, publicClient: boolean): string | undefined {
  if (uri.length > LONGEST) return `has ${uri.length} characters; at most ${LONGEST} are allowed`;
  if (!URL.canParse(uri) || /\s/.test(uri)) return "is no absolute URI";
  if (FORBIDDEN.test(uri)) return "holds one of ! $ ' ( ) , ;";
  if (uri.includes("#")) return "has a fragment";
  const { protocol, hostname, username, password, search } = new URL(uri);
  const schemeFault = publicClient ? publicSchemeFault(protocol) : webSchemeFault(protocol, hostname);
  if (schemeFault !== undefined) return schemeFault;
  if (username !== "" || password !== "") return "carries user information";
  if (personal && (search !== "" || uri.includes("?"))) return "has a query, which personal accounts do not allow";
  if (uri.includes("*") && (personal || !/^https?:\/\/\*\./.test(uri))) return "has a wildcard";
  return undefined;
}

function webSchemeFault(protocol: string, hostname: string): string | undefined {
  if (protocol === "https:") return undefined;
  if (protocol !== "http:") return "must start with https, or with http for localhost";
  // 127.0.0.1 comes only through Graph or the manifest; the portal refuses it, and [::1] is unsupported everywhere.
  if (hostname === "localhost" || hostname === "127.0.0.1") return undefined;
  return "must start with https; http is for localhost alone";
}

function publicSchemeFault(protocol: string): string | undefined {
  return ["javascript:", "data:", "file:", "vbscript:"].includes(protocol)
    ? "has a scheme that is not allowed"
    : undefined;
}
