import { readFileSync } from "node:fs";
import { request } from "node:https";
import { json } from "node:stream/consumers";

import { aemInstances, PROGRAM } from "../../local/cloudManager/index.ts";
import { readClientSecrets } from "../../local/tenant/server/environment.ts";
import { CLIENTS } from "../../local/tenant/state/seed.ts";
import { signInAs } from "../local/tenant/signIn/person.ts";
import { start } from "./consentRun.ts";
import { type Graph, graphOf } from "./graph.ts";
import type { LocalStack } from "./localStack.ts";

/** What AEM holds, wherever it keeps it. */
export interface AemValues {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

/** As whom AEM signs in with its values, or the numbers of the refusal. */
export type Opened = { readonly as: string } | { readonly refused: readonly number[] };

/** A sign-in by `consent --save`, of the mailbox itself or of somebody for it; throws with its words where it fails. */
export async function signIn(
  local: LocalStack,
  cwd: string,
  mailbox: string,
  user = mailbox,
): Promise<{ readonly stdout: string }> {
  const words = ["--mailbox", mailbox, ...(user === mailbox ? [] : ["--user", user])];
  const running = start(local, ["consent", "--paste", "--save", "--no-verify", "--cwd", cwd, ...words]);
  const ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  running.child.stdin.end(`${await signInAs(await running.link(), { user, ca })}\n`);
  const { code, stdout, stderr } = await running.ended;
  if (code !== 0) throw new Error(`consent exited with ${String(code)}:\n${stdout}${stderr}`);
  return { stdout };
}

/** What a person reads on the sheet, to enter it. */
export async function onTheSheet(run: (...args: string[]) => Promise<{ stdout: string }>): Promise<AemValues> {
  const { stdout } = await run("sheet", "--show-secrets", "--json");
  const places = (JSON.parse(stdout) as { places: { fields: { label: string; value?: string }[] }[] }).places;
  const value = (label: string): string =>
    places.flatMap(({ fields }) => fields).find((field) => field.label === label)?.value ?? "";
  return { clientId: value("Client ID"), clientSecret: value("Client Secret"), refreshToken: value("Refresh Token") };
}

/** What the AEM of an environment has once its restart is over. */
export async function inCloud(local: LocalStack, environment: string): Promise<AemValues> {
  const place = { program: PROGRAM, environment, service: "author" as const };
  const soon = new Date(Date.now() + 5 * 60_000);
  const { variables = {} } = (await aemInstances(local.folder.tenant, place, soon)).at(-1) ?? {};
  return {
    clientId: variables.SMTP_OAUTH_CLIENT_ID ?? "",
    clientSecret: variables.SECRET_SMTP_OAUTH_CLIENT_SECRET ?? "",
    refreshToken: variables.SECRET_SMTP_OAUTH_REFRESH_TOKEN ?? "",
  };
}

/** Redeems the token as AEM does, and keeps no successor. */
export async function open(local: Pick<LocalStack, "tenant">, values: AemValues): Promise<Opened> {
  const { clientId, clientSecret, refreshToken } = values;
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    client_id: clientId,
    client_secret: clientSecret,
    refresh_token: refreshToken,
    scope: "openid profile offline_access",
  });
  const ca = readFileSync(local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "");
  const body = await new Promise<{ id_token?: string; error_codes?: number[] }>((resolve, reject) => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const call = request(`${local.tenant.url}/common/oauth2/v2.0/token`, { method: "POST", headers, ca });
    call.on("error", reject).on("response", (response) => {
      json(response).then((answer) => {
        resolve(answer as { id_token?: string });
      }, reject);
    });
    call.end(form.toString());
  });
  if (body.id_token === undefined) return { refused: body.error_codes ?? [] };
  const claims = JSON.parse(Buffer.from(body.id_token.split(".")[1] ?? "", "base64url").toString()) as {
    preferred_username: string;
  };
  return { as: claims.preferred_username };
}

/** Microsoft Graph as the tenant's administrator has it, who also disables accounts. */
export function administrator({ tenant, folder }: Pick<LocalStack, "tenant" | "folder">): Promise<Graph> {
  const environment = {
    ...tenant.environment,
    ARM_CLIENT_ID: CLIENTS.administrator.appId,
    ARM_CLIENT_SECRET: readClientSecrets(folder.tenant).administrator,
  };
  return graphOf({ ...tenant, environment });
}
