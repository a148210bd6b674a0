// Loaded before a command (--import): tells on descriptor 3 which modules the process asked for, each in a line.
import { writeSync } from "node:fs";
import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    writeSync(3, `${resolved.url}\n`);
    return resolved;
  },
});
