import type { Policies } from "@pulumi/policy";
import { applicationPermissions } from "./applicationPermissions.ts";
import { audience } from "./audience.ts";
import { delegatedPermissions } from "./delegatedPermissions.ts";
import { implicitTokens } from "./implicitTokens.ts";
import { personalAccounts } from "./personalAccounts.ts";
import { redirectUris } from "./redirectUris.ts";
import { secretCount } from "./secretCount.ts";
import { secretLifetime } from "./secretLifetime.ts";

/** The pack's policies, in the order in which its README lists them. */
export const policies: Policies = [
  applicationPermissions,
  delegatedPermissions,
  secretLifetime,
  secretCount,
  redirectUris,
  audience,
  personalAccounts,
  implicitTokens,
];
