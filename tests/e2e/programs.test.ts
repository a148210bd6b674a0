import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { copyProject, type ProjectCopy } from "../projectCopy.ts";
import { topLevelProgram } from "../topLevelProgram.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

let copy: ProjectCopy;

beforeAll(async () => {
  copy = await copyProject();
});

afterAll(() => copy.close());

describe("this project's program at top level, in the real engine", () => {
  let local: LocalStack;

  beforeAll(async () => {
    await copy.write("index.ts", `console.log("a line of its own");\n${await topLevelProgram()}`);
    local = await startLocalStack(copy.root);
  });

  afterAll(() => local.close());

  it("is deployed as the function is, and is unchanged the second time", async () => {
    const first = await local.run("up");
    expect(first.changes).toEqual({ create: 9 });
    expect(Object.keys(first.outputs)).toHaveLength(13);
    expect(first.outputs).toMatchObject({
      clientSecret: "[secret]",
      clientId: expect.stringMatching(/^[-0-9a-f]{36}$/),
    });
    expect(first.stderr).toContain("a line of its own");
    await expect(local.graph.applications()).resolves.toHaveLength(1);
    expect((await local.run("up")).changes).toEqual({ same: 9 });
  });

  it("refuses settings once, and in words", async () => {
    const run = await local.runToFailure("up", "--config", "protect=perhaps");
    expect(run.stderr.split('given:   "perhaps"')).toHaveLength(2);
    expect(run.stderr).not.toContain("    at ");
  });
});

describe("two runs in one process, in the real engine", () => {
  const SDK = 'import * as random from "@pulumi/random";\n';
  const OUTPUTS = "{ id: made().id }";

  /** The same resource, declared in the ways that programs have. */
  const PROGRAMS: Readonly<Record<string, string>> = {
    // A module is evaluated once in a process: a second run in it would declare nothing, and the engine would delete.
    "module.ts": `${SDK}const one = new random.RandomUuid("made");\nexport const made = () => one;\n`,
    "hybrid.ts": `import { made } from "./module.ts";\nexport default function () { return ${OUTPUTS}; }\n`,
    "memory.ts": `${SDK}let one: random.RandomUuid | undefined;\nexport const made = () => (one ??= new random.RandomUuid("made"));\n`,
    "remembering.ts": `import { made } from "./memory.ts";\nexport default function () { return ${OUTPUTS}; }\n`,
  };
  const MAINS = ["remembering.ts", "hybrid.ts"];
  const RUNS = `
import { readFile, writeFile } from "node:fs/promises";

import { operate } from "./local/engine/operate.ts";
import { localFolder } from "./local/folder.ts";
import { LOCAL, stackRef } from "./stack/stackRef.ts";

const folder = localFolder(stackRef(LOCAL, process.cwd(), process.argv[2]));
const project = await readFile("Pulumi.yaml", "utf8");
// Any free one at first, which is kept.
let port: number | undefined = 0;
for (const main of ${JSON.stringify(MAINS)})
  for (const run of [1, 2]) {
    await writeFile("Pulumi.yaml", project.replace("main: index.ts", "main: " + main));
    const shown: string[] = [];
    const show = (text: string) => void shown.push(text);
    const options = { folder, port, config: {}, diff: false, color: false, log: () => undefined, show };
    const { changes, failed } = await operate("up", options);
    port = undefined;
    process.stdout.write([main, run, JSON.stringify(changes), failed ? shown.join("") : ""].join(" ") + "\\n");
  }
`;

  it("declare the same, whatever kind of program it is", async () => {
    for (const [path, text] of Object.entries(PROGRAMS)) await copy.write(path, text);
    await copy.write("runs.ts", RUNS);
    const folder = await mkdtemp(join(tmpdir(), "aem-mail-oauth-runs-"));
    try {
      const { stdout } = await promisify(execFile)(process.execPath, ["runs.ts", folder], { cwd: copy.root });
      expect(stdout.split("\n")).toEqual([
        'remembering.ts 1 {"create":2} ',
        'remembering.ts 2 {"same":2} ',
        'hybrid.ts 1 {"same":2} ',
        'hybrid.ts 2 {"same":2} ',
        "",
      ]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
