import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

import { findCli } from "../pulumi/cli.ts";

/** Before the first test: has the engine found, downloaded or built once, instead of by several end-to-end tests at a time. */
export default async function findEngine() {
  const { origin } = await findCli((line) => process.stderr.write(`${line}\n`));
  process.stderr.write(`\nEnd-to-end tests run the ${origin}.\n`);
  // What the first of them finds out for all: which plugins there are, as asking in vain takes seconds (e2e/localStack.ts).
  process.env.FOUND_BY_TESTS = await mkdtemp(join(tmpdir(), "aem-mail-oauth-found-"));
  // A quarter less time for each of hundreds of runs of a Go program that ends before it runs out of memory.
  process.env.GOGC ??= "400";
}
