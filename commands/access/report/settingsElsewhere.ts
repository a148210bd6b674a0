import { join } from "node:path";

import { parseProject, stackFolderOf } from "../../../stack/projectSettings.ts";
import { PROJECT_FILE, STACK_FOLDER } from "../../../stack/stackRef.ts";
import { listIfThere, readIfThere } from "../../../support/readIfThere.ts";
import { printable } from "../../../support/text.ts";
import { UserError } from "../../../support/userError.ts";
import { foldedName } from "../git/foldedName.ts";
import { fileAt, filesAt, type Revision, WORK_TREE } from "../git/git.ts";
import { type Doubt, doubtWords } from "./doubt.ts";

/** Why Pulumi would, or could, read other settings than the files that are shown here; nothing where it reads these alone. */
export async function settingsElsewhere(revision: Revision, root: string): Promise<Doubt[]> {
  const inFolder = (folder: string): Promise<string[]> =>
    revision === WORK_TREE ? listIfThere(join(root, folder)) : filesAt(revision, folder, root);
  const top = await inFolder(".");
  const stacks = await inFolder(STACK_FOLDER);
  return [
    ...otherFormats([...top, ...stacks.map((name) => `stacks/${name}`)]),
    ...mistakable(top, /^(pulumi\.yaml|stacks)$/, /^(Pulumi\.yaml|stacks)$/),
    ...mistakable(stacks, /^pulumi\..*yaml$/, /^Pulumi\..+\.yaml$/),
    ...elsewhere(await projectFile(revision, root)),
  ];
}

/**
 * The same for the files that lie here.
 *
 * @throws UserError naming what is there
 */
export async function refuseSettingsElsewhere(root: string): Promise<void> {
  const found = await settingsElsewhere(WORK_TREE, root);
  if (found.length > 0) throw new UserError(found.map((doubt) => doubtWords(doubt, printable)).join("\n"));
}

/** Pulumi takes JSON and .yml as well, and takes Pulumi.json before Pulumi.yaml. */
function otherFormats(paths: readonly string[]): Doubt[] {
  const names = paths.filter((path) => /^(stacks\/)?Pulumi\b.*\.(json|yml)$/i.test(path));
  const fix = "Keep settings in .yaml files: this report reads no others.";
  return names.length === 0 ? [] : [{ words: "Pulumi would read other files too, or instead", names, fix }];
}

/** Names that are another file's where case does not count, and files that are found there under a name that they do not have here. */
function mistakable(present: readonly string[], counts: RegExp, exact: RegExp): Doubt[] {
  const counted = present.filter((name) => counts.test(foldedName(name)));
  const folded = counted.map(foldedName);
  const twins = (name: string): number => folded.filter((it) => it === foldedName(name)).length;
  const names = counted.filter((name) => !exact.test(name) || twins(name) > 1);
  const words = "macOS and Windows take these names for those of other files, and Pulumi reads them there";
  return names.length === 0 ? [] : [{ words, names, fix: "Give each a name of its own, such as Pulumi.prod.yaml." }];
}

/** Where the project says that the settings of its stacks are. */
function elsewhere(text: string | undefined): Doubt[] {
  if (text === undefined) return [{ words: "There is no Pulumi.yaml, which says where Pulumi reads settings." }];
  const fix = "Write stackConfigDir: stacks there: this report reads no other folder.";
  try {
    if (stackFolderOf(parseProject(text)) === STACK_FOLDER) return [];
    return [{ words: "Pulumi.yaml says that the settings of the stacks are not those in stacks/.", fix }];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ words: "Pulumi.yaml, which says where Pulumi reads settings, cannot be read for certain.", fix }];
  }
}

async function projectFile(revision: Revision, root: string): Promise<string | undefined> {
  if (revision !== WORK_TREE) return fileAt(revision, PROJECT_FILE, root);
  return readIfThere(join(root, PROJECT_FILE));
}
