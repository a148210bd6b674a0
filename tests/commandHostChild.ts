// The process of a CommandHost: runs command lines of the project in argv[2], one after the other, each as `bin/` would.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { Ended } from "./commandHost.ts";

const [, , root = ""] = process.argv;
const load = (path: string): Promise<unknown> => import(pathToFileURL(join(root, path)).href);

await load("bin/prepareNode.js");
const { main } = (await load("commands/main.ts")) as { main: (args: string[]) => Promise<number> };

/** Keeps what is written to a stream from now on; answers how to stop that, which gives it back. */
function keep(stream: NodeJS.WriteStream): () => string {
  const chunks: Buffer[] = [];
  const write = stream.write.bind(stream);
  stream.write = (chunk: Uint8Array | string, ...rest: unknown[]) => {
    chunks.push(Buffer.from(chunk as string));
    const done = rest.at(-1);
    if (typeof done === "function") setImmediate(done as () => void);
    return true;
  };
  return () => {
    stream.write = write;
    return Buffer.concat(chunks).toString();
  };
}

async function run(args: string[]): Promise<Ended> {
  const environment = process.env;
  process.env = { ...environment };
  const [stdout, stderr] = [keep(process.stdout), keep(process.stderr)];
  const code = await main(args);
  process.env = environment;
  process.chdir(root);
  return { code, stdout: stdout(), stderr: stderr() };
}

process.on("message", (args: string[]) => {
  void run(args).then((ended) => process.send?.(ended));
});
process.on("disconnect", () => process.exit());
