import type { KillWorld } from "./killWorld.ts";

/** Which token is to be kept after a kill. */
export type Kept = "old" | "new" | "either";

/** `npm run test:long` kills at every boundary; without, at one of each kind and where a test names one. */
export const ALL = process.env.KILLS === "all";

/** What the mail servers of this machine do, which the command serves itself on stack local: no step of ours on any other. */
const STAND_INS =
  /<folder>\/mail\/| a file #|\b(dovecot|imap|pop3) #|\/\*\/discovery\/v2\.0\/keys #| GET \/v1\.0\/users #/;

/** Those of the command itself. */
export const ours = (boundaries: readonly string[]): string[] => boundaries.filter((name) => !STAND_INS.test(name));

/** Words of boundaries that are steps of the same thing. */
const STEPS: Readonly<Record<string, string>> = {
  ...{ open: "write", "half-write": "write", sync: "write", chmod: "write", chown: "write" },
  ...{ start: "child", started: "child", ended: "child" },
  ...{ connect: "connection", connected: "connection", closed: "connection" },
};

/** `write`, `rename`, `link`, `remove`, `child`, `request`, `sent`, `answer`, `connection` ... */
export function kindOf(boundary: string): string {
  const word = boundary.replace(/ .*$/, "");
  return STEPS[word] ?? word;
}

/** The boundaries that none of the patterns describes: nobody has thought of a kill there. */
export const unknownOf = (boundaries: readonly string[], known: readonly RegExp[]): string[] =>
  boundaries.filter((boundary) => !known.some((pattern) => pattern.test(boundary.replace(/ #\d+$/, ""))));

/** The boundaries to kill at: all, or those that are named and the last of each kind that these leave out. */
export function casesOf(boundaries: readonly string[], named: readonly string[], isAll = ALL): string[] {
  if (isAll) return [...boundaries];
  const missing = named.filter((name) => !boundaries.includes(name));
  if (missing.length > 0) throw new Error(`not in the record: ${missing.join(", ")}`);
  const last = new Map(boundaries.map((boundary) => [kindOf(boundary), boundary]));
  for (const name of named) last.delete(kindOf(name));
  return [...named, ...last.values()];
}

/** Kills `renew` at a boundary and runs it again. What was wrong, in words; nothing where nothing was lost. */
export async function faultsOfRenew(world: KillWorld, boundary: string, expected: Kept): Promise<string[]> {
  const faults: string[] = [];
  const [before, files] = [await world.kept(), world.files()];
  const killed = await world.killAt(boundary, "renew");
  if (killed.signal !== "SIGKILL") return [`ended by itself with ${String(killed.code)}: ${killed.stderr}`];
  if (world.isTelling(`${killed.stdout}${killed.stderr}`)) faults.push("showed a secret");
  faults.push(...(await world.exposed()).map((path) => `${path} can be read by others`));

  const kept = await world.kept().catch((error: unknown) => {
    faults.push(`the kept token cannot be read: ${String(error)}`);
    return undefined;
  });
  const isOld = kept === before;
  if (expected !== "either" && isOld !== (expected === "old"))
    faults.push(`the ${isOld ? "old" : "new"} token is kept, and not the ${expected} one`);
  if (kept === undefined || !(await world.works(kept))) faults.push("the kept token does not work");

  const next = await world.run("renew");
  if (next.code !== 0) faults.push(`the next renew exited with ${String(next.code)}: ${next.stderr}`);
  const renewed = await world.kept().catch(() => undefined);
  if (renewed === undefined || renewed === kept || !(await world.works(renewed)))
    faults.push("the next renew kept none");
  const left = world.files().filter((path) => !files.includes(path));
  faults.push(...left.map((path) => `${path} is left`));
  return faults;
}
