import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { IncomingMessage } from "node:http";
import { afterEach, beforeEach, expect, it } from "@jest/globals";

import { listen, type Listener } from "../../../commands/consent/listener.ts";

let listener: Listener;

beforeEach(async () => {
  listener = await listen({ port: 0, path: "/", state: "the-state", log: () => undefined });
});

afterEach(() => listener.close());

/** Asks with the path as it is, which a URL would put right first. */
async function ask(path: string): Promise<number | undefined> {
  const call = request({ host: "127.0.0.1", port: listener.port, path, agent: false }).end();
  const [response] = (await once(call, "response")) as [IncomingMessage];
  await text(response);
  return response.statusCode;
}

it.each(["//", "//evil.example/", "/favicon.ico"])("answers %s with 404, and goes on waiting", async (path) => {
  expect(await ask(path)).toBe(404);
  expect(await ask("/")).toBe(200);
});

it("has nobody to show anything when the browser is gone, and says so at once", async () => {
  const socket = connect(listener.port, "127.0.0.1");
  socket.write("GET /?code=c&state=the-state HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const { answer, show } = await listener.landed;
  expect(answer).toMatchObject({ code: "c", state: "the-state" });
  socket.destroy();
  await once(socket, "close");
  // Whether the server has noticed by now or only while it writes: either way this ends.
  await expect(show({ title: "Signed in", text: [], good: true })).resolves.toBeUndefined();
  await expect(show({ title: "Signed in", text: [], good: true })).resolves.toBeUndefined();
});
