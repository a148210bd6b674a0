import type { Connection } from "../../../entra/connect.ts";
import { NEEDS, withNeeds } from "../../../entra/permissionsNeeded.ts";
import { deployedApplication } from "../../../stack/deployedApplication.ts";
import type { Deployment } from "../../../stack/deployment.ts";
import { noteChange } from "../../../support/auditNotes.ts";
import type { Stray } from "./strays.ts";

/** Removes secrets, after a last look at the state: what it knows by now stays. */
export async function remove(
  chosen: readonly Stray[],
  deployment: Deployment,
  { graph }: Connection,
): Promise<Stray[]> {
  const deployed = await deployedApplication(deployment);
  if (deployed === undefined) return [];
  const unknown = chosen.filter(({ keyId }) => !deployed.secrets.has(keyId));
  for (const { keyId, label } of unknown) {
    noteChange({ secrets: [{ change: "removed", label, keyId }] });
    await withNeeds("Removing a secret", NEEDS.changeApplication, () =>
      graph.post(`/applications/${encodeURIComponent(deployed.objectId)}/removePassword`, { keyId }),
    );
  }
  return unknown;
}
