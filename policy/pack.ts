import { PolicyPack } from "@pulumi/policy";

import { policies } from "./policies.ts";

/** Serves the pack to the engine that started this process. */
new PolicyPack("aem-mail-oauth", { policies, enforcementLevel: "advisory" });
