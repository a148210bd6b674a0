import { MANAGED_BY } from "../../../components/notes.ts";
import type { Graph } from "../../../entra/graphClient.ts";
import { name, nullable, object, text } from "../../../support/shape.ts";

/** An application that looks like the stack's and is not the one that its state knows. */
export interface StrayApplication {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  /** RFC 3339; empty where Graph does not tell. */
  readonly createdDateTime: string;
}

const APPLICATION = object({
  id: name,
  appId: name,
  displayName: text,
  notes: nullable(text),
  createdDateTime: nullable(text),
});

/**
 * Applications with this display name that this program made, but for the one that is known: an update that was killed while it made the
 * registration leaves one. It may as well be another stack's, so it is named and left alone.
 */
export async function strayApplications(
  graph: Graph,
  displayName: string,
  knownId: string | undefined,
): Promise<StrayApplication[]> {
  const found = await graph.list("/applications", APPLICATION, {
    // A quote within is doubled: OData 4.01, part 2, section 5.1.1.6.1.
    $filter: `displayName eq '${displayName.replaceAll("'", "''")}'`,
    $select: "id,appId,displayName,notes,createdDateTime",
  });
  return found
    .filter(({ id, notes }) => id !== knownId && notes?.startsWith(MANAGED_BY) === true)
    .map(({ id, appId, displayName: called, createdDateTime }) => ({
      id,
      appId,
      displayName: called,
      createdDateTime: createdDateTime ?? "",
    }));
}
