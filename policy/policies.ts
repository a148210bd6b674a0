import type { Policies } from "@pulumi/policy";
import { applicationPermissions } from "./applicationPermissions.ts";

/** The pack's policies, in the order in which its README lists them. */
export const policies: Policies = [applicationPermissions];
