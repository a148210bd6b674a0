import type { Limits } from "../support/limits.ts";

/** An environment of AEM as a Cloud Service, as Cloud Manager names it. */
export interface Environment {
  /** `0123456789ABCDEF01234567@AdobeOrg` */
  readonly organization: string;
  /** `12345`, of the address of Cloud Manager: /program/12345/environment/67890 */
  readonly program: string;
  readonly environment: string;
  /** Whose variables alone are meant; undefined for those of all services. */
  readonly service?: "author" | "publish" | "preview";
}

export interface Variable {
  readonly name: string;
  /** Never of a secret: Cloud Manager does not tell it. */
  readonly value?: string;
  readonly secret: boolean;
  /** Undefined where it is for all services. */
  readonly service?: string;
}

export interface CloudManagerOptions {
  /** OAuth server-to-server credential of a project in the Adobe Developer Console: ADOBE_CLIENT_ID and ADOBE_CLIENT_SECRET. */
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
  readonly organization: string;
  /** Where Cloud Manager and Adobe's sign-in are on this machine; default Adobe's own addresses. */
  readonly localOrigin?: string;
  /** PEM file of the authority that `localOrigin` is trusted by. */
  readonly certificateAuthority?: string;
  readonly limits?: Pick<Limits, "request" | "throttled">;
  /** Where a person reads that Adobe asks to wait; default standard error. */
  readonly log?: (line: string) => void;
}
