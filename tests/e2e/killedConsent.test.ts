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

describe("a sign-in whose command is killed", () => {
  it.each([
    [
      "the stack's settings",
      false,
      KEEPING,
      SETTINGS,
      [
        "answer 200 POST /common/oauth2/v2.0/token #1",
        SETTINGS.boundary,
        "half-write <folder>/local.consent.yaml.*.tmp #1",
      ],
    ],
    ["a key vault", true, IN_VAULT, VAULT, [VAULT.boundary]],
  ] as const)(
    "leaves a token that works in %s, tells no secret, and the next sign-in completes",
    async (_, vault, keeping, turn, cases) => {
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
