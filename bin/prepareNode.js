// Loaded before the program by Pulumi's Node.js host (Pulumi.yaml, nodeargs) and by the command. Plain JavaScript without static
// imports of newer APIs: its first task is to tell an older Node, which would show a syntax error instead, that it is too old.
import * as nodeModule from "node:module";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import process from "node:process";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    "aem-mail-oauth: Node 22.18 or newer is needed, because it runs TypeScript as it is; " +
      `this is Node ${process.versions.node} (${process.execPath}).\n` +
      "Run npm ci first, which brings a newer one along for npx and npm run. Or install one (https://nodejs.org), put it first on PATH, and " +
      "run the command again.\n",
  );
  process.exit(1);
}

// Halves the start of every preview, because the SDKs are thousands of files. In the user's own cache folder: Node's default is
// one below the shared temporary folder, where another user of the machine could prepare it.
// Empty counts as unset and a relative path as none: https://specifications.freedesktop.org/basedir-spec/latest/
const { XDG_CACHE_HOME: told = "" } = process.env;
const caches = isAbsolute(told) ? told : join(homedir(), ".cache");
nodeModule.enableCompileCache(join(caches, "aem-mail-oauth", "node"));
