// Asks Cloud Manager with Adobe's own library, unmodified: the call as JSON on standard input, its outcome as JSON on standard output.
// A process of its own, as the library takes its trusted authorities from NODE_EXTRA_CA_CERTS alone.
import { text } from "node:stream/consumers";

// @ts-expect-error Its package.json names no types.
import library from "@adobe/aio-lib-cloudmanager";

type Client = Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>;

interface Call {
  readonly organization: string;
  readonly clientId: string;
  readonly token: string;
  readonly baseUrl: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

const { init } = library as { readonly init: (...args: string[]) => Promise<Client> };
const call = JSON.parse(await text(process.stdin)) as Call;
const client = await init(call.organization, call.clientId, call.token, call.baseUrl);
try {
  process.stdout.write(JSON.stringify({ result: await client[call.method]?.(...call.args) }));
} catch (error) {
  process.stdout.write(JSON.stringify({ error: (error as Error).message, whole: JSON.stringify(error) }));
}
