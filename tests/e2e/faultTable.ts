import { ORGANIZATION } from "./cloudPlace.ts";
import type { FaultyWorld } from "./faultyWorld.ts";

/** A fault of a service, and what a command makes of it. */
export interface Fault {
  readonly name: string;
  provoke(world: FaultyWorld): Promise<void>;
  /** Exit code: 1 for who runs it, 3 due, 5 cannot tell, 0 done or later. */
  readonly code: number;
  /** The cause, in words. */
  readonly says: RegExp;
  /** Whether the command did its work all the same; default: nothing was changed. */
  readonly isDone?: boolean;
  /** Whether it is one of a kind that the gate has, or waits for retries: `npm run test:long` has them all. */
  readonly isLong?: boolean;
  /** Ends what heal() does not. */
  end?(world: FaultyWorld): Promise<void>;
}

type Misbehaviour = Readonly<Record<string, unknown>>;
const asked =
  (fault: Misbehaviour) =>
  (world: FaultyWorld): Promise<void> =>
    world.misbehave(fault);

/** More than anybody asks again. */
const ALWAYS = 50;

const TOKEN = "/common/oauth2/v2.0/token";

/** Of Microsoft's sign-in, where the token is redeemed first. */
export const OF_TENANT: readonly Fault[] = [
  {
    name: "throttles and names no time",
    code: 5,
    says: /too much to do \(429\)/,
    provoke: asked({ kind: "throttling", path: TOKEN }),
  },
  {
    name: "throttles for a while",
    isLong: true,
    code: 5,
    says: /too much to do \(429\)/,
    provoke: asked({ kind: "throttling", path: TOKEN, retryAfter: 600 }),
  },
  {
    name: "is out of order",
    isLong: true,
    code: 5,
    says: /does not work well .*\(503\)/,
    provoke: asked({ kind: "serverError", path: TOKEN }),
  },
  {
    name: "cuts the connection before",
    isLong: true,
    code: 5,
    says: /was cut/,
    provoke: asked({ kind: "dropConnection", path: TOKEN }),
  },
  {
    name: "cuts it after it took effect",
    code: 5,
    says: /was cut/,
    provoke: asked({ kind: "dropConnection", path: TOKEN, when: "after" }),
  },
  { name: "sees a loop", isLong: true, code: 5, says: /50196/, provoke: (world) => world.refuse(50196) },
  { name: "finds the client secret ended", code: 1, says: /7000222/, provoke: (world) => world.refuse(7000222) },
];

/** What ends the chain of tokens, with the words of its cause. */
export const ENDS: readonly (readonly [number, RegExp])[] = [
  [50057, /account is disabled/],
  [50173, /was revoked/],
  [53003, /Conditional Access/],
  [70043, /sign in again every so often/],
  [700082, /refresh token has ended/],
];

/** Of the vault, where the token is read. */
export const OF_READING: readonly Fault[] = [
  {
    name: "lets nobody read",
    code: 1,
    says: /Key Vault Secrets User/,
    provoke: (world) => world.forbid("getSecret", "ForbiddenByRbac"),
  },
  {
    name: "has a firewall",
    isLong: true,
    code: 1,
    says: /firewall/,
    provoke: (world) => world.forbid("getSecret", "ForbiddenByFirewall"),
  },
  {
    name: "asks to wait an hour",
    code: 5,
    says: /asks to wait/,
    provoke: asked({ kind: "throttling", path: "/secrets", retryAfter: 3600, count: ALWAYS }),
  },
  {
    name: "is out of order",
    isLong: true,
    code: 5,
    says: /does not work well/,
    provoke: asked({ kind: "serverError", path: "/secrets", count: ALWAYS }),
  },
  {
    name: "cuts each connection",
    isLong: true,
    code: 5,
    says: /vault\.azure\.net/,
    provoke: asked({ kind: "dropConnection", path: "/secrets", count: ALWAYS }),
  },
  {
    name: "has the secret disabled",
    code: 1,
    says: /is disabled/,
    provoke: (world) => world.setEnabled(false),
    end: (world) => world.setEnabled(true),
  },
  {
    name: "has the secret deleted",
    code: 1,
    says: /No refresh token is kept/,
    provoke: (world) => world.remove(),
    end: (world) => world.recover(),
  },
];

const PUT = { method: "PUT", path: "/secrets" };

/** Of the vault, where the token is written. */
export const OF_WRITING: readonly Fault[] = [
  {
    name: "lets nobody write",
    code: 1,
    says: /Key Vault Secrets Officer/,
    provoke: (world) => world.forbid("setSecret", "ForbiddenByRbac"),
  },
  {
    name: "asks to wait an hour with a write",
    isLong: true,
    code: 5,
    says: /asks to wait/,
    provoke: asked({ kind: "throttling", retryAfter: 3600, count: ALWAYS, ...PUT }),
  },
  {
    name: "throttles a write once",
    code: 0,
    isDone: true,
    says: /Kept in secret/,
    provoke: asked({ kind: "throttling", retryAfter: 1, ...PUT }),
  },
  {
    name: "is out of order for writes",
    isLong: true,
    code: 5,
    says: /has no such new version/,
    provoke: asked({ kind: "serverError", count: ALWAYS, ...PUT }),
  },
  {
    name: "cuts the connection after a write",
    code: 0,
    isDone: true,
    says: /Kept in secret/,
    provoke: asked({ kind: "dropConnection", when: "after", count: 4, ...PUT }),
  },
  {
    name: "is busy with the secret",
    isLong: true,
    code: 5,
    says: /has no such new version/,
    provoke: asked({ kind: "graphError", status: 409, count: ALWAYS, ...PUT }),
  },
];

const OTHER_ORGANIZATION = "0000000000000000000000AA@AdobeOrg";

/** In setting deliverTo. */
async function nameOrganization({ copy }: FaultyWorld, organization: string): Promise<void> {
  const file = "stacks/Pulumi.local.yaml";
  const text = await copy.read(file);
  await copy.write(file, text.replace(/(?<=organization: ")[^"]*/, organization));
}

const PATCH = { method: "PATCH", path: "/variables" };

/** Of Cloud Manager. */
export const OF_CLOUD_MANAGER: readonly Fault[] = [
  {
    name: "runs a pipeline",
    code: 0,
    says: /Later: .*pipeline/,
    provoke: (world) => world.place.order({ pipeline: { running: true } }),
  },
  {
    name: "updates the environment",
    code: 0,
    says: /Later: .*updating/,
    provoke: (world) => world.place.status("updating"),
  },
  {
    name: "has it asleep",
    isLong: true,
    code: 0,
    says: /Later: .*hibernated/,
    provoke: (world) => world.place.status("hibernated"),
  },
  { name: "has it deleted", code: 1, says: /is deleted/, provoke: (world) => world.place.status("deleted") },
  {
    name: "lets the account read alone",
    code: 1,
    says: /product profile 'Deployment Manager'/,
    provoke: (world) => world.place.order({ profiles: ["Developer"] }),
  },
  {
    name: "does not know the account",
    code: 1,
    says: /product profile/,
    provoke: (world) => world.place.order({ profiles: [] }),
  },
  {
    name: "has the account's secret deleted",
    code: 1,
    says: /ADOBE_CLIENT_SECRET must be those of one credential that still exists/,
    provoke: (world) => world.place.order({ revoked: true }),
  },
  {
    name: "is asked for another organization's environment",
    code: 1,
    says: /whether the organization is right/,
    provoke: (world) => nameOrganization(world, OTHER_ORGANIZATION),
    end: (world) => nameOrganization(world, ORGANIZATION),
  },
  {
    name: "takes shorter values alone",
    code: 1,
    says: /characters|longer|length/i,
    provoke: (world) => world.place.order({ longestSecret: 100 }),
  },
  {
    name: "asks to wait an hour",
    code: 5,
    says: /asks to wait/,
    provoke: asked({ kind: "throttling", path: "/api/", retryAfter: 3600, count: ALWAYS }),
  },
  {
    name: "is out of order",
    isLong: true,
    code: 5,
    says: /Cloud Manager|503/,
    provoke: asked({ kind: "serverError", path: "/api/", count: ALWAYS }),
  },
  {
    name: "has Adobe's sign-in out of order",
    isLong: true,
    code: 5,
    says: /sign-in|503/,
    provoke: asked({ kind: "serverError", path: "/ims/", count: ALWAYS }),
  },
  {
    name: "has something in between that refuses",
    code: 5,
    says: /no refusal of Adobe's/,
    provoke: asked({ kind: "graphError", path: "/ims/", status: 401, count: ALWAYS }),
  },
  {
    name: "cuts the connection before a change",
    code: 0,
    isDone: true,
    says: /was given/,
    provoke: asked({ kind: "dropConnection", ...PATCH }),
  },
  {
    name: "cuts each connection before a change",
    isLong: true,
    code: 5,
    says: /unknown/,
    provoke: asked({ kind: "dropConnection", count: ALWAYS, ...PATCH }),
  },
  {
    name: "cuts it after a change took effect",
    code: 0,
    isDone: true,
    says: /was given/,
    provoke: asked({ kind: "dropConnection", when: "after", ...PATCH }),
  },
];

/** All of them where KILLS is "all"; else those of which there is one of a kind. */
export const some = (faults: readonly Fault[]): readonly Fault[] =>
  process.env.KILLS === "all" ? faults : faults.filter(({ isLong = false }) => !isLong);
