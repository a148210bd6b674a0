import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Starts the machine's own Chromium without a window.
 * @throws Error with the command that installs it, where there is none
 */
export async function startChromium(): Promise<Browser> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const executablePath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
  if (executablePath === undefined) {
    throw new Error(
      `This test needs Chromium, and none of ${NAMES.join(", ")} is on PATH. Install it: apt-get install -y chromium`,
    );
  }
  // Chromium refuses its own sandbox to root, which is whom containers run tests as.
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
