import { DAY } from "../../components/secrets/secretLifetime.ts";
import { endOfToken } from "../../stack/ends/tokenItems.ts";
import { type Given, MONTH, needsOf, type Wanted } from "../../stack/places/given.ts";

/** A live client secret. Times are RFC 3339. */
interface LiveSecret {
  readonly label: string;
  readonly expires: string;
}

/** A place in AEM, as upkeep sees it. */
export interface PlaceSeen {
  readonly name: string;
  readonly given: Given | undefined;
  /** Whether a person enters the values there. */
  readonly isByHand: boolean;
  /** Of an environment of Cloud Manager; `ready` where it takes changes. */
  readonly status?: string;
}

/** The token that the stack keeps, as upkeep found it. */
interface TokenSeen {
  readonly issued: string | undefined;
  /** Whose it is: the mailbox, and who signed in for it. */
  readonly mailbox?: string | undefined;
  readonly user?: string | undefined;
  /** Why it is refused, where somebody has to sign in. */
  readonly ended?: string;
  /** Why the application is refused, whatever the token, and what to do. */
  readonly refused?: string;
}

/** All that the next step follows from. */
export interface Facts {
  readonly now: Date;
  /** What an update left behind that was cut off, in words; undefined where none was. */
  readonly cutOff: string | undefined;
  /** Whether that update is known to be over; one that still runs looks the same where the backend does not tell of its lock. */
  readonly mayRepair: boolean;
  /** Whether the next deployment puts that right by itself. */
  readonly isSelfRepairing: boolean;
  /** Labels, newest first. */
  readonly declared: readonly string[];
  /** As the deployment tells, newest first; none where nothing is deployed. */
  readonly live: readonly LiveSecret[];
  /** Labels of the secrets in the state, which knows more than the outputs after an update that was cut off. */
  readonly inState: readonly string[];
  /** Whether AEM is given a token: AEM 6.5 on OSGi signs in by itself. */
  readonly takesToken: boolean;
  /** Undefined where none is kept. */
  readonly token: TokenSeen | undefined;
  /** Undefined where nothing is deployed that a place could have. */
  readonly wanted: Wanted | undefined;
  readonly places: readonly PlaceSeen[];
  /** Days that a secret lives which `rotate add` makes. */
  readonly lifetime: number;
  /** Setting rotateEvery, in days. */
  readonly rotateEvery: number | undefined;
}

/** What is due. */
export type Step = "repair" | "up" | "consent" | "renew" | "deliver" | "retire" | "add";

/** What is due now, and what is next. */
export interface Plan {
  /** Undefined where nothing is. */
  readonly step: Step | undefined;
  /** A sentence without its full stop. */
  readonly why: string;
  /** When something is due next, as far as that is known; undefined while a step is. */
  readonly next?: { readonly step: Step; readonly at: Date };
  /** The step takes from AEM what it uses: only a person may mean that. */
  readonly cutsOff?: true;
}

/** Days. */
const TIMES = {
  /** Age at which a token is renewed: two more tries of a month each are left before it ends. */
  renew: 30,
  /** Before a secret or a token in AEM ends that something is done about it. */
  ahead: 30,
  /** That AEM has two good secrets after it was given the new one. */
  overlap: 2,
} as const;

/** The one step that is due. Pure: the same facts give the same step, whoever was killed before. */
export function nextStep(facts: Facts): Plan {
  const plan = deploymentStep(facts) ?? renewStep(facts) ?? consentStep(facts) ?? deliveryStep(facts);
  // What waits for a person keeps no secret from being followed by the next: the one that AEM has would end meanwhile.
  if (plan !== undefined) return isForPerson(plan, facts) ? (addStep(facts) ?? plan) : plan;
  return retireStep(facts) ?? addStep(facts) ?? waiting(facts);
}

/** Whether nobody but a person can do the step, whoever runs upkeep. */
export function isForPerson({ step, cutsOff }: Plan, facts: Facts): boolean {
  if (step === "consent" || cutsOff === true) return true;
  return step === "deliver" && lackingPlaces(facts).every(({ isByHand }) => isByHand);
}

function deploymentStep(facts: Facts): Plan | undefined {
  const { cutOff, isSelfRepairing, declared, live, inState } = facts;
  if (cutOff !== undefined) return { step: isSelfRepairing ? "up" : "repair", why: cutOff };
  const deployed = live.map(({ label }) => label);
  if (deployed.length === 0 && inState.length === 0) return { step: "up", why: "nothing is deployed" };
  if (isSame(declared, deployed) && isSame(declared, inState)) return undefined;
  const differs = `the stack's file declares ${listed(declared)}, and ${listed(inState)} is deployed`;
  const taken = takenFromAem(facts);
  if (taken.length === 0) return { step: "up", why: differs };
  const why =
    `${differs}. Deploying that takes ${listed(taken)} from AEM before AEM has another one. If the file is one of before, put back the ` +
    "present one from git. If the secret leaked, and is to go at once, deploy";
  return { step: "up", why, cutsOff: true };
}

/** Secrets that go with the next deployment though a place has them, or, where nothing is written down of the places, though no other stays. */
function takenFromAem({ declared, inState, places }: Facts): string[] {
  const going = inState.filter((label) => !declared.includes(label));
  if (going.length === inState.length) return going;
  return going.filter((label) => places.some(({ given }) => given?.secret === label));
}

function consentStep({ takesToken, token }: Facts): Plan | undefined {
  if (!takesToken) return undefined;
  if (token === undefined) return { step: "consent", why: "no refresh token is kept" };
  return token.ended === undefined ? undefined : { step: "consent", why: token.ended };
}

function renewStep({ takesToken, token, now }: Facts): Plan | undefined {
  if (!takesToken || token === undefined || token.ended !== undefined) return undefined;
  // Whoever does not know how old it is has to take it for old.
  if (token.issued === undefined) return { step: "renew", why: "nobody wrote down when the kept token was issued" };
  const age = Math.floor((now.getTime() - Date.parse(token.issued)) / DAY);
  if (age < 0) return { step: "renew", why: "the kept token was issued at a time that is still to come" };
  return age < TIMES.renew ? undefined : { step: "renew", why: `the kept token is ${age} days old` };
}

function deliveryStep(facts: Facts): Plan | undefined {
  const names = lackingPlaces(facts).map(({ name }) => name);
  if (names.length === 0) return undefined;
  return { step: "deliver", why: `${names.join(", ")} ${names.length === 1 ? "lacks" : "lack"} what is to be there` };
}

/** The places that lack something; none where nothing is deployed that they could have. */
function lackingPlaces({ wanted, places, now }: Facts): readonly PlaceSeen[] {
  if (wanted === undefined) return [];
  return places.filter(({ given, isByHand }) => {
    const { secret, token } = needsOf(given, wanted, now, isByHand);
    return secret || token;
  });
}

function retireStep(facts: Facts): Plan | undefined {
  const { declared, now } = facts;
  if (declared.length < 2 || retireAt(facts) > now) return undefined;
  return { step: "retire", why: `every place in AEM has "${declared[0] ?? ""}" since ${TIMES.overlap} days or more` };
}

function addStep(facts: Facts): Plan | undefined {
  const { declared, now } = facts;
  if (declared.length > 1) return undefined;
  const at = addAt(facts);
  if (at === undefined || at > now) return undefined;
  const [current] = facts.live;
  return { step: "add", why: `client secret "${current?.label ?? ""}" ends on ${current?.expires.slice(0, 10) ?? ""}` };
}

/** Of an environment: nothing restarts there. In a hibernated one nothing runs; it wakes with what it was given. */
const AT_REST = new Set(["ready", "hibernated"]);

/** When the old secret may go: AEM has had both for a while, and no environment restarts. A rotation of which no place is known waits for ever. */
function retireAt({ places, now }: Facts): Date {
  const times = places.map(({ given, status = "ready" }) =>
    given === undefined
      ? Infinity
      : Math.max(Date.parse(given.at) + TIMES.overlap * DAY, AT_REST.has(status) ? 0 : now.getTime() + DAY),
  );
  return new Date(times.length === 0 ? LAST_TIME : Math.min(Math.max(...times), LAST_TIME));
}

/** When the next secret is to be added; undefined where nothing is live. */
function addAt({ live, lifetime, rotateEvery }: Facts): Date | undefined {
  const [current] = live;
  if (current === undefined) return undefined;
  const ends = Date.parse(current.expires);
  // One that lives for weeks is not changed as soon as it is made.
  const ahead = ends - Math.min(TIMES.ahead, Math.floor(lifetime / 3)) * DAY;
  return new Date(rotateEvery === undefined ? ahead : Math.min(ahead, ends - (lifetime - rotateEvery) * DAY));
}

function waiting(facts: Facts): Plan {
  const { takesToken, token, declared, places, wanted } = facts;
  const dates: { step: Step; at: Date }[] = [];
  if (takesToken && token?.issued !== undefined)
    dates.push({ step: "renew", at: new Date(Date.parse(token.issued) + TIMES.renew * DAY) });
  const add = declared.length > 1 ? undefined : addAt(facts);
  if (add !== undefined) dates.push({ step: "add", at: add });
  if (declared.length > 1) dates.push({ step: "retire", at: retireAt(facts) });
  for (const { given, isByHand } of places) {
    if (isByHand && given?.issued !== undefined && wanted?.hasToken === true)
      dates.push({ step: "deliver", at: new Date(Date.parse(endOfToken(given.issued)) - MONTH * DAY) });
  }
  const [next] = dates.sort((a, b) => a.at.getTime() - b.at.getTime());
  return { step: undefined, why: "nothing is due", ...(next === undefined ? {} : { next }) };
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  [...one].sort().join() === [...other].sort().join();

const listed = (labels: readonly string[]): string =>
  labels.length === 0 ? "none" : labels.map((label) => `"${label}"`).join(", ");

/** The last that RFC 3339 can write. */
const LAST_TIME = Date.parse("9999-12-31T23:59:59Z");
