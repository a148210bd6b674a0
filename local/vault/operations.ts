import { randomUUID } from "node:crypto";

import type { Action } from "./access.ts";
import { bundleOf, deletionOf, isOver, itemOf, pageOf } from "./bundles.ts";
import { deletedNotFound, disabled, secretNotFound, stillDeleted } from "./errors.ts";
import { changed, newVersion } from "./input.ts";
import type { Secret, State, Version } from "./store.ts";

/** One request, and what it is about. */
interface Call {
  readonly name: string;
  /** Empty for the latest. */
  readonly version: string;
  readonly body: string;
  readonly address: URL;
  /** Seconds since 1970. */
  readonly now: number;
  /** `https://localhost:8443`: ids begin with it. */
  readonly url: string;
}

/** What a path and a method do, and what one has to be allowed to. Undefined is an answer without a word (204). */
export interface Operation {
  readonly action: Action;
  readonly writes: boolean;
  readonly run: (state: State, call: Call) => object | undefined;
}

const reads = (action: Action, run: Operation["run"]): Operation => ({ action, writes: false, run });
const writes = (action: Action, run: Operation["run"]): Operation => ({ action, writes: true, run });

/** By method and path; `*` is a name or a version. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  "GET secrets": reads("readMetadata", ({ secrets }, { address, url }) =>
    pageOf(
      sorted(secrets.filter(({ deleted }) => deleted === null).map((secret) => [keyOf(secret), item(url, secret)])),
      address,
    ),
  ),
  "GET secrets/*": reads("getSecret", get),
  "GET secrets/*/*": reads("getSecret", get),
  "GET secrets/*/versions": reads("readMetadata", (state, call) => {
    const secret = live(state, call.name);
    const entries = secret.versions.map((version): [string, object] => [
      version.id,
      itemOf(call.url, secret, version, true),
    ]);
    return pageOf(sorted(entries), call.address);
  }),
  "PUT secrets/*": writes("setSecret", put),
  "PATCH secrets/*": writes("setSecret", patch),
  "PATCH secrets/*/*": writes("setSecret", patch),
  "DELETE secrets/*": writes("delete", (state, { name, now, url }) => {
    const secret = live(state, name);
    secret.deleted = now;
    return { ...bundleOf(url, secret, latest(secret)), ...deletionOf(url, secret) };
  }),
  "GET deletedsecrets": reads("readMetadata", ({ secrets }, { address, url, now }) => {
    const deleted = secrets.filter((secret) => secret.deleted !== null && !isOver(secret, now));
    return pageOf(
      sorted(deleted.map((secret) => [keyOf(secret), { ...item(url, secret), ...deletionOf(url, secret) }])),
      address,
    );
  }),
  "GET deletedsecrets/*": reads("readMetadata", (state, call) => {
    const secret = gone(state, call);
    return { ...bundleOf(call.url, secret, latest(secret)), ...deletionOf(call.url, secret) };
  }),
  "POST deletedsecrets/*/recover": writes("recover", (state, call) => {
    const secret = gone(state, call);
    secret.deleted = null;
    return bundleOf(call.url, secret, latest(secret));
  }),
  "DELETE deletedsecrets/*": writes("purge", (state, call) => {
    const secret = gone(state, call);
    state.secrets = state.secrets.filter((other) => other !== secret);
    return undefined;
  }),
};

/** An expired secret is given out, and one that is not yet to be used: both dates are for information. */
function get(state: State, { name, version: id, url }: Call): object {
  const secret = live(state, name);
  const version = versionOf(secret, id);
  if (!version.enabled) throw disabled();
  return { value: version.value, ...bundleOf(url, secret, version) };
}

function put(state: State, { name, body, now, url }: Call): object {
  const known = find(state, name);
  if (known?.deleted !== null && known !== undefined) {
    if (!isOver(known, now)) throw stillDeleted(known.name);
    state.secrets = state.secrets.filter((other) => other !== known);
  }
  const version = { id: randomUUID().replaceAll("-", ""), ...newVersion(body), created: now, updated: now };
  const secret = find(state, name) ?? { name, versions: [], deleted: null };
  if (secret.versions.length === 0) state.secrets.push(secret);
  secret.versions.push(version);
  return { value: version.value, ...bundleOf(url, secret, version) };
}

function patch(state: State, { name, version: id, body, now, url }: Call): object {
  const secret = live(state, name);
  const version = versionOf(secret, id);
  Object.assign(version, changed(body, version), { updated: now });
  return bundleOf(url, secret, version);
}

const item = (url: string, secret: Secret): object => itemOf(url, secret, latest(secret), false);

/** Names are the same in whatever case. */
const keyOf = ({ name }: Pick<Secret, "name">): string => name.toLowerCase();

const find = ({ secrets }: State, name: string): Secret | undefined =>
  secrets.find((secret) => keyOf(secret) === keyOf({ name }));

function live(state: State, name: string): Secret {
  const secret = find(state, name);
  if (secret?.deleted !== null) throw secretNotFound(name);
  return secret;
}

function gone(state: State, { name, now }: Call): Secret {
  const secret = find(state, name);
  if (secret === undefined || secret.deleted === null || isOver(secret, now)) throw deletedNotFound(name);
  return secret;
}

function latest(secret: Secret): Version {
  return versionOf(secret, "");
}

function versionOf(secret: Secret, id: string): Version {
  const version = id === "" ? secret.versions.at(-1) : secret.versions.find((candidate) => candidate.id === id);
  if (version === undefined) throw secretNotFound(`${secret.name}/${id}`);
  return version;
}

function sorted(entries: readonly (readonly [string, object])[]): { key: string; item: object }[] {
  return entries.map(([key, found]) => ({ key, item: found })).sort((a, b) => (a.key < b.key ? -1 : 1));
}
