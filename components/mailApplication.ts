import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { type Api, API_IDS, declaredName, sortedPermissions } from "./catalogue/permissions.ts";
import { partsOf, ResourceType } from "./catalogue/resources.ts";
import { adminConsentUrl, authorizeUrl, portalUrl, requestedScopes, tokenUrl } from "./links/authorization.ts";
import { tokenRequest } from "./links/tokenRequest.ts";
import type { MailApplicationArgs } from "./mailApplicationArgs.ts";
import { notesOf } from "./notes.ts";
import { faultMessage } from "./rules/faults.ts";
import { type MailApplicationSettings, settingsOf } from "./rules/settings.ts";
import { faultsOf } from "./rules/validation.ts";
import { ClientSecrets, type ClientSecretStatus } from "./secrets/clientSecrets.ts";

export type { ClientSecretArgs, ImplicitGrantArgs, MailApplicationArgs } from "./mailApplicationArgs.ts";

/**
 * The application in Microsoft Entra ID with which Adobe AEM sends and reads Microsoft 365 mail over OAuth 2.0.
 *
 * Take care when `protect` is set: it is the registration, its redirect URIs, its Graph permissions and its service
 * principal that are then protected. What has to come and go in daily life (secrets, owners, Exchange Online
 * permissions, the state) is not.
 */
export class MailApplication extends pulumi.ComponentResource {
  /** Application (client) id. */
  public readonly clientId: pulumi.Output<string>;
  /** Directory (tenant) id. */
  public readonly tenantId: pulumi.Output<string>;
  /** Object id of the registration, which Microsoft Graph's `/applications/{id}` wants. */
  public readonly objectId: pulumi.Output<string>;
  /** Value of the first declared client secret. Secret. */
  public readonly clientSecret: pulumi.Output<string>;
  /** When the first declared client secret really ends, RFC 3339. */
  public readonly clientSecretExpires: pulumi.Output<string>;
  /** The live client secrets, newest first, without their values. */
  public readonly clientSecrets: pulumi.Output<ClientSecretStatus[]>;
  /** Complete link with which a person signs in to the mailbox and consents. */
  public readonly authorizeUrl: pulumi.Output<string>;
  /** Link with which an administrator consents for everybody. */
  public readonly adminConsentUrl: pulumi.Output<string>;
  /** Token endpoint that fits the audience. */
  public readonly tokenUrl: pulumi.Output<string>;
  /** A command for sh, bash or zsh that turns the code into tokens; the code is the one thing to fill in. Secret. */
  public readonly tokenRequest: pulumi.Output<string>;
  /** Names of the declared permissions. */
  public readonly permissions: pulumi.Output<string[]>;
  /** Declared redirect URIs. */
  public readonly redirectUris: pulumi.Output<string[]>;
  /** Link to the registration in the portal. */
  public readonly portalUrl: pulumi.Output<string>;

  /**
   * Throws a RunError that names every fault of `args` before anything is registered. `now` is the moment from which
   * lifetimes are counted.
   */
  constructor(
    name: string,
    args: MailApplicationArgs = {},
    opts?: pulumi.ComponentResourceOptions,
    now: Date = new Date(),
  ) {
    const stack = pulumi.getStack();
    const faults = faultsOf(args, { stack, now });
    if (faults.length > 0) throw new pulumi.RunError(faultMessage(faults));
    const settings = settingsOf(args, stack);
    const { preset, cloud, authority, mailbox, maxSecretLifetime } = settings;
    // Only what no child shows: the engine counts and prints a changed component input as an update of its own, so that
    // one added permission would otherwise look like three changes.
    super(ResourceType.MailApplication, name, { preset, cloud, authority, mailbox, maxSecretLifetime }, opts);

    const [redirectUri = ""] = settings.redirectUris;
    const parts = partsOf(name);

    const registration = new azuread.ApplicationRegistration(name, registrationArgs(settings), { parent: this });
    const part = { parent: this, deletedWith: registration };
    // Has to come and go while the registration stays, protected or not.
    const replaceablePart = { ...part, protect: false };

    new azuread.ApplicationRedirectUris(
      parts.redirects,
      { applicationId: registration.id, type: "Web", redirectUris: [...settings.redirectUris] },
      part,
    );
    for (const [api, scopeIds] of scopeIdsByApi(settings.permissions)) {
      new azuread.ApplicationApiAccess(
        parts.api(api),
        { applicationId: registration.id, apiClientId: API_IDS[api], scopeIds },
        api === "graph" ? part : replaceablePart,
      );
    }
    for (const owner of settings.owners) {
      new azuread.ApplicationOwner(
        parts.owner(owner),
        { applicationId: registration.id, ownerObjectId: owner },
        replaceablePart,
      );
    }
    // The portal and the first sign-in make a service principal too; without useExisting, declaring it then fails.
    // One that was there already keeps its owners: left undeclared, the next update would take them away.
    new azuread.ServicePrincipal(
      parts.servicePrincipal,
      { clientId: registration.clientId, useExisting: true },
      { ...part, ignoreChanges: ["owners"] },
    );
    const secrets = new ClientSecrets(
      name,
      {
        applicationId: registration.id,
        secrets: [...settings.clientSecrets],
        ...(settings.maxSecretLifetime === undefined ? {} : { maxLifetime: settings.maxSecretLifetime }),
      },
      replaceablePart,
      now,
    );
    // Kept by the redirect URI alone: were it made anew with every secret, a link already handed out would stop
    // matching.
    const state = new random.RandomUuid(parts.state, { keepers: { redirectUri } }, replaceablePart);

    this.clientId = registration.clientId;
    this.tenantId = azuread.getClientConfigOutput({ parent: this }).tenantId;
    this.objectId = registration.objectId;
    this.clientSecret = secrets.value;
    this.clientSecretExpires = secrets.expires;
    this.clientSecrets = secrets.statuses;
    const application = pulumi
      .all([this.clientId, this.tenantId])
      .apply(([clientId, tenantId]) => ({ clientId, tenantId }));
    this.authorizeUrl = pulumi.all([application, state.result]).apply(([it, uuid]) => authorizeUrl(settings, it, uuid));
    this.adminConsentUrl = pulumi
      .all([application, state.result])
      .apply(([it, uuid]) => adminConsentUrl(settings, it, uuid));
    this.tokenUrl = this.tenantId.apply((tenantId) => tokenUrl(settings, tenantId));
    this.tokenRequest = pulumi.secret(
      pulumi.all([this.tokenUrl, this.clientId, this.clientSecret]).apply(([url, clientId, clientSecret]) =>
        tokenRequest({
          url,
          clientId,
          clientSecret,
          redirectUri,
          scopes: requestedScopes(settings.permissions, settings.cloud),
        }),
      ),
    );
    this.permissions = pulumi.output(sortedPermissions(settings.permissions).map(declaredName));
    this.redirectUris = pulumi.output([...settings.redirectUris]);
    this.portalUrl = application.apply((it) => portalUrl(settings.cloud, it));

    this.registerOutputs({
      clientId: this.clientId,
      tenantId: this.tenantId,
      objectId: this.objectId,
      clientSecret: this.clientSecret,
      clientSecretExpires: this.clientSecretExpires,
      clientSecrets: this.clientSecrets,
      authorizeUrl: this.authorizeUrl,
      adminConsentUrl: this.adminConsentUrl,
      tokenUrl: this.tokenUrl,
      tokenRequest: this.tokenRequest,
      permissions: this.permissions,
      redirectUris: this.redirectUris,
      portalUrl: this.portalUrl,
    });
  }
}

function registrationArgs(settings: MailApplicationSettings): azuread.ApplicationRegistrationArgs {
  return {
    displayName: settings.displayName,
    signInAudience: settings.signInAudience,
    // Personal accounts need version 2, and the v2.0 endpoints that the links name issue nothing else.
    requestedAccessTokenVersion: 2,
    implicitAccessTokenIssuanceEnabled: settings.implicitGrant.accessTokens,
    implicitIdTokenIssuanceEnabled: settings.implicitGrant.idTokens,
    notes: notesOf(settings.permissions),
  };
}

/** Scope ids of each API that has any, sorted: their order means nothing and must not show in a preview. */
function scopeIdsByApi(permissions: readonly string[]): Map<Api, string[]> {
  const byApi = new Map<Api, string[]>();
  for (const { api, id } of sortedPermissions(permissions)) byApi.set(api, [...(byApi.get(api) ?? []), id].sort());

  return byApi;
}
