import { readFileSync } from "node:fs";
import { request } from "node:https";
import { json } from "node:stream/consumers";

import { signInAs } from "../local/tenant/signIn/person.ts";
import type { LocalStack } from "./localStack.ts";

/** A client that holds a refresh token and renews it without pause, as AEM does now and then. */
export interface MailClient {
  /** From here on it has this secret, as when somebody enters it in AEM. */
  use(secret: string): void;
  /** Number of requests that were answered, and the answers that were refusals. */
  stop(): Promise<{ asked: number; failures: unknown[] }>;
}

interface Answer {
  readonly status: number;
  readonly body: { readonly refresh_token?: string; readonly error_codes?: number[] };
}

/** Signs the mailbox in with the stack's own link, and starts to refresh with the secret that is handed out. */
export async function startMailClient(local: LocalStack): Promise<MailClient> {
  const outputs = (await local.run("outputs", "--show-secrets")).outputs as Readonly<Record<string, string>>;
  const { authorizeUrl = "", tokenUrl = "", clientId = "" } = outputs;
  const ca = local.tenant.environment.NODE_EXTRA_CA_CERTS ?? "";
  let secret = outputs.clientSecret ?? "";
  const ask = (form: Record<string, string>): Promise<Answer> =>
    post(tokenUrl, { client_id: clientId, client_secret: secret, ...form }, ca);

  const link = new URL(authorizeUrl).searchParams;
  const scope = link.get("scope") ?? "";
  const landed = new URL(await signInAs(authorizeUrl, { user: "forms@forms.example", ca }));
  const first = await ask({
    grant_type: "authorization_code",
    code: landed.searchParams.get("code") ?? "",
    redirect_uri: link.get("redirect_uri") ?? "",
    scope,
  });
  let token = first.body.refresh_token;
  if (token === undefined) throw new Error(`The code was not redeemed: ${JSON.stringify(first)}`);

  const stopped = new AbortController();
  let asked = 0;
  const failures: Answer[] = [];
  const done = (async () => {
    while (!stopped.signal.aborted) {
      const answer = await ask({ grant_type: "refresh_token", refresh_token: token, scope });
      asked += 1;
      if (answer.body.refresh_token === undefined) failures.push(answer);
      token = answer.body.refresh_token ?? token;
      // Not a pause for anything to happen: only so that the processes of the test are not starved.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    use(next) {
      secret = next;
    },
    async stop() {
      stopped.abort();
      await done;
      return { asked, failures };
    },
  };
}

function post(url: string, form: Record<string, string>, ca: string): Promise<Answer> {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return new Promise((resolve, reject) => {
    const call = request(url, { method: "POST", headers, ca: readFileSync(ca) });
    call.on("error", reject).on("response", (response) => {
      json(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, body: body as Answer["body"] });
      }, reject);
    });
    call.end(new URLSearchParams(form).toString());
  });
}
