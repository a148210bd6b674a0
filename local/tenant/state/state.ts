import { readIfThereSync } from "../../../support/readIfThere.ts";
import { parsed } from "../../../support/shape.ts";
import { UserError } from "../../../support/userError.ts";
import { writeWhole } from "../../../support/writeWhole.ts";
import type { JsonObject } from "./json.ts";

/** A client secret: of its value only a salted digest is kept. Dates are RFC 3339, UTC. */
export interface Secret {
  keyId: string;
  displayName: string | null;
  startDateTime: string;
  endDateTime: string;
  hint: string;
  salt: string;
  digest: string;
}

interface DirectoryObject {
  id: string;
  appId: string;
  createdDateTime: string;
  /** Set while the object lies in directory/deletedItems. */
  deletedDateTime: string | null;
  createdByAppId: string | null;
  /** Object ids of users and service principals. */
  owners: string[];
  /** What a client may set, under Graph's names, defaults filled in. */
  properties: JsonObject;
}

export interface Application extends DirectoryObject {
  secrets: Secret[];
  /** `keyCredential` and `federatedIdentityCredential` as Graph shows them; absent in a state of an earlier version. */
  certificates?: JsonObject[];
  federatedCredentials?: JsonObject[];
}

export interface ServicePrincipal extends DirectoryObject {
  /** Application permissions (app roles of Microsoft Graph) granted to it. */
  roles: string[];
  /** `appRoleAssignment` as Graph shows it: what an administrator granted later. */
  appRoleAssignments?: JsonObject[];
}

export interface User {
  id: string;
  properties: JsonObject;
  /** What sign-in needs to know; no Graph property. */
  signIn: { administrator: boolean; mayConsent: boolean; personal: boolean };
}

export interface Grant {
  id: string;
  clientId: string;
  consentType: "AllPrincipals" | "Principal";
  principalId: string | null;
  resourceId: string;
  scope: string;
}

/** What an application was allowed by a personal account: that account's own affair, so no grant of the directory. */
interface PersonalConsent {
  userId: string;
  appId: string;
  /** `<application id of the API>/<permission>` */
  permissions: string[];
}

/** Codes and tokens of the sign-in; of each value only a digest is kept. Dates are RFC 3339, UTC. */
export interface Issued {
  digest: string;
  appId: string;
  userId: string;
  /** The directory that signed the user in: this tenant, or the one of personal accounts. */
  tid: string;
  issued: string;
}

export interface AuthorizationCode extends Issued {
  redirectUri: string;
  /** Platform under which the redirect URI is registered. */
  platform: "web" | "spa" | "publicClient";
  /** As the authorization request asked. */
  scope: string;
  nonce: string | null;
  challenge: { value: string; method: "S256" | "plain" } | null;
  redeemed: boolean;
}

export interface RefreshToken extends Issued {
  platform: AuthorizationCode["platform"];
  /** What a request means that names no scope. */
  scope: string;
  /** Since when its life counts, where not since its own issue: a single-page application's successors end with the first. */
  began?: string;
}

/** A personal account's access token tells nobody but its issuer what it is. */
interface OpaqueToken extends Issued {
  claims: JsonObject;
}

/** What sign-in remembers. */
export interface SignInState {
  codes: AuthorizationCode[];
  refreshTokens: RefreshToken[];
  opaqueTokens: OpaqueToken[];
  personalConsents: PersonalConsent[];
}

export interface State {
  version: 1;
  applications: Application[];
  servicePrincipals: ServicePrincipal[];
  users: User[];
  grants: Grant[];
  appManagementPolicy: JsonObject;
  /** Filled in when a state is opened that was written before people could sign in. */
  signIn: SignInState;
}

export const noSignIns = (): SignInState => ({ codes: [], refreshTokens: [], opaqueTokens: [], personalConsents: [] });

export interface Store {
  /** The last state that is safely on disk. */
  readonly current: Readonly<State>;
  /** Runs `change` on a copy, alone, and keeps it once it is on disk; when `change` throws, nothing has happened. */
  mutate<T>(change: (draft: State) => T): Promise<T>;
  /** Resolves when nothing is being written any more. */
  idle(): Promise<void>;
}

/**
 * Opens the state in `file`, or starts from `seed` where there is none.
 * @throws Error when the file is there but is not a state of this version.
 */
export async function openStore(file: string, seed: () => State): Promise<Store> {
  const existing = readState(file);
  let current = existing ?? seed();
  let queue: Promise<unknown> = Promise.resolve();
  const write = (state: State): Promise<void> =>
    writeWhole(file, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  if (existing === undefined) await write(current);

  return {
    get current() {
      return current;
    },
    mutate<T>(change: (draft: State) => T): Promise<T> {
      const run = async (): Promise<T> => {
        const draft = structuredClone(current);
        const result = change(draft);
        await write(draft);
        current = draft;
        return result;
      };
      const next = queue.then(run, run);
      queue = next.catch(() => undefined);
      return next;
    },
    async idle() {
      await queue;
    },
  };
}

function readState(file: string): State | undefined {
  const text = readIfThereSync(file);
  if (text === undefined) return undefined;
  const state = Object(parsed(text)) as State;
  if (isState(state)) return { ...state, signIn: { ...noSignIns(), ...state.signIn } };
  throw new UserError(
    `${file} is not a state that this version of the local tenant can read. Delete it (or its folder) to start again.`,
  );
}

/** Whether it is as far as one can see from outside: every list that there has always been. */
function isState(state: State): boolean {
  const { version, applications, servicePrincipals, users, grants, appManagementPolicy } = state as Partial<State>;
  const lists: readonly unknown[] = [applications, servicePrincipals, users, grants];
  return version === 1 && lists.every(Array.isArray) && isObject(appManagementPolicy);
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
