import { describe, expect, it } from "@jest/globals";

import { ALL, IN_VAULT, type Journey, KEEPING, killAtAll, OPENING, ours, type Turn, unknownOf } from "./kills.ts";
import { CONSENT, type KillWorld, startKillWorld } from "./killWorld.ts";

const LONG = 3_600_000;

const SETTINGS: Turn = {
  boundary: "rename <folder>/project/Pulumi.local.yaml.*.tmp to <folder>/project/Pulumi.local.yaml #2",
  isOpen: false,
};
const VAULT: Turn = { boundary: "sent PUT /secrets/aem-mail-oauth-local-refresh-token #1", isOpen: true };

/** A second sign-in, whose token takes the place of the first one's. */
const journeyOf = (world: KillWorld): Journey => ({
  words: CONSENT,
  state: async () => (await world.kept()) ?? "",
  faultsIn: async (token) => ((await world.works(token)) ? [] : ["the kept token does not work"]),
  isComplete: (afterKill, afterNext) => afterKill !== afterNext,
  next: () => world.consent(),
});

const PLACES = [
  {
    name: "the stack's settings",
    vault: false,
    keeping: KEEPING,
    turn: SETTINGS,
    cases: ["answer 200 POST /common/oauth2/v2.0/token #1", "half-write <folder>/local.consent.yaml.*.tmp #1"],
  },
  { name: "a key vault", vault: true, keeping: IN_VAULT, turn: VAULT, cases: [VAULT.boundary] },
];

describe("a sign-in whose command is killed", () => {
  // What is kept in the vault is kept as renew does it: killedRenew.test.ts.
  it.each(ALL ? PLACES : PLACES.slice(0, 1))(
    "leaves a token that works in $name, tells no secret, and the next sign-in completes",
    async ({ vault, keeping, turn, cases }) => {
      const world = await startKillWorld({ vault });
      try {
        const record = ours(await world.record(...CONSENT));
        expect(unknownOf(record, [...OPENING, ...keeping])).toEqual([]);
        expect(await killAtAll(world, journeyOf(world), record, ALL ? record : cases, turn)).toEqual([]);
      } finally {
        await world.close();
      }
    },
    LONG,
  );
});
