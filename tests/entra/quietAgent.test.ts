import { once } from "node:events";
import { createServer, get, Agent as PlainAgent } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";

import { expect, it } from "@jest/globals";

import { quietAgent } from "../../entra/sender.ts";

it("shows nothing of itself as JSON, where an agent shows the headers that went over its connections", async () => {
  const server = createServer((_, response) => response.end()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const agent = new PlainAgent({ keepAlive: true });
  const request = get({ host: "127.0.0.1", port, agent, headers: { authorization: "Bearer word" } });
  const socket: unknown = (await once(request, "socket"))[0];
  expect(inspect(socket, { depth: 4 })).toContain("Bearer word");
  request.on("response", (response) => response.resume());
  await once(request, "close");
  agent.destroy();
  server.close();
  expect(JSON.stringify({ agent: Object.assign(quietAgent(""), { socket: "Bearer word" }) })).toBe(
    '{"agent":"[agent]"}',
  );
});
