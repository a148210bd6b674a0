import { relative } from "node:path";

import { ExitCode } from "../../commandLine/exitCodes.ts";
import { ROOT } from "../../stack/project.ts";
import { UserError } from "../../support/userError.ts";
import { writeWhole } from "../../support/writeWhole.ts";
import { currentAccessFiles } from "./currentFiles.ts";
import { accessFile } from "./model/accessFile.ts";
import { accessOptions } from "./options.ts";

/** `access`: what the stacks give access to, in words. */
export async function access(args: string[], now = new Date()): Promise<number> {
  const { action, values } = accessOptions(args);
  // Of a qualified name, as in organisation/project/prod, the files have the last part.
  const stack = values.stack?.split("/").at(-1);
  switch (action) {
    case "live": {
      const { live } = await import("./live/live.ts");
      const { requireStack } = await import("../../stack/project.ts");
      return live(await requireStack(values.stack), { json: values.json, folder: values.folder });
    }
    case "diff": {
      const { diff } = await import("./diff.ts");
      const { diff: range = "", format = "md" } = values;
      const most = values["at-most"] === undefined ? undefined : Number(values["at-most"]);
      const gate = { failOnWidening: values["fail-on"] !== undefined, acceptedCode: values["accept-code"] };
      return diff({ range, stack, format, ...gate, most, now });
    }
    case "check": {
      const { check } = await import("./check.ts");
      return check({ stack, base: values.base });
    }
    default:
      return write(stack);
  }
}

async function write(stack: string | undefined): Promise<number> {
  const { files, faults } = await currentAccessFiles(stack);
  for (const { stack: name, text, stored } of files) {
    const path = accessFile(name);
    if (text !== stored) await writeWhole(path, text);
    process.stdout.write(`${relative(ROOT, path)}: ${text === stored ? "unchanged" : "written"}\n`);
  }
  if (faults.length > 0) throw new UserError(faults.join("\n\n"));
  return ExitCode.Good;
}
