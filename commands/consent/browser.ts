import open from "open";

/**
 * Opens a page in the person's browser, if there is one. The link is no secret: it is in the browser's argument list.
 *
 * @returns whether a browser was started; never throws
 */
export async function openBrowser(url: string, environment: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const elsewhere = process.platform === "linux" && !hasScreen(environment);
  if (elsewhere || environment.BROWSER === "none") return false;
  try {
    const child = await open(url);
    child.on("error", () => undefined);
    return true;
  } catch {
    return false;
  }
}

/** On Linux without a screen, as over ssh, a browser in the terminal would take the place of this command. */
function hasScreen({ DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME }: NodeJS.ProcessEnv): boolean {
  return [DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME].some((value) => value !== undefined && value !== "");
}
