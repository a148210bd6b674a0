import type { AccessChange } from "../model/accessChange.ts";
import { isInSettings } from "../model/mailReach.ts";

const CLOUD_MANAGER =
  "AEM is given the client secret and the refresh token there: whoever may change or read that program's environments (product profile Deployment " +
  "Manager in Cloud Manager), whoever's code runs there, and the pipeline's identity can read the mailbox.";

const VAULT =
  "Whoever may read that vault's secrets (role Key Vault Secrets User, or one with the same right) and the pipeline's identity can read the mailbox " +
  "with the client secret.";

const SETTINGS = "Whoever holds the key of the stack's secrets can read the mailbox.";

const STAYS_DELIVERED =
  "Nothing is deleted there: what was delivered stays good until that client secret is retired and the refresh token ends. Whoever may change or " +
  "read that program's environments can use it until then.";

const STAYS_IN_VAULT =
  "Nothing is deleted in the vault: the token there stays good until it ends or its consent is revoked, for whoever may read that vault.";

const STAYS_IN_SETTINGS =
  "A token that was committed with the settings stays good until it ends or its consent is revoked, and stays in the history.";

/** Who reads the mailbox where its token is kept or delivered, and what stays good where it was: a sentence or two each. Empty for other changes. */
export function mailReaders({ what, name, before }: AccessChange): string[] {
  switch (what) {
    case "destination added":
      return [CLOUD_MANAGER];
    case "destination removed":
    case "destination limited":
      return [STAYS_DELIVERED];
    case "place of the refresh token":
    case "place of the refresh token changed":
      return [...(isInSettings(name) ? [SETTINGS] : [VAULT]), ...stays(name, before)];
    default:
      return [];
  }
}

function stays(name: string, before: string | undefined): string[] {
  if (before === undefined || (isInSettings(before) && isInSettings(name))) return [];
  return [isInSettings(before) ? STAYS_IN_SETTINGS : STAYS_IN_VAULT];
}
