import process from "node:process";

import { findCli } from "../pulumi/cli.ts";

/** Before the first test: has the engine found, downloaded or built once, instead of by several end-to-end tests at a time. */
export default async function findEngine() {
  const { origin } = await findCli((line) => process.stderr.write(`${line}\n`));
  process.stderr.write(`\nEnd-to-end tests run the ${origin}.\n`);
}
