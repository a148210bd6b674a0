import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "@jest/globals";

import { azureadPackage } from "../../../local/providers/azuread/package.ts";
import { randomPackage } from "../../../local/providers/random/package.ts";
import { ProviderService } from "../../../local/providers/service.ts";
import type { Values } from "../../../local/providers/values.ts";
import { CONFIG, type Script, scriptedGraph, type SentRequest } from "./scriptedGraph.ts";
import { connectWire } from "./wire.ts";

/** One call that the real provider (azuread 6.9.1, random 4.21.2) was asked, with its answer and the Graph behind it. */
interface RecordedCase {
  readonly step: string;
  readonly method: string;
  readonly request: Values;
  readonly response: Values;
  readonly graph?: Script;
  /** The requests that changed something. */
  readonly sent?: readonly SentRequest[];
}

const FIXTURES = join(import.meta.dirname, "fixtures");

for (const file of readdirSync(FIXTURES).sort()) {
  const cases = JSON.parse(readFileSync(join(FIXTURES, file), "utf8")) as RecordedCase[];
  describe(`${file.replace(".json", "")} answers as the real provider did`, () => {
    it.each(cases.map((recorded, index) => ({ ...recorded, title: titleOf(recorded, index) })))(
      "$title",
      async (recorded) => {
        const graph = scriptedGraph(recorded.graph ?? {});
        const answer = file === "randomUuid.json" ? await askRandom(recorded) : await askAzuread(recorded, graph.send);
        expect(withoutChance(file, answer)).toEqual(withoutChance(file, recorded.response));
        expect(graph.sent.map(comparable)).toEqual((recorded.sent ?? []).map(comparable));
      },
    );
  });
}

function titleOf({ method, step, request }: RecordedCase, index: number): string {
  const preview = request.preview === true && method !== "Invoke" ? " (preview)" : "";
  return `${index + 1}: ${method}${preview} during "${step}"`;
}

async function askAzuread(
  { method, request }: RecordedCase,
  send: ReturnType<typeof scriptedGraph>["send"],
): Promise<Values> {
  const wire = await connectWire(
    new ProviderService(azureadPackage({ variables: {}, send, sleep: () => Promise.resolve() })),
  );
  try {
    await wire.configure(CONFIG);
    return await wire.call(method, request);
  } finally {
    wire.close();
  }
}

async function askRandom({ method, request }: RecordedCase): Promise<Values> {
  const wire = await connectWire(new ProviderService(randomPackage));
  try {
    await wire.configure({});
    return await wire.call(method, request);
  } finally {
    wire.close();
  }
}

/** A new UUID differs each time, but it is the id and the result alike. */
function withoutChance(file: string, answer: Values): Values {
  const { id } = answer;
  if (file !== "randomUuid.json" || typeof id !== "string") return answer;
  expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  return JSON.parse(JSON.stringify(answer).replaceAll(id, "chance")) as Values;
}

/** Leaves out Graph's type hints, and the passing description, which each provider words for itself. */
function comparable({ method, url, body }: SentRequest): SentRequest {
  if (body === undefined) return { method, url };
  const isLeftOut = (name: string, value: Values[string]): boolean =>
    name === "@odata.type" || (name === "description" && typeof value === "string" && value.includes("UPDATE_"));
  return {
    method,
    url,
    body: Object.fromEntries(Object.entries(body).filter(([name, value]) => !isLeftOut(name, value))),
  };
}
