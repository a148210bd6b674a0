import { isGuid } from "../state/directory.ts";
import { CONSUMERS_ID, DOMAIN, INITIAL_DOMAIN, TENANT_ID } from "../state/seed.ts";
import { tenantMalformed, tenantNotFound } from "./requestErrors.ts";

/** Whom the first segment of a sign-in address lets in. */
export type Audience = "common" | "organizations" | "consumers" | "tenant";

/**
 * What the first segment of a sign-in address names: this tenant by id or domain, or one of the shared addresses.
 * @throws SignInError AADSTS90002, AADSTS900023
 */
export function audienceOf(tenant: string): Audience {
  const name = tenant.toLowerCase();
  if (name === "common" || name === "organizations" || name === "consumers") return name;
  if (name === CONSUMERS_ID) return "consumers";
  if ([TENANT_ID, DOMAIN, INITIAL_DOMAIN].includes(name)) return "tenant";
  const wellFormed = isGuid(tenant) || tenant.includes(".");
  throw wellFormed ? tenantNotFound(tenant) : tenantMalformed(tenant);
}
