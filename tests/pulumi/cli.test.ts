import { describe, expect, it } from "@jest/globals";
import type { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { SemVer } from "semver";

import { findCli, type Way } from "../../pulumi/cli.ts";
import { UserError } from "../../support/userError.ts";

const command = { command: "/opt/pulumi", version: new SemVer("3.300.1") } as unknown as PulumiCommand;

describe("findCli", () => {
  it("takes the first way that leads to a CLI and tries none behind it", async () => {
    const tried: string[] = [];
    const ways = [
      way("on PATH", tried, new Error("not there")),
      way("installed", tried, command),
      way("built", tried, command),
    ];
    await expect(findCli(() => undefined, ways)).resolves.toEqual({ command, origin: "Pulumi CLI 3.300.1, installed" });
    expect(tried).toEqual(["on PATH", "installed"]);
  });

  it("names every way that failed, with its reason, and what to install", async () => {
    const ways = [
      way("on PATH", [], new Error("not there")),
      way("built with Go", [], new Error("Go is not installed")),
    ];
    const failure = await findCli(() => undefined, ways).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as Error).message).toBe(
      "The Pulumi CLI 3.259.0 or newer is needed, and there is none. Tried:\n" +
        "  on PATH: not there\n" +
        "  built with Go: Go is not installed\n" +
        "Install it (https://www.pulumi.com/docs/install/) or install Go 1.26 or newer (https://go.dev/dl/), then run the command again.",
    );
  });
});

function way(name: string, tried: string[], result: PulumiCommand | Error): Way {
  return {
    name,
    find: () => {
      tried.push(name);
      return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
    },
  };
}
