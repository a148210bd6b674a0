import { once } from "node:events";
import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";

import { afterEach, beforeEach, expect, it } from "@jest/globals";

import { type Landed, listen, type Listener } from "../../../commands/consent/listener.ts";

let listener: Listener;
let landed: Promise<Landed>;
let told: string[];

beforeEach(async () => {
  told = [];
  listener = await listen({ port: 0, path: "/", log: (line) => told.push(line) });
  landed = listener.next("the-state");
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
  const { answer, show } = await landed;
  expect(answer).toMatchObject({ code: "c", state: "the-state" });
  socket.destroy();
  await once(socket, "close");
  // Whether the server has noticed by now or only while it writes: either way this ends.
  await expect(show({ title: "Signed in", text: [], good: true })).resolves.toBeUndefined();
  await expect(show({ title: "Signed in", text: [], good: true })).resolves.toBeUndefined();
});

it("waits for one state at a time, and tells who comes back with an earlier one that it is over", async () => {
  const second = listener.next("second");
  expect(await ask("/?code=late&state=the-state")).toBe(200);
  expect(await ask("/?code=nobodys&state=third")).toBe(400);
  expect(await ask("/?code=nobodys")).toBe(400);
  const arrived = ask("/?code=c&state=second");
  const { answer, show } = await second;
  expect(answer).toMatchObject({ code: "c", state: "second" });
  await show({ title: "Signed in", text: [], good: true });
  expect(await arrived).toBe(200);
  expect(told).toHaveLength(2);
  // The first was never answered: what came with its state after the second was asked for is not taken.
  await expect(Promise.race([landed, Promise.resolve("waiting")])).resolves.toBe("waiting");
});
