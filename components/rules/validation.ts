import { defaultAudience, limitsOf, SignInAudience } from "../catalogue/audiences.ts";
import { Cloud, CLOUD_HOSTS } from "../catalogue/clouds.ts";
import { Preset } from "../catalogue/presets.ts";
import type { MailApplicationArgs } from "../mailApplicationArgs.ts";
import { secretFaults } from "../secrets/secretRules.ts";
import { type Fault, shown } from "./faults.ts";
import { alternatives, nearest } from "./nearest.ts";
import { permissionFaults } from "./permissionRules.ts";
import { redirectUriFaults } from "./redirectUris.ts";
import { type MailApplicationSettings, settingsOf } from "./settings.ts";

/** What the rules need to know besides the arguments. */
export interface ValidationContext {
  /** Name of the Pulumi stack: part of the default display name. */
  readonly stack: string;
  /** The present moment: `maxSecretLifetime` is counted from it. */
  readonly now: Date;
}

/**
 * Everything about the arguments that Entra or AEM would not take, all at once. Empty if they can be deployed. Needs no
 * Pulumi and reads nothing: commands and policies ask it too.
 */
export function faultsOf(args: MailApplicationArgs, context: ValidationContext): Fault[] {
  const closedSets = [
    ...closedSetFaults("preset", args.preset, Object.values(Preset)),
    ...closedSetFaults("cloud", args.cloud, Object.values(Cloud)),
    ...audienceFaults(args),
  ];
  const settings = settingsOf(withKnownValues(args), context.stack);
  return [
    ...closedSets,
    ...displayNameFaults(settings),
    ...permissionFaults(settings),
    ...redirectUriFaults(settings),
    ...secretFaults(settings, context.now),
    ...ownerFaults(settings.owners),
    ...mailboxFaults(settings.mailbox),
    ...authorityFaults(settings.authority),
  ];
}

/** An unknown preset, cloud or audience is a fault of its own; all else goes on with the default. */
export function withKnownValues(args: MailApplicationArgs): MailApplicationArgs {
  const { preset, cloud, signInAudience, ...rest } = args;
  return {
    ...rest,
    ...(isOneOf(preset, Object.values(Preset)) ? { preset } : {}),
    ...(isOneOf(cloud, Object.values(Cloud)) ? { cloud } : {}),
    ...(isOneOf(signInAudience, Object.values(SignInAudience)) ? { signInAudience } : {}),
  };
}

function isOneOf<T extends string>(value: string | undefined, values: readonly T[]): value is T {
  return values.some((known) => known === value);
}

function closedSetFaults(setting: string, value: string | undefined, values: readonly string[]): Fault[] {
  if (value === undefined || values.includes(value)) return [];
  const near = nearest(value, values);
  return [
    {
      setting,
      given: shown(value),
      allowed: alternatives(values),
      fix: `Write ${alternatives(near.length > 0 ? near : values)}.`,
    },
  ];
}

function audienceFaults({ signInAudience, cloud = Cloud.Public }: MailApplicationArgs): Fault[] {
  const audience: string | undefined = signInAudience;
  if (audience === "PersonalMicrosoftAccount") {
    return [
      {
        setting: "signInAudience",
        given: shown(audience),
        allowed: alternatives(Object.values(SignInAudience)),
        fix: `Write "${SignInAudience.AzureADandPersonalMicrosoftAccount}": AEM does not support applications for personal accounts only.`,
      },
    ];
  }
  const personalAccounts = isOneOf(audience, Object.values(SignInAudience)) && limitsOf(audience).personalAccounts;
  if (personalAccounts && cloud !== Cloud.Public) {
    const others = [SignInAudience.AzureADMultipleOrgs, SignInAudience.AzureADMyOrg];
    return [
      {
        setting: "signInAudience",
        given: `${shown(audience)} with cloud ${shown(cloud)}`,
        allowed: alternatives(others),
        fix: `Write "${defaultAudience(cloud)}": personal Microsoft accounts exist on the public cloud alone.`,
      },
    ];
  }
  return closedSetFaults("signInAudience", audience, Object.values(SignInAudience));
}

function displayNameFaults({ displayName, signInAudience }: MailApplicationSettings): Fault[] {
  const { displayNameLength: longest, personalAccounts } = limitsOf(signInAudience);
  const allowed = `1 to ${longest} characters${personalAccounts ? ", because personal accounts may sign in" : ""}`;
  const fault = { setting: "displayName", given: shown(displayName), allowed };
  if (displayName.trim() === "")
    return [{ ...fault, fix: "Write a name, or leave the setting out for one with the stack's name." }];

  if (displayName.length <= longest) return [];
  return [{ ...fault, fix: `Shorten it by ${displayName.length - longest}.` }];
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function ownerFaults(owners: readonly string[]): Fault[] {
  return owners.flatMap((owner, index) => {
    const fault = { setting: `owners[${index}]`, given: shown(owner) };
    if (!GUID.test(owner)) {
      return [
        {
          ...fault,
          allowed: "the object id of a user or service principal, in lower case",
          fix: "Look it up: az ad user show --id <user principal name> --query id",
        },
      ];
    }
    const first = owners.indexOf(owner);
    if (first === index) return [];
    return [{ ...fault, allowed: "each owner once", fix: `Remove it: owners[${first}] is the same.` }];
  });
}

function mailboxFaults(mailbox: string | undefined): Fault[] {
  if (mailbox === undefined || /^[^\s@]+@[^\s@]+$/.test(mailbox)) return [];
  return [
    {
      setting: "mailbox",
      given: shown(mailbox),
      allowed: "a user principal name",
      fix: 'Write the address with which the mailbox signs in, like "aem-mail@contoso.com".',
    },
  ];
}

function authorityFaults(authority: string): Fault[] {
  if (URL.canParse(authority) && authority.startsWith("https://") && new URL(authority).origin === authority) return [];
  return [
    {
      setting: "authority",
      given: shown(authority),
      allowed: "https://<host> or https://<host>:<port>, in lower case, without a path or a final slash",
      fix: `Leave it out for the cloud's own (${CLOUD_HOSTS.public.authority} on the public cloud), or write the origin alone.`,
    },
  ];
}
