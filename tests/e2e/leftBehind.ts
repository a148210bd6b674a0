import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Collects the argument lists of every process that begins on this machine, over and over, until it is told to stop. */
export function watchArguments(): () => string {
  const pids = (): string[] => readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  // Reading those of the whole machine a hundred times a second would be most of what the test does.
  const before = new Set(pids());
  const seen = new Set<string>();
  const timer = setInterval(() => {
    for (const id of pids().filter((name) => !before.has(name))) {
      try {
        seen.add(readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " "));
      } catch {
        // It has ended since.
      }
    }
  }, 10);
  return () => {
    clearInterval(timer);
    return [...seen].join("\n");
  };
}

/** Every file below a folder but those of packages. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
    .map((entry) => join(entry.parentPath, entry.name));
}
