import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import type { ProjectCopy } from "../projectCopy.ts";
import { ALL, casesOf, faultsOfRenew, type Kept, ours, unknownOf } from "./kills.ts";
import { type KillWorld, startKillWorld } from "./killWorld.ts";

/** What a run of `renew` consists of, whatever keeps the token. Anything else wants a case of its own. */
const OPENING = [
  /^(start|started|ended) pulumi (version|stack select local|stack output local|config local)$/,
  /^(request|sent|answer 200) GET \/(local\/status|common\/v2\.0\/\.well-known\/openid-configuration|common\/discovery\/v2\.0\/keys)$/,
  /^(request|sent|answer 200) POST \/common\/oauth2\/v2\.0\/token$/,
  /^(open|write|half-write|link|remove) <folder>\/lock(\.\*\.tmp( to <folder>\/lock)?)?$/,
  /^(open|chown|chmod|write|half-write|sync|rename) <folder>\/project\/Pulumi(\.local)?\.yaml\.\*\.tmp( to .*)?$/,
  // Of the mail servers as well, which ask who may come in.
  /^(request|sent|answer 200) POST \/\*\/oauth2\/v2\.0\/token$/,
  /^(connect|connected|closed) (localhost|127\.0\.0\.1)$/,
  /^exit$/,
];

const SETTINGS = [
  ...OPENING,
  /^(start|started|ended) pulumi config set local$/,
  /^(open|write|half-write|link|remove) <project>\/\.local\/edit-local\.lock(\.\*\.tmp( to .*)?)?$/,
  /^(open|chown|chmod|write|half-write|sync|rename|remove) <project>\/\.local\/save-local\.yaml(\.\*\.tmp( to .*)?)?$/,
  /^(open|chown|chmod|write|half-write|sync|rename) <folder>\/local\.consent\.yaml\.\*\.tmp( to .*)?$/,
];

const VAULT = [...OPENING, /^(request|sent|answer \d+) (GET|PUT) \/secrets\/aem-mail-oauth-local-refresh-token\/?$/];

/** Where the old token gives way: until before this boundary it is kept, from behind it on the successor. */
interface Turn {
  readonly boundary: string;
  /** Whether another process decides at the boundary itself. */
  readonly isOpen: boolean;
}

const SETTINGS_TURN: Turn = {
  boundary: "rename <folder>/project/Pulumi.local.yaml.*.tmp to <folder>/project/Pulumi.local.yaml #2",
  isOpen: false,
};
const VAULT_TURN: Turn = { boundary: "sent PUT /secrets/aem-mail-oauth-local-refresh-token #1", isOpen: true };

function expectedAt(record: readonly string[], boundary: string, turn: Turn): Kept {
  const [here, there] = [record.indexOf(boundary), record.indexOf(turn.boundary)];
  if (there === -1) throw new Error(`${turn.boundary} is not in the record:\n${record.join("\n")}`);
  if (here === there && turn.isOpen) return "either";
  return here <= there ? "old" : "new";
}

const LONG = 3_600_000;

/** What is not the last of its kind, and matters most. */
const SETTINGS_CASES = [
  "answer 200 POST /common/oauth2/v2.0/token #2",
  "half-write <folder>/project/Pulumi.local.yaml.*.tmp #2",
  "started pulumi config set local #1",
  SETTINGS_TURN.boundary,
];
const VAULT_CASES = [VAULT_TURN.boundary, VAULT_TURN.boundary.replace("sent", "request")];

describe.each([
  ["the stack's settings", false, SETTINGS, SETTINGS_TURN, (record: string[]) => casesOf(record, SETTINGS_CASES)],
  ["a key vault", true, VAULT, VAULT_TURN, (record: string[]) => (ALL ? record : VAULT_CASES)],
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
      const wrong: unknown[] = [];
      for (const boundary of casesIn(record)) {
        const faults = await faultsOfRenew(world, boundary, expectedAt(record, boundary, turn));
        if (faults.length > 0) wrong.push({ boundary, faults });
      }
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
      const record = ours(await world.record("renew"));
      const mail = record.find((name) => name.startsWith("connect ")) ?? "";
      expect(await faultsOfRenew(world, mail, "old")).toContain("the new token is kept, and not the old one");
      expect(unknownOf(record, SETTINGS)).not.toEqual([]);
      expect(await faultsOfRenew(world, "request GET /nowhere #1", "new")).toEqual([
        expect.stringContaining("ended by itself with 0"),
      ]);
      // Nothing is put right behind it: half a file of settings is the end of this world.
      const faults = await faultsOfRenew(world, "half-write <folder>/project/Pulumi.local.yaml #2", "old");
      expect(faults).toContainEqual(expect.stringMatching(/^the kept token (cannot be read|does not work)/));
    } finally {
      await world.close();
    }
  });
});
