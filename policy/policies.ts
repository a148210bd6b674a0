import type { Policies } from "@pulumi/policy";

import { applicationPermissions } from "./applicationPermissions.ts";
import { audience } from "./audience.ts";
import { certificates } from "./certificates.ts";
import { delegatedPermissions } from "./delegatedPermissions.ts";
import { directoryRoles } from "./directoryRoles.ts";
import { federatedCredentials } from "./federatedCredentials.ts";
import { foreignApplications } from "./foreignApplications.ts";
import { implicitTokens } from "./implicitTokens.ts";
import { knownClients } from "./knownClients.ts";
import { mappedClaims } from "./mappedClaims.ts";
import { notJudged } from "./notJudged.ts";
import { owners } from "./owners.ts";
import { personalAccounts } from "./personalAccounts.ts";
import { publicClients } from "./publicClients.ts";
import { redirectUris } from "./redirectUris.ts";
import { secretCount } from "./secretCount.ts";
import { secretLifetime } from "./secretLifetime.ts";

/** The pack's policies, in the order in which its README lists them. */
export const policies: Policies = [
  applicationPermissions,
  delegatedPermissions,
  directoryRoles,
  foreignApplications,
  owners,
  secretLifetime,
  secretCount,
  certificates,
  federatedCredentials,
  publicClients,
  redirectUris,
  audience,
  personalAccounts,
  implicitTokens,
  knownClients,
  mappedClaims,
  notJudged,
];
