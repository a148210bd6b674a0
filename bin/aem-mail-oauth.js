#!/usr/bin/env node
import "./prepareNode.js";

import { dirname } from "node:path";
import process from "node:process";

const ROOT = dirname(import.meta.dirname);

// Whoever reads the output may stop early (`| head`): what was begun is still done to its end.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code !== "EPIPE") throw error;
  });
}

// A program that ends this process in the middle of a command has answered nothing.
let answered = false;
process.on("exit", (/** @type {number} */ code) => {
  if (!answered && code === 0) {
    process.stderr.write(
      "The command was ended before it was done, perhaps by the project's program. Nothing it said counts.\n",
    );
    process.exitCode = 5;
  }
});

// Only now, so that an old Node has been turned away before it meets TypeScript.
const { missingPackage } = await import("../support/missingPackage.ts");
try {
  const { main } = await import("../commands/main.ts");
  process.exitCode = await main(process.argv.slice(2));
  answered = true;
} catch (error) {
  const words = missingPackage(error, ROOT);
  if (words === undefined) throw error;
  process.stderr.write(`${words}\n`);
  process.exitCode = 1;
}
