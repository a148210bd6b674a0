import { rm } from "node:fs/promises";
import { Socket } from "node:net";
import { join } from "node:path";

import { describe, expect, it, jest } from "@jest/globals";

import { accessOf } from "../../../commands/access/model/accessModel.ts";
import { parseStackFile } from "../../../stack/stackFile.ts";
import { ROOT } from "../../checkout.ts";
import { useGitProject } from "../gitProject.ts";

const PROD = "stacks/Pulumi.prod.yaml";
const SETTINGS = "config:\n  aem-mail-oauth:permissions: [offline_access, SMTP.Send]\n";

/** What the report cannot see, shown: each row of the table in docs/review.md has its test here, under the same name. */
const project = useGitProject(SETTINGS);
const SAME = "No change in access: `dev`, `local`, `prod`, `staging`.\n";

function gate(range: string) {
  return project.run("access", "--diff", range, "--fail-on", "widening");
}

const SPOTS: Readonly<Record<string, () => Promise<void>>> = {
  "what an environment of Pulumi ESC sets": async () => {
    await project.write(PROD, `environment: [shared/prod]\n${SETTINGS}`);
    await project.run("access");
    project.commit("an environment");
    const { code, stdout } = await gate("start..main");
    expect(stdout).toContain(
      'Setting added: `environment = ["shared/prod"]`. This report does not know what such an environment of Pulumi ESC sets',
    );
    expect(code).toBe(4);
    // Whatever is changed in it afterwards is no commit of this repository.
    project.git("commit", "--quiet", "--allow-empty", "--message", "the environment is edited elsewhere");
    expect(await gate("main~1..main")).toMatchObject({ code: 0, stdout: expect.stringContaining(SAME) });
  },

  "an encrypted value": async () => {
    const sealed = (text: string): string => `${SETTINGS}  aem-mail-oauth:refreshToken:\n    secure: ${text}\n`;
    await project.write(PROD, sealed("v1:a"));
    project.commit("a token");
    await project.write(PROD, sealed("v1:b"));
    project.commit("another token");
    const { code, stdout } = await gate("main~1..main");
    // That it is another one is told; whose mailbox it opens is not.
    expect(stdout).toContain(
      "- same reach: Refresh token changed: `refreshToken`. It is encrypted, and this report cannot see whose",
    );
    expect(code).toBe(0);
  },

  "variables of whoever deploys": async () => {
    const environment = {
      ...{ ARM_TENANT_ID: "11111111-1111-1111-1111-111111111111", ARM_METADATA_HOSTNAME: "evil.example" },
      ...{ ARM_CLIENT_ID: "22222222-2222-2222-2222-222222222222", ARM_ENVIRONMENT: "china" },
      PULUMI_CONFIG: JSON.stringify({ "aem-mail-oauth:signInAudience": "AzureADMyOrg" }),
    };
    const plain = await project.run("access", "--check");
    expect(plain).toMatchObject({ code: 0, stderr: "" });
    expect(await project.runWith({ environment }, "access", "--check")).toEqual(plain);
  },

  "settings given to Pulumi's command line": async () => {
    // As with: pulumi up --config-file elsewhere/Pulumi.prod.yaml, or -c KEY=VALUE, which no file keeps.
    await project.write("docs/Pulumi.prod.yaml", `${SETTINGS}  aem-mail-oauth:signInAudience: AzureADMyOrg\n`);
    project.commit("another file of settings");
    expect(await gate("start..main")).toMatchObject({ code: 0, stdout: expect.stringContaining(SAME) });
  },

  "what is made outside of this project": async () => {
    // The program's own messages go to this process itself, over loopback.
    const connect = Reflect.get(Socket.prototype, "connect") as (...args: unknown[]) => Socket;
    const asked = jest.fn((...args: unknown[]): never => {
      throw new Error(`nobody is asked: ${JSON.stringify(args[0])}`);
    });
    const spy = jest.spyOn(Socket.prototype, "connect").mockImplementation(function (this: Socket, ...args) {
      const isOwn = JSON.stringify(args).includes('"host":"127.0.0.1"');
      return isOwn ? Reflect.apply(connect, this, args) : asked(...args);
    });
    try {
      const access = await accessOf("prod", parseStackFile(SETTINGS, PROD), ROOT);
      expect(access.permissions.map(({ name }) => name)).toEqual(["offline_access", "SMTP.Send"]);
      expect(asked).not.toHaveBeenCalled();
    } finally {
      spy.mockRestore();
    }
  },

  "consents and rules of the tenant": async () => {
    // What was consented to beyond the declared permissions, by whom, and what Conditional Access lets through.
    await project.write(
      "stacks/prod.consent.yaml",
      'consents:\n  - { mailbox: a@contoso.com, user: b, at: "2030-01-01T00:00:00Z", scopes: [Mail.ReadWrite] }\n',
    );
    project.commit("a consent to more");
    expect(await gate("start..main")).toMatchObject({ code: 0, stdout: expect.stringContaining(SAME) });
  },

  "who has a role in the vault or program": async () => {
    await project.write(PROD, `${SETTINGS}  aem-mail-oauth:tokenStore: https://contoso-mail.vault.azure.net\n`);
    await project.run("access");
    project.commit("a vault");
    const { code, stdout } = await gate("start..main");
    expect(stdout).toContain(
      "Whoever may read that vault's secrets (role Key Vault Secrets User, or one with the same right)",
    );
    expect(code).toBe(4);
    // Whoever is given the role afterwards is in no commit of this repository.
    project.git("commit", "--quiet", "--allow-empty", "--message", "a role is given elsewhere");
    expect(await gate("main~1..main")).toMatchObject({ code: 0, stdout: expect.stringContaining(SAME) });
  },

  "what changed code does": async () => {
    const path = "components/mailApplication.ts";
    const text = await project.read(path);
    const from = "new azuread.ApplicationRedirectUris(";
    expect(text).toContain(from);
    const more = 'new azuread.ApplicationPassword("mail-secret-quiet", { applicationId: registration.id });';
    await project.write(path, text.replace(from, `${more} ${from}`));
    project.commit("one more secret");
    project.git("branch", "proposed");
    project.git("checkout", "--quiet", "--detach", "start");
    const { code, stdout } = await gate("start..proposed");
    expect(stdout).toContain(`that code. \`${path}\`.\n\n${SAME}`);
    expect(stdout).not.toContain("mail-secret-quiet");
    expect(code).toBe(5);
  },

  "what the deploying clone makes of files": async () => {
    await project.write(".git/info/attributes", "Pulumi.prod.yaml filter=quiet\n");
    project.git("config", "filter.quiet.smudge", "sed s/SMTP.Send/Mail.ReadWrite/");
    await rm(join(project.root, PROD));
    project.git("checkout", "--force", "main", "--", PROD);
    expect(await project.read(PROD)).toContain("Mail.ReadWrite");
    project.git("commit", "--quiet", "--allow-empty", "--message", "nothing");
    const { code, stdout } = await gate("start..main");
    await rm(join(project.root, ".git", "info", "attributes"));
    project.git("config", "--remove-section", "filter.quiet");
    expect({ code, same: stdout.includes(SAME) }).toEqual({ code: 0, same: true });
  },

  "what the older access file said wrongly": async () => {
    const wider = SETTINGS.replace("SMTP.Send", "SMTP.Send, Mail.ReadWrite");
    await project.write(PROD, wider);
    await project.run("access");
    await project.write(PROD, SETTINGS);
    project.commit("the access file alone");
    await project.write(PROD, wider);
    project.commit("the settings, later");
    expect(await gate("main~1..main")).toMatchObject({ code: 0, stdout: expect.stringContaining(SAME) });
    // It was the first of the two that showed it.
    expect((await gate("start..main~1")).code).toBe(4);
  },

  "what else is merged meanwhile": async () => {
    project.git("branch", "feature");
    await project.write(PROD, SETTINGS.replace("SMTP.Send", "SMTP.Send, Mail.ReadWrite"));
    await project.run("access");
    project.commit("wider, on main");
    project.git("checkout", "--quiet", "feature");
    project.git("commit", "--quiet", "--allow-empty", "--message", "nothing");
    expect(await gate("main...feature")).toMatchObject({ code: 0, stdout: expect.stringContaining(SAME) });
    expect((await gate("start...main")).code).toBe(4);
  },
};

describe("the report cannot see", () => {
  it.each(Object.keys(SPOTS))("%s", async (name) => {
    expect.hasAssertions();
    await SPOTS[name]?.();
  });

  it("these things, and docs/review.md names them", async () => {
    const page = await project.read("docs/review.md");
    const [, section = ""] = page.split("\n## What the report cannot see\n");
    const rows = [...(section.split("\n## ")[0] ?? "").matchAll(/^\| (?!-|it cannot see)([^|]+?) +\|/gm)];
    expect(rows.map(([, name]) => name)).toEqual(Object.keys(SPOTS));
  });
});
