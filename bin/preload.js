// Loaded before the program by Pulumi's Node.js host (Pulumi.yaml, nodeargs). Plain JavaScript without static imports of newer
// APIs, because its first task is to say which Node is needed to an older one, which would otherwise show a syntax error.
import * as nodeModule from "node:module";
import process from "node:process";

const NEEDED = [22, 18];

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  process.stderr.write(
    `aem-mail-oauth: Node ${NEEDED.join(".")} or newer is needed, because it runs TypeScript as it is; ` +
      `this is Node ${process.versions.node} (${process.execPath}).\n` +
      `Install a newer Node (https://nodejs.org), put it first on PATH, and run the command again.\n`,
  );
  process.exit(1);
}

// Halves the start of every preview: the SDKs are thousands of files. Missing in Node before 22.1, hence the namespace import.
nodeModule.enableCompileCache?.();
