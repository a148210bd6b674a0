import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";

import { ENDS, type Fault, OF_CLOUD_MANAGER, OF_READING, OF_TENANT, OF_WRITING, some } from "./faultTable.ts";
import { type FaultyWorld, startFaultyWorld } from "./faultyWorld.ts";
import { ALL } from "./kills.ts";
import { MAILBOX } from "./killWorld.ts";

let world: FaultyWorld;

beforeAll(async () => {
  world = await startFaultyWorld();
});
beforeEach(() => world.heal());
afterAll(() => world.close());

/** The token that is kept, and what AEM has. */
const state = async () => ({ kept: await world.kept(), aem: await world.place.variables() });

/** Of faults that renew has met already, the gate takes the last two. */
const SAMPLE = ALL ? 0 : -2;

const DELIVER = ["deliver", "--wait", "0"];

async function meet({ code, says, isDone = false, ...fault }: Fault, words: readonly string[]): Promise<void> {
  const before = await state();
  await fault.provoke(world);
  const met = await world.run(...words);
  await world.heal();
  await fault.end?.(world);
  const said = `${met.stdout}${met.stderr}`;
  expect({ code: met.code, said }).toEqual({ code, said: expect.stringMatching(says) });
  expect(world.isTelling(said)).toBe(false);
  const after = await state();
  expect(JSON.stringify(after) === JSON.stringify(before)).toBe(!isDone);

  const next = await world.run(...words);
  expect({ code: next.code, stderr: next.stderr }).toEqual({ code: 0, stderr: "" });
  const last = await state();
  expect(await world.works(last.kept ?? "")).toBe(true);
}

describe("renew, where Microsoft's sign-in", () => {
  it.each(some(OF_TENANT))("$name, changes nothing, says so, and the next one completes", async (fault) => {
    await expect(meet(fault, ["renew"])).resolves.toBeUndefined();
  });

  // renew.test.ts has the others.
  it.each(ALL ? ENDS : ENDS.filter(([aadsts]) => aadsts === 53003))(
    "ends the chain by AADSTS%i, says who has to sign in",
    async (aadsts, says) => {
      const provoke = (): Promise<void> => world.refuse(aadsts);
      await expect(meet({ name: "", code: 3, says, provoke }, ["renew"])).resolves.toBeUndefined();
      await world.refuse(aadsts);
      expect((await world.run("renew")).stdout).toContain(`${MAILBOX} has to sign in`);
    },
  );
});

describe("renew, where the vault", () => {
  it.each(some([...OF_READING, ...OF_WRITING]))(
    "$name, loses nothing, says so, and the next one completes",
    async (fault) => {
      await expect(meet(fault, ["renew"])).resolves.toBeUndefined();
    },
  );
});

describe("consent --save, where the vault", () => {
  it("has the secret deleted, shows the token that it cannot keep, and says how to recover the secret", async () => {
    const before = await world.kept();
    await world.remove();
    const { code, stdout } = await world.consent();
    await world.recover();
    expect(code).toBe(1);
    expect(stdout).toMatch(/the token could not be saved .*was deleted and can still be recovered/);
    expect(stdout).toContain("az keyvault secret recover");
    const [token = ""] = /^1\.A[\w-]{200,}$/m.exec(stdout) ?? [];
    expect(await world.works(token)).toBe(true);
    expect(await world.kept()).toBe(before);

    expect((await world.consent()).code).toBe(0);
    expect(await world.kept()).not.toBe(before);
    expect(await world.works((await world.kept()) ?? "")).toBe(true);
  });
});

describe("deliver, where", () => {
  beforeEach(() => world.place.clear());

  it.each(some(OF_TENANT).slice(SAMPLE))(
    "Microsoft's sign-in $name, changes nothing, and the next one completes",
    async (fault) => {
      await expect(meet(fault, DELIVER)).resolves.toBeUndefined();
      expect(await world.place.variables()).toHaveProperty("SECRET_SMTP_OAUTH_REFRESH_TOKEN", await world.kept());
    },
  );

  it.each(ENDS.slice(0, 1))("the chain has ended by AADSTS%i, gives nothing to AEM", async (aadsts, says) => {
    const provoke = (): Promise<void> => world.refuse(aadsts);
    await expect(meet({ name: "", code: 1, says, provoke }, DELIVER)).resolves.toBeUndefined();
  });

  it.each(some(OF_READING).slice(SAMPLE))(
    "the vault $name, changes nothing, and the next one completes",
    async (fault) => {
      await expect(meet(fault, DELIVER)).resolves.toBeUndefined();
    },
  );

  it.each(some(OF_CLOUD_MANAGER))(
    "Cloud Manager $name, changes all or nothing, and the next one completes",
    async (fault) => {
      await expect(meet(fault, DELIVER)).resolves.toBeUndefined();
      expect(await world.place.variables()).toHaveProperty("SECRET_SMTP_OAUTH_REFRESH_TOKEN", await world.kept());
    },
  );
});

/** Of faults that renew and deliver have met already, the gate takes the last one. */
const ONE = ALL ? 0 : -1;

const twice = (fault: (typeof OF_TENANT)[number]): (typeof OF_TENANT)[number] => ({
  ...fault,
  provoke: async (given) => {
    await fault.provoke(given);
    await fault.provoke(given);
  },
});

describe("a tick of upkeep that renews, where", () => {
  beforeEach(() => world.age());

  it.each([
    // A tick tries the token when it looks, and once more when it renews.
    ...some(OF_TENANT).slice(ONE).map(twice),
    // Without a token somebody has to sign in, as far as a tick can see.
    ...some(OF_READING)
      .slice(ONE)
      .map((fault) =>
        fault.name === "has the secret deleted" ? { ...fault, code: 3, says: /has to sign in/ } : fault,
      ),
    ...some(OF_WRITING).slice(ONE),
  ])("a service $name, loses nothing, says so, and the next tick completes", async (fault) => {
    await expect(meet(fault, ["upkeep"])).resolves.toBeUndefined();
  });

  it.each(ENDS.slice(ONE))("the chain has ended by AADSTS%i, says so", async (aadsts, says) => {
    const provoke = (): Promise<void> => world.refuse(aadsts);
    await expect(meet({ name: "", code: 3, says, provoke }, ["upkeep"])).resolves.toBeUndefined();
  });
});

describe("a tick of upkeep that delivers, where", () => {
  beforeEach(() => world.place.clear());

  it.each(some(OF_CLOUD_MANAGER).slice(ONE))(
    "Cloud Manager $name, changes all or nothing, and the next tick completes",
    async (fault) => {
      await expect(meet(fault, ["upkeep"])).resolves.toBeUndefined();
      expect(await world.place.variables()).toHaveProperty("SECRET_SMTP_OAUTH_REFRESH_TOKEN", await world.kept());
    },
  );
});
