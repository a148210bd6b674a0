import { join } from "node:path";

import { expect, it } from "@jest/globals";

import { stateFile } from "../../../local/engine/stack.ts";
import { localFolder } from "../../../local/folder.ts";
import { LOCAL, stackRef } from "../../../stack/stackRef.ts";
import { sampleProject } from "../../pulumi/program/sampleProject.ts";

it("names the state's file as Pulumi does, by the project's own name", async () => {
  const project = await sampleProject();
  try {
    const folder = localFolder(stackRef(LOCAL, project.root));
    await expect(stateFile(folder)).resolves.toBe(join(folder.backend, ".pulumi", "stacks", "sample", "local.json"));
  } finally {
    await project.close();
  }
});
