import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { UserError } from "../../local/userError.ts";
import { ROOT } from "../project.ts";
import { filesAt, type Revision, WORK_TREE } from "./git.ts";

/**
 * Pulumi takes JSON and .yml as well, and takes Pulumi.json before Pulumi.yaml: settings in such files would count, and nobody here
 * would read them.
 *
 * @throws UserError naming those that are there
 */
export async function refuseOtherSettings(revision: Revision, root = ROOT): Promise<void> {
  const inFolder = (folder: string): Promise<string[]> =>
    revision === WORK_TREE ? readdir(join(root, folder)).catch(() => []) : filesAt(revision, folder, root);
  const found = [...(await inFolder(".")), ...(await inFolder("stacks")).map((name) => `stacks/${name}`)].filter(
    (path) => /^(stacks\/)?Pulumi\b.*\.(json|yml)$/i.test(path),
  );
  if (found.length === 0) return;
  throw new UserError(
    `Pulumi would read ${found.join(", ")} too, or instead. Keep settings in .yaml files, where access is told.`,
  );
}
