#!/usr/bin/env node
import "./preload.js";

import process from "node:process";

// Only now, so that an old Node has been turned away before it meets TypeScript.
const { main } = await import("../commands/main.ts");
process.exitCode = await main(process.argv.slice(2));
