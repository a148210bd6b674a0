import { stackNames } from "../../stack/project.ts";
import { readStackFile } from "../../stack/stackFile.ts";
import { stackRef, type StackRef } from "../../stack/stackRef.ts";
import { readIfThere } from "../../support/readIfThere.ts";
import { UserError } from "../../support/userError.ts";
import { renderAccess } from "./model/accessFile.ts";
import { accessOf } from "./model/accessModel.ts";
import { refuseSettingsElsewhere } from "./report/settingsElsewhere.ts";

/** The access file of a stack as it has to be, and as it is. */
export interface CurrentFile {
  readonly stack: StackRef;
  readonly text: string;
  /** Undefined where there is none. */
  readonly stored: string | undefined;
}

/** What the stacks declare, and of those whose settings are refused why: one keeps nobody from the others. */
export interface CurrentFiles {
  readonly files: readonly CurrentFile[];
  /** A message for each stack that is refused. */
  readonly faults: readonly string[];
}

/**
 * The access files of all stacks, or of one.
 *
 * @throws UserError when there is no stack, or when other files would count as well
 */
export async function currentAccessFiles(only: StackRef | undefined, project: string): Promise<CurrentFiles> {
  await refuseSettingsElsewhere(project);
  const stacks = only === undefined ? (await stackNames(project)).map((name) => stackRef(name, project)) : [only];
  if (stacks.length === 0) throw new UserError("There is no stack: stacks/ has no file Pulumi.<stack>.yaml.");
  const files: CurrentFile[] = [];
  const faults: string[] = [];
  for (const stack of stacks) {
    try {
      const { name, files: paths } = stack;
      const text = renderAccess(name, await accessOf(name, await readStackFile(paths.settings, project), project));
      const stored = await readIfThere(paths.access);
      // Git may have turned its line ends.
      files.push({ stack, text, stored: stored?.replaceAll("\r\n", "\n") });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      faults.push(error.message);
    }
  }
  return { files, faults };
}
