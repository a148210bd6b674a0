import { relative } from "node:path";

import { ExitCode } from "../../commandLine/exitCodes.ts";
import type { Backend } from "../../stack/backend.ts";
import { findProject, requireStack, type StackWanted } from "../../stack/project.ts";
import { namedStack, type StackRef } from "../../stack/stackRef.ts";
import { noteChange } from "../../support/auditNotes.ts";
import { UserError } from "../../support/userError.ts";
import { writeWhole } from "../../support/writeWhole.ts";
import { currentAccessFiles } from "./currentFiles.ts";
import type { AccessOptions } from "./options.ts";

/** `access`: what the stacks give access to, in words. */
export async function access(
  { action, ...values }: AccessOptions,
  backend: Backend,
  now = new Date(),
): Promise<number> {
  const project = await findProject(values);
  switch (action) {
    case "live": {
      const { live } = await import("./live/live.ts");
      return live(await requireStack(values), { json: values.json, backend });
    }
    case "diff": {
      const { diff } = await import("./diff.ts");
      const { diff: range = "", format = "md" } = values;
      const most = values["at-most"] === undefined ? undefined : Number(values["at-most"]);
      const gate = { failOnWidening: values["fail-on"] !== undefined, acceptedCode: values["accept-code"] };
      const stack = values.stack === undefined ? undefined : namedStack(values.stack).name;
      return diff({ project, range, stack, format, ...gate, most, now });
    }
    case "check": {
      const { check } = await import("./check.ts");
      return check({ project, stack: await oneOf(values), base: values.base });
    }
    default:
      return write(project, await oneOf(values));
  }
}

/** The stack that was named; undefined for all. */
async function oneOf(asked: StackWanted): Promise<StackRef | undefined> {
  return asked.stack === undefined ? undefined : requireStack(asked);
}

async function write(project: string, stack: StackRef | undefined): Promise<number> {
  const { files, faults } = await currentAccessFiles(stack, project);
  for (const {
    stack: {
      given,
      files: { access: path },
    },
    text,
    stored,
  } of files) {
    if (text !== stored) {
      noteChange({ stack: given, places: [relative(project, path)] });
      await writeWhole(path, text);
    }
    process.stdout.write(`${relative(project, path)}: ${text === stored ? "unchanged" : "written"}\n`);
  }
  if (faults.length > 0) throw new UserError(faults.join("\n\n"));
  return ExitCode.Good;
}
