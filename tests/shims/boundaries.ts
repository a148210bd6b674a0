// Loaded with --import before a command. Names each moment at which its process changes a file, sends or gets anything over the network, or
// starts or loses a child, in order: "rename a to b #2" is the moment before the second rename of that name. Writes the names into the
// file BOUNDARIES_TO, and ends the process by SIGKILL at the one that BOUNDARIES_KILL names. What a child does, such as the Pulumi CLI, is its
// own; so is what the local tenant's mail servers do, but for being met here as well where the command itself serves them.
import { openSync, writeSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";

import { watchFiles } from "./files.ts";
import type { Meet } from "./meet.ts";
import { watchChildren, watchConnections, watchRequests } from "./traffic.ts";

const { BOUNDARIES_TO: to, BOUNDARIES_KILL: target } = process.env;
const record = to === undefined ? undefined : openSync(to, "a", 0o600);
const write = writeSync;
const met = new Map<string, number>();

const meet: Meet = (name, amid) => {
  const count = (met.get(name) ?? 0) + 1;
  met.set(name, count);
  const boundary = `${name} #${count}`;
  if (record !== undefined) write(record, `${boundary}\n`);
  if (boundary !== target) return;
  amid?.();
  process.kill(process.pid, "SIGKILL");
  // Nothing more of this process, however long the signal takes.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};

await watchFiles(meet);
watchRequests(meet);
watchConnections(meet);
watchChildren(meet);
syncBuiltinESMExports();
process.on("exit", () => {
  meet("exit");
});
