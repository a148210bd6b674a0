import { readFile, writeFile } from "node:fs/promises";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import type { Ended } from "../commandHost.ts";
import { type CloudPlaceInTest, cloudPlaceOf, DELIVERED } from "./cloudPlace.ts";
import {
  ALL,
  faultsOf,
  type Journey,
  KEEPING,
  killAtAll,
  LOOKING,
  OPENING,
  ours,
  type Turn,
  unknownOf,
  UPKEEP,
} from "./kills.ts";
import { type KillWorld, startKillWorld } from "./killWorld.ts";

const FILE = "stacks/Pulumi.local.yaml";
const DAY = 86_400_000;
const LONG = 7_200_000;

/** What is met where the stack's own file is edited. */
const EDITING = [
  /^(open|chown|chmod|write|half-write|sync|rename) <project>\/stacks\/Pulumi\.local\.yaml\.\*\.tmp( to .*)?$/,
];

/** What a deployment does besides; what its engine and plugins do is theirs. */
const DEPLOYING = [
  /^(start|started|ended) pulumi (up never|stack history|stack export) local$/,
  /^(remove|mkdir|write|chmod) <folder>\/pulumi\/plugins\/resource-(azuread|random)-v[\d.]+(\/pulumi-resource-(azuread|\*))?$/,
  /^(open|chown|chmod|write|half-write|sync|rename) <folder>\/stand-ins\.json\.\*\.tmp( to .*)?$/,
];
const KNOWN = [...OPENING, ...LOOKING, ...UPKEEP];

const EDITED: Turn = { boundary: `rename <project>/${FILE}.*.tmp to <project>/${FILE} #1`, isOpen: false };
const SAVED: Turn = {
  boundary: "rename <folder>/project/Pulumi.local.yaml.*.tmp to <folder>/project/Pulumi.local.yaml #3",
  isOpen: false,
};

let world: KillWorld;
let place: CloudPlaceInTest;
let made = 0;

const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
const secretLines = (label: string, days: number): string =>
  `    - label: ${label}\n      expires: "${inDays(days)}"\n`;
const labelsIn = (text: string): string[] => [...text.matchAll(/- label: (\S+)/g)].map(([, label = ""]) => label);

/** Declares these alone: label and days to its end, newest first. */
async function declare(...secrets: readonly (readonly [string, number])[]): Promise<void> {
  const [head = ""] = (await world.copy.read(FILE)).split(/(?<=clientSecrets:\n)/);
  await world.copy.write(FILE, `${head}${secrets.map(([label, days]) => secretLines(label, days)).join("")}`);
}

/** Labels of the secrets that the tenant has. */
async function live(): Promise<string[]> {
  const [application] = await world.local.graph.applications();
  return (application?.passwordCredentials ?? []).map(({ displayName }) => displayName).sort();
}

/** What is wrong with mail: the token that is kept, and the secret that AEM has. */
async function faultsInMail(): Promise<string[]> {
  const { SMTP_OAUTH_CLIENT_ID: id = "", SECRET_SMTP_OAUTH_CLIENT_SECRET: secret = "" } = await place.variables();
  const { status } = await world.local.graph.token(id, secret);
  return [
    ...((await world.works((await world.kept()) ?? "")) ? [] : ["the kept token does not work"]),
    ...(status === 200 ? [] : ["the secret that AEM has does not work"]),
  ];
}

/** The step that the next upkeep takes, as an end: with 0 where it is the one that is to be. */
async function isDue(step: string | null): Promise<Ended> {
  const { stdout, stderr } = await world.run("upkeep", "--dry-run", "--json");
  const found = (JSON.parse(stdout === "" ? "{}" : stdout) as { step?: unknown }).step;
  return { code: found === step ? 0 : 1, stdout, stderr: `due is ${String(found)}: ${stderr}` };
}

/** A tick that edits the stack's file, which the next one deploys. */
function editing(labels: number): Journey & { reset(): Promise<void> } {
  let text = "";
  return {
    words: ["upkeep", "--reviewed"],
    async state() {
      return world.copy.read(FILE);
    },
    faultsIn: faultsInMail,
    isComplete: (_, afterNext) => labelsIn(afterNext).length === labels,
    async next(isChanged) {
      const tick = (): Promise<Ended> => world.run("upkeep", "--reviewed");
      if (!isChanged) return tick();
      const due = await isDue("up");
      if (due.code !== 0) return due;
      // No lock that was left keeps anybody from doing it once more.
      await world.copy.write(FILE, text);
      return tick();
    },
    async reset() {
      text = text === "" ? await world.copy.read(FILE) : text;
      await world.copy.write(FILE, text);
    },
  };
}

/** Records a tick, and kills it at each of the cases. What was wrong; all empty where nothing was. */
async function kill(journey: Journey, known: readonly RegExp[], cases: readonly string[], turn: Turn) {
  await journey.reset?.();
  const record = ours(await world.record(...journey.words));
  const unknown = unknownOf(record, [...KNOWN, ...known]);
  const missing = cases.filter((name) => !record.includes(name));
  const met = ALL ? record : cases.filter((name) => record.includes(name));
  const wrong = await killAtAll(world, journey, record, met, turn);
  await journey.reset?.();
  return { unknown, missing, wrong };
}

const NOTHING = { unknown: [], missing: [], wrong: [] };

beforeAll(async () => {
  world = await startKillWorld({
    settings: [...DELIVERED, "  aem-mail-oauth:clientSecrets:", secretLines("first", 20).trimEnd()],
  });
  place = await cloudPlaceOf(world.local);
  expect(await world.run("deliver", "--wait", "0")).toMatchObject({ code: 0 });
  await place.status("ready");
  expect(await isDue("add")).toMatchObject({ code: 0 });
});
afterAll(() => world.close());

describe("a tick of upkeep that is killed, and the next one completes it", () => {
  it(
    "renews: a token that works is there at each moment, and its date comes after it",
    async () => {
      const consents = world.local.folder.stack.files.consents;
      const issued = /(?<=issued: ")[^"]*/;
      const journey: Journey = {
        words: ["upkeep"],
        state: async () => (await world.kept()) ?? "",
        faultsIn: faultsInMail,
        isComplete: () => true,
        async next() {
          const { code, stdout, stderr } = await world.run("upkeep");
          return code === 0 ? isDue("add") : { code, stdout, stderr };
        },
        async reset() {
          const old = new Date(Date.now() - 40 * DAY).toISOString();
          await writeFile(consents, (await readFile(consents, "utf8")).replace(issued, old));
        },
      };
      // Of the others, killedRenew.test.ts has one of each kind.
      const cases = ["half-write <folder>/local.consent.yaml.*.tmp #1"];
      expect(await kill(journey, KEEPING, cases, SAVED)).toEqual(NOTHING);
      expect(await world.run("renew")).toMatchObject({ code: 0 });
    },
    LONG,
  );

  it(
    "adds the next secret: the file declares it or does not, and is deployed by the next",
    async () => {
      const cases = [
        `half-write <project>/${FILE}.*.tmp #1`,
        "link <project>/.local/edit-local.lock.*.tmp to <project>/.local/edit-local.lock #2",
      ];
      expect(await kill(editing(2), EDITING, cases, EDITED)).toEqual(NOTHING);
    },
    LONG,
  );

  it(
    "deploys it: what AEM has stays good, and no third secret comes",
    async () => {
      const journey: Journey = {
        words: ["upkeep"],
        state: async () => JSON.stringify(await live()),
        faultsIn: faultsInMail,
        isComplete: (_, afterNext) =>
          (JSON.parse(afterNext) as string[]).length === 2 && afterNext.includes(`"s${made}"`),
        async next() {
          const { code, stdout, stderr } = await world.run("upkeep");
          if (code !== 0) return { code, stdout, stderr };
          // Where the kill came late, the first of the two had nothing left but to bring it to AEM.
          await place.status("ready");
          const labels = labelsIn(await world.copy.read(FILE)).sort();
          const isSame = JSON.stringify(await live()) === JSON.stringify(labels);
          return { code: isSame ? 0 : 1, stdout, stderr: `${JSON.stringify(await live())} are live` };
        },
        async reset() {
          await declare(["first", 20]);
          await world.local.run("up");
          await place.clear();
          await world.run("deliver", "--wait", "0");
          await place.status("ready");
          made += 1;
          await declare([`s${made}`, 100], ["first", 20]);
        },
      };
      await journey.reset?.();
      const record = ours(await world.record("upkeep"));
      expect(unknownOf(record, [...KNOWN, ...DEPLOYING])).toEqual([]);
      const [up, ended] = ["started pulumi up never local #1", "ended pulumi up never local #1"];
      // What comes before it is as with each tick.
      const from = record.indexOf("remove <folder>/lock #2");
      expect(from).toBeGreaterThan(0);
      const cases = ALL ? record.slice(from) : [up];
      const wrong: unknown[] = [];
      for (const boundary of cases) {
        // The engine is a process of its own, which does its work in between.
        const at = record.indexOf(boundary);
        const kept = at < record.indexOf(up) ? "old" : at < record.indexOf(ended) ? "either" : "new";
        const faults = await faultsOf(world, journey, boundary, kept);
        if (faults.length > 0) wrong.push({ boundary, faults });
      }
      expect(wrong).toEqual([]);
    },
    LONG,
  );

  it(
    "verifies and retires the old secret: both are good until the next one deploys it",
    async () => {
      await declare([`s${made}`, 100], ["first", 20]);
      await world.local.run("up");
      expect(await world.run("deliver", "--wait", "0")).toMatchObject({ code: 0 });
      await place.age();
      expect(await isDue("retire")).toMatchObject({ code: 0 });
      const cases = ["answer 200 POST /common/oauth2/v2.0/token #1", "remove <project>/.local/edit-local.lock #1"];
      expect(await kill(editing(1), EDITING, cases, EDITED)).toEqual(NOTHING);
    },
    LONG,
  );
});
