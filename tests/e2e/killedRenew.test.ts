import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import type { ProjectCopy } from "../projectCopy.ts";
import {
  ALL,
  casesOf,
  faultsOf,
  IN_VAULT,
  type Journey,
  KEEPING,
  killAtAll,
  OPENING,
  ours,
  type Turn,
  unknownOf,
} from "./kills.ts";
import { type KillWorld, startKillWorld } from "./killWorld.ts";

const SETTINGS_TURN: Turn = {
  boundary: "rename <folder>/project/Pulumi.local.yaml.*.tmp to <folder>/project/Pulumi.local.yaml #2",
  isOpen: false,
};
const VAULT_TURN: Turn = { boundary: "sent PUT /secrets/aem-mail-oauth-local-refresh-token #1", isOpen: true };

const LONG = 3_600_000;

const journeyOf = (world: KillWorld): Journey => ({
  words: ["renew"],
  state: async () => (await world.kept()) ?? "",
  faultsIn: async (token) => ((await world.works(token)) ? [] : ["the kept token does not work"]),
  isComplete: (afterKill, afterNext) => afterKill !== afterNext,
});

/** What is not the last of its kind, and matters most. */
const SETTINGS_CASES = [
  "answer 200 POST /common/oauth2/v2.0/token #2",
  "half-write <folder>/project/Pulumi.local.yaml.*.tmp #2",
  "started pulumi config set local #1",
  SETTINGS_TURN.boundary,
];
const VAULT_CASES = [VAULT_TURN.boundary, VAULT_TURN.boundary.replace("sent", "request")];

describe.each([
  [
    "the stack's settings",
    false,
    [...OPENING, ...KEEPING],
    SETTINGS_TURN,
    (record: string[]) => casesOf(record, SETTINGS_CASES),
  ],
  ["a key vault", true, [...OPENING, ...IN_VAULT], VAULT_TURN, (record: string[]) => (ALL ? record : VAULT_CASES)],
] as const)("a renew that is killed, with the token in %s", (_, vault, known, turn, casesIn) => {
  let world: KillWorld;
  let record: string[];

  beforeAll(async () => {
    world = await startKillWorld({ vault });
    // Folders are made by the first run.
    await world.run("renew");
    record = ours(await world.record("renew"));
  });
  afterAll(() => world.close());

  it("has no boundary that nobody thought of", () => {
    expect(record.length).toBeGreaterThan(60);
    expect(unknownOf(record, known)).toEqual([]);
    expect(unknownOf(["rename a to b #1"], known)).toEqual(["rename a to b #1"]);
  });

  it("proves the successor before it is kept", () => {
    const proven = record.findLastIndex((name) => name.startsWith("connected "));
    expect(proven).toBeGreaterThan(0);
    expect(record.indexOf(turn.boundary)).toBeGreaterThan(proven);
  });

  it(
    "leaves a token that works at each boundary, tells no secret, and the next one completes",
    async () => {
      const wrong = await killAtAll(world, journeyOf(world), record, casesIn(record), turn);
      expect(wrong).toEqual([]);
    },
    LONG,
  );

  it("is completed by the third where the second is killed while it takes over from the first", async () => {
    const lock = vault ? "<folder>/lock" : "<project>/.local/edit-local.lock";
    await world.killAt(vault ? "start pulumi stack select local #1" : SETTINGS_TURN.boundary, "renew");
    expect(await world.killAt(`remove ${lock} #1`, "renew")).toMatchObject({ signal: "SIGKILL" });
    expect(world.files().filter((path) => path.endsWith(".gone"))).toHaveLength(1);
    expect(await world.run("renew")).toMatchObject({ code: 0 });
    expect(world.files().filter((path) => /\.(gone|tmp|lock)$/.test(path))).toEqual([]);
  });
});

describe("the test of kills", () => {
  it("meets each kind of boundary in the sample, and each boundary with npm run test:long", () => {
    const record = ["open a #1", "sync a #1", "rename a to b #1", "start c #1", "ended c #1", "rename a to b #2"];
    expect(casesOf(record, [], true)).toEqual(record);
    expect(casesOf(record, ["rename a to b #1"], false)).toEqual(["rename a to b #1", "sync a #1", "ended c #1"]);
    expect(() => casesOf(record, ["remove d #1"], false)).toThrow("not in the record: remove d #1");
  });

  it("finds a token that is kept before it was proven, a file that is not written whole, and a kill that did not come", async () => {
    const plant = async (copy: ProjectCopy): Promise<void> => {
      const edit = async (path: string, before: string, after: string): Promise<void> => {
        const text = await copy.read(path);
        if (!text.includes(before)) throw new Error(`${path} has no ${before}`);
        await copy.write(path, text.replace(before, after));
      };
      const early = "await tokens.keep({ ...kept, refreshToken: successor, issued: found.issued }, kept.refreshToken);";
      const prove = "const { lines } = await prove({";
      await edit("commands/renew/renew.ts", prove, `${early}\n  ${prove}`);
      await edit("support/writeWhole.ts", "const draft = `${target}.${draftEnd()}`;", "const draft = target;");
      await edit("support/writeWhole.ts", 'open(draft, "wx"', 'open(draft, "w"');
    };
    const world = await startKillWorld({ plant });
    try {
      const journey = journeyOf(world);
      const record = ours(await world.record("renew"));
      const mail = record.find((name) => name.startsWith("connect ")) ?? "";
      expect(await faultsOf(world, journey, mail, "old")).toContain("there is the new state, and not the old one");
      expect(unknownOf(record, [...OPENING, ...KEEPING])).not.toEqual([]);
      expect(await faultsOf(world, journey, "request GET /nowhere #1", "new")).toEqual([
        expect.stringContaining("ended by itself with 0"),
      ]);
      // Nothing is put right behind it: half a file of settings is the end of this world.
      const faults = await faultsOf(world, journey, "half-write <folder>/project/Pulumi.local.yaml #2", "old");
      expect(faults).toContainEqual(
        expect.stringMatching(/^what was changed cannot be read|^the kept token does not work/),
      );
    } finally {
      await world.close();
    }
  });
});
