import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";

import { partsOf, ResourceType } from "../catalogue/resources.ts";
import type { ClientSecretArgs } from "../mailApplicationArgs.ts";
import { endDateOf } from "./secretLifetime.ts";
import { secretWarnings } from "./secretWarnings.ts";

export interface ClientSecretsArgs {
  /** Resource id of the registration: `/applications/<object id>`. */
  applicationId: pulumi.Input<string>;
  /** The live secrets, newest first. */
  secrets: ClientSecretArgs[];
  /** Longest lifetime, in days: "180d". Defaults to no limit. */
  maxLifetime?: string;
}

/** Which of the live secrets one is. */
export const SecretUse = {
  /** What AEM is given next. */
  Current: "current",
  /** What AEM may still be using. */
  Previous: "previous",
} as const;
export type SecretUse = (typeof SecretUse)[keyof typeof SecretUse];

/** What may be known of a live secret: everything but its value. */
export interface ClientSecretStatus {
  label: string;
  /** "Secret ID" in the portal; not the secret. */
  keyId: string;
  /** The real end, RFC 3339. */
  expires: string;
  status: SecretUse;
}

/**
 * Declared, overlapping client secrets. Every property of an ApplicationPassword forces a new secret, and replacing one
 * cuts AEM off until somebody types the new value. So each label is a resource of its own: a label added makes a
 * secret, a label removed revokes one, and an edited `expires` changes nothing.
 */
export class ClientSecrets extends pulumi.ComponentResource {
  /** Value of the first declared secret. */
  public readonly value: pulumi.Output<string>;
  /** Real end of the first declared secret, RFC 3339. */
  public readonly expires: pulumi.Output<string>;
  /** All live secrets, newest first, without their values. */
  public readonly statuses: pulumi.Output<ClientSecretStatus[]>;

  /** `name` is the name of the application's component; `now` dates secrets that declare no end. */
  constructor(name: string, args: ClientSecretsArgs, opts?: pulumi.ComponentResourceOptions, now: Date = new Date()) {
    // The declarations are left out: the engine would count an edited `expires` as an update, although it changes
    // nothing.
    super(ResourceType.ClientSecrets, name, { applicationId: args.applicationId }, opts);

    const passwords = args.secrets.map(({ label, expires }) => {
      const password = new azuread.ApplicationPassword(
        partsOf(name).secret(label),
        {
          applicationId: args.applicationId,
          displayName: label,
          endDate: endDateOf(expires, args.maxLifetime, now),
        },
        {
          parent: this,
          ignoreChanges: ["endDate", "displayName"],
          // Not inherited from the component, unlike `protect`.
          ...(opts?.deletedWith === undefined ? {} : { deletedWith: opts.deletedWith }),
        },
      );
      // In an apply: what matters is when the secret really ends, which no edit of the declaration moves.
      password.endDate.apply((real) =>
        secretWarnings(label, expires, real, now).map((text) => pulumi.log.warn(text, password)),
      );
      return password;
    });

    const [current] = passwords;
    if (current === undefined) throw new pulumi.RunError("clientSecrets: at least one secret is needed.");
    this.value = pulumi.secret(current.value);
    this.expires = current.endDate;
    this.statuses = pulumi.output(
      passwords.map(({ keyId, endDate }, index) => ({
        label: args.secrets[index]?.label ?? "",
        keyId,
        expires: endDate,
        status: index === 0 ? SecretUse.Current : SecretUse.Previous,
      })),
    );
    this.registerOutputs({ value: this.value, expires: this.expires, statuses: this.statuses });
  }
}
