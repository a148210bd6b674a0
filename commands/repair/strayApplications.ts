import { MANAGED_BY } from "../../components/notes.ts";
import type { Graph } from "../graph/client.ts";

/** An application that looks like the stack's and is not the one that its state knows. */
export interface StrayApplication {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly createdDateTime: string;
}

/**
 * Applications with this display name that this program made, but for the one that is known: an update that was killed while it made the
 * registration leaves one. It may as well be another stack's, so it is named and left alone.
 */
export async function strayApplications(
  graph: Graph,
  displayName: string,
  knownId: string | undefined,
): Promise<StrayApplication[]> {
  const found = (await graph.list("/applications", {
    // A quote within is doubled: OData 4.01, part 2, section 5.1.1.6.1.
    $filter: `displayName eq '${displayName.replaceAll("'", "''")}'`,
    $select: "id,appId,displayName,notes,createdDateTime",
  })) as unknown as (StrayApplication & { notes: string | null })[];
  return found
    .filter(({ id, notes }) => id !== knownId && notes?.startsWith(MANAGED_BY) === true)
    .map(({ id, appId, displayName: name, createdDateTime }) => ({ id, appId, displayName: name, createdDateTime }));
}
