import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A project in a temporary folder, which shares this one's packages. */
export interface SampleProject {
  readonly root: string;
  write(path: string, text: string): Promise<void>;
  close(): Promise<void>;
}

export async function sampleProject(files: Readonly<Record<string, string>> = {}): Promise<SampleProject> {
  const root = await mkdtemp(join(tmpdir(), "aem-mail-oauth-program-"));
  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const all = {
    "Pulumi.yaml": "name: sample\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.ts\n",
    "package.json": '{ "type": "module", "main": "index.ts" }\n',
    ...files,
  };
  for (const [path, text] of Object.entries(all)) await write(path, text);
  await symlink(join(import.meta.dirname, "..", "..", "..", "node_modules"), join(root, "node_modules"), "dir");
  return { root, write, close: () => rm(root, { recursive: true, force: true }) };
}
