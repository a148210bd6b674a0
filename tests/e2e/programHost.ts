// Serves the program of a project to engines that are given its address, until standard input ends. The language plugin of Pulumi for Node.js
// is no package of npm's: with this one `pulumi up` runs the real program without it.
import process from "node:process";

import { serveLanguageHost } from "../../local/engine/languageHost.ts";
import { projectProgram } from "../../pulumi/program/projectProgram.ts";

const host = await serveLanguageHost(() => projectProgram(process.argv[2] ?? ""));
process.stdout.write(`${host.address}\n`);
process.stdin.resume().on("end", () => {
  host.close();
  process.exit(0);
});
