// Asks Cloud Manager with Adobe's own library, unmodified: the call as JSON on standard input, its outcome as JSON on standard output.
// A process of its own, as the library takes its trusted authorities from NODE_EXTRA_CA_CERTS alone.
import { text } from "node:stream/consumers";

// @ts-expect-error Its package.json names no types.
import aio from "@adobe/aio-lib-cloudmanager";

const { organization, clientId, token, baseUrl, method, args } = JSON.parse(await text(process.stdin));
const client = await aio.init(organization, clientId, token, baseUrl);
try {
  process.stdout.write(JSON.stringify({ result: await client[method](...args) }));
} catch (error) {
  process.stdout.write(JSON.stringify({ error: /** @type {Error} */ (error).message, whole: JSON.stringify(error) }));
}
