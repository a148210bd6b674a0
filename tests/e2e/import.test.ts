import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";

import { afterAll, beforeAll, expect, it } from "@jest/globals";

import { openStack } from "../../local/engine/stack.ts";
import { findCli } from "../../pulumi/cli.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

let local: LocalStack;

beforeAll(async () => {
  local = await startLocalStack();
});

afterAll(() => local.close());

/** As a person who followed Adobe's page would have left it, with a permission and a redirect URI too few. */
const byHand = {
  displayName: "AEM mail, made in the portal",
  signInAudience: "AzureADandPersonalMicrosoftAccount",
  api: { requestedAccessTokenVersion: 2 },
  web: { redirectUris: ["http://localhost"] },
  requiredResourceAccess: [
    {
      resourceAppId: "00000003-0000-0000-c000-000000000000",
      resourceAccess: [{ id: "7427e0e9-2fba-42fe-b0c0-848c9e6a8182", type: "Scope" }],
    },
  ],
};

it("an application made by hand is adopted with its client id, and only what differs is updated", async () => {
  const { body } = await local.graph.call("POST", "/applications", byHand);
  const { id, appId } = body as { id: string; appId: string };
  // The first run makes the folder and chooses the plugins; nothing is deployed.
  await local.run("preview");

  const { command } = await findCli(() => undefined);
  const hosts = join(local.folder.root, "language-host");
  await mkdir(hosts);
  const host = `exec '${process.execPath}' '${join(import.meta.dirname, "languageHost.js")}'`;
  await writeFile(join(hosts, "pulumi-language-nodejs"), `#!/bin/sh\n${host}\n`, { mode: 0o755 });
  const stack = await openStack({ folder: local.folder, command, tenant: local.tenant, config: {} });
  stack.workspace.envVars.PATH = `${hosts}${delimiter}${process.env.PATH ?? ""}`;
  const application = `/applications/${id}`;
  await stack.import({
    protect: false,
    generateCode: false,
    nameTable: {},
    resources: [
      { type: "aem-mail-oauth:index:MailApplication", name: "component", logicalName: "mail", component: true },
      part("applicationRegistration:ApplicationRegistration", "mail", application),
      part("applicationRedirectUris:ApplicationRedirectUris", "mail-redirects", `${application}/redirectUris/Web`),
      part(
        "applicationApiAccess:ApplicationApiAccess",
        "mail-api-graph",
        `${application}/apiAccess/00000003-0000-0000-c000-000000000000`,
      ),
    ],
  });

  const run = await local.run("up");
  expect(run.outputs.clientId).toBe(appId);
  const [adopted, ...others] = await local.graph.applications();
  expect(others).toEqual([]);
  expect(adopted).toMatchObject({ id, displayName: "AEM Forms mail (local)" });
  expect(adopted?.requiredResourceAccess[0]?.resourceAccess).toHaveLength(6);
  expect(run.changes).toEqual({ create: 4, update: 4, same: 1 });
  expect((await local.run("up")).changes).toEqual({ same: 9 });
});

function part(type: string, name: string, id: string) {
  return {
    type: `azuread:index/${type}`,
    name: name === "mail" ? "registration" : name,
    logicalName: name,
    id,
    parent: "component",
  };
}
