import type { Ended } from "../commandHost.ts";
import type { KillWorld } from "./killWorld.ts";

/** Which state is to be there after a kill: that of before, or what the command makes of it. */
export type Kept = "old" | "new" | "either";

/** `npm run test:long` kills at every boundary; without, at one of each kind and where a test names one. */
export const ALL = process.env.KILLS === "all";

/** What the mail servers of this machine do, which the command serves itself on stack local: no step of ours on any other. */
const STAND_INS =
  /<folder>\/mail\/| a file #|\b(dovecot|imap|pop3) #|\/\*\/discovery\/v2\.0\/keys #| GET \/v1\.0\/users #/;

/** What each command on stack local begins and ends with, and how it asks for tokens. */
export const OPENING: readonly RegExp[] = [
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

/** What is met where a token is kept in the stack's settings. */
export const KEEPING: readonly RegExp[] = [
  /^(start|started|ended) pulumi config set local$/,
  /^(open|write|half-write|link|remove) <project>\/\.local\/edit-local\.lock(\.\*\.tmp( to .*)?)?$/,
  /^(open|chown|chmod|write|half-write|sync|rename|remove) <project>\/\.local\/save-local\.yaml(\.\*\.tmp( to .*)?)?$/,
  /^(open|chown|chmod|write|half-write|sync|rename) <folder>\/local\.consent\.yaml\.\*\.tmp( to .*)?$/,
];

/** What is met where it is kept in a key vault. */
export const IN_VAULT: readonly RegExp[] = [
  /^(request|sent|answer 200) GET \/(metadata\/endpoints|\*\/v2\.0\/\.well-known\/openid-configuration)$/,
  /^(request|sent|answer \d+) (GET|PUT) \/secrets\/aem-mail-oauth-local-refresh-token\/?$/,
];

/** What is asked of Adobe to look at an environment. */
export const LOOKING: readonly RegExp[] = [
  /^(request|sent|answer 200) POST \/ims\/token\/v3$/,
  /^(request|sent|answer 200) GET \/api\/program\/\d+\/environment\/\d+(\/variables)?$/,
];

/** What `upkeep` looks at and writes down besides. */
export const UPKEEP: readonly RegExp[] = [
  /^(start|started|ended) pulumi stack export local$/,
  /^(open|write|half-write|link|remove) <project>\/\.local\/edit-local\.lock(\.\*\.tmp( to .*)?)?$/,
  /^(open|chown|chmod|write|half-write|sync|rename) <folder>\/upkeep-local\.yaml\.\*\.tmp( to .*)?$/,
];

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

/** A command whose kills are survived, and what it is about. */
export interface Journey {
  readonly words: readonly string[];
  /** What the command changes, as a text that differs when it did. Throws where it cannot be read any more. */
  state(): Promise<string>;
  /** What is wrong with a state that nobody finishes: something half done, or that does not work. */
  faultsIn(state: string): Promise<string[]>;
  /** Whether the command that was run behind the kill did what was left to do. */
  isComplete(afterKill: string, afterNext: string): boolean;
  /** What completes it, and ends with 0; default: the same command. */
  next?(isChanged: boolean): Promise<Ended>;
  /** Has the command something to do once more. */
  reset?(): Promise<void>;
}

/** Kills a command at a boundary and runs it again. What was wrong, in words; nothing where nothing was lost. */
export async function faultsOf(
  world: KillWorld,
  journey: Journey,
  boundary: string,
  expected: Kept,
): Promise<string[]> {
  const faults: string[] = [];
  const read = (when: string): Promise<string> =>
    journey.state().catch((error: unknown) => {
      faults.push(`what was changed cannot be read ${when}: ${String(error)}`);
      return "";
    });
  await journey.reset?.();
  const [before, files] = [await journey.state(), world.files()];
  const killed = await world.killAt(boundary, ...journey.words);
  if (killed.signal !== "SIGKILL") return [`ended by itself with ${String(killed.code)}: ${killed.stderr}`];
  if (world.isTelling(`${killed.stdout}${killed.stderr}`)) faults.push("showed a secret");
  faults.push(...(await world.exposed()).map((path) => `${path} can be read by others`));

  const after = await read("after the kill");
  const isOld = after === before;
  if (expected !== "either" && isOld !== (expected === "old"))
    faults.push(`there is the ${isOld ? "old" : "new"} state, and not the ${expected} one`);
  if (after !== "") faults.push(...(await journey.faultsIn(after)));

  const next = await (journey.next?.(!isOld) ?? world.run(...journey.words));
  if (next.code !== 0) faults.push(`the next one exited with ${String(next.code)}: ${next.stderr}`);
  const last = await read("after the next one");
  if (last !== "") faults.push(...(await journey.faultsIn(last)));
  if (!journey.isComplete(after, last)) faults.push("the next one did not complete it");
  const left = world.files().filter((path) => !files.includes(path));
  faults.push(...left.map((path) => `${path} is left`));
  return faults;
}

/** Where the old state gives way: before this boundary it is there, behind it the new one. */
export interface Turn {
  readonly boundary: string;
  /** Whether another process decides at the boundary itself. */
  readonly isOpen: boolean;
}

/** What is to be there after a kill at a boundary. */
export function expectedAt(record: readonly string[], boundary: string, turn: Turn): Kept {
  const [here, there] = [record.indexOf(boundary), record.indexOf(turn.boundary)];
  if (there === -1) throw new Error(`${turn.boundary} is not in the record:\n${record.join("\n")}`);
  if (here === there && turn.isOpen) return "either";
  return here <= there ? "old" : "new";
}

/** Kills at each of the boundaries. What was wrong, by boundary. */
export async function killAtAll(
  world: KillWorld,
  journey: Journey,
  record: readonly string[],
  cases: readonly string[],
  turn: Turn,
): Promise<{ boundary: string; faults: string[] }[]> {
  const wrong: { boundary: string; faults: string[] }[] = [];
  for (const boundary of cases) {
    const faults = await faultsOf(world, journey, boundary, expectedAt(record, boundary, turn));
    if (faults.length > 0) wrong.push({ boundary, faults });
  }
  return wrong;
}
