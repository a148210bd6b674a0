import { describe, expect, it } from "@jest/globals";

import { changesBetween, Direction, nothingOf } from "../../../../commands/access/model/accessChange.ts";
import type { Access } from "../../../../commands/access/model/accessModel.ts";
import { describeChange, type Telling } from "../../../../commands/access/report/changeWords.ts";
import { mailReaders } from "../../../../commands/access/report/mailReaders.ts";
import { codeSpan } from "../../../../commands/access/report/quoting.ts";

const SETTINGS = "the stack's settings, encrypted";
const OPEN = "the stack's settings, not encrypted";
const VAULT = "https://contoso.vault.azure.net/secrets/mail";
const OTHER_VAULT = "https://contoso.vault.azure.net/secrets/other";
const STAGE = "organization 0123456789ABCDEF01234567@AdobeOrg, program 1, environment 2, every service";

const DELIVERED =
  /product profile Deployment Manager in Cloud Manager.*and the pipeline's identity can read the mailbox/;
const IN_VAULT = /Key Vault Secrets User.* and the pipeline's identity can read the mailbox/;
const IN_SETTINGS = /holds the key of the stack's secrets can read the mailbox/;

const TELLING: Telling = {
  stack: "prod",
  isNew: false,
  signedIn: [],
  graph: "https://graph.microsoft.com",
  now: new Date("2030-01-01T12:00:00Z"),
  quote: codeSpan,
};

const change = (what: string, name: string, before?: string) => ({
  direction: Direction.Wider,
  what,
  name,
  ...(before === undefined ? {} : { before }),
});

describe("who reads the mailbox", () => {
  it.each([
    ["a destination", change("destination added", STAGE), [DELIVERED]],
    ["a vault", change("place of the refresh token changed", VAULT, SETTINGS), [IN_VAULT, /stays in the history/]],
    [
      "another vault",
      change("place of the refresh token changed", OTHER_VAULT, VAULT),
      [IN_VAULT, /deleted in the vault/],
    ],
    [
      "no vault any more",
      change("place of the refresh token changed", SETTINGS, VAULT),
      [IN_SETTINGS, /deleted in the vault/],
    ],
    ["a token in the open", change("place of the refresh token changed", OPEN, SETTINGS), [IN_SETTINGS]],
    ["a vault of a new stack", change("place of the refresh token", VAULT), [IN_VAULT]],
  ])("is said of %s", (_, given, expected) => {
    const words = mailReaders(given);
    expect(words).toHaveLength(expected.length);
    expected.forEach((pattern, at) => {
      expect(words[at]).toMatch(pattern);
    });
    // No less of a new stack, of which little else is said.
    expect(describeChange(given, { ...TELLING, isNew: true }).slice(1)).toEqual(words);
    expect(describeChange(given, TELLING).slice(1)).toEqual(words);
  });

  it.each(["destination removed", "destination limited"])("goes on after %s, and until when is said", (what) => {
    expect(describeChange(change(what, STAGE), TELLING)[1]).toMatch(
      /^Nothing is deleted there: what was delivered stays good until that client secret is retired and the refresh token ends\./,
    );
  });

  it("is no matter of other changes", () => {
    for (const what of ["owner added", "setting added", "client secret added"])
      expect(mailReaders(change(what, "x"))).toEqual([]);
  });
});

it("quotes a place that somebody wrote into an access file by hand", () => {
  const evil = "`](https://evil.example) @everyone\n- narrower: all is well ##[error]";
  const [headline] = describeChange(change("destination added", evil, evil), TELLING);
  const quoted = codeSpan(evil);
  expect(headline).toBe(`Destination added: ${quoted}, was ${quoted}.`);
  expect(headline).not.toMatch(/\n|##\[/);
  expect(quoted.startsWith("`` ") && quoted.endsWith(" ``")).toBe(true);
});

it("tells a new stack's vault and destinations, and keeps quiet about the defaults", () => {
  const access = {
    tokenStore: SETTINGS,
    destinations: [],
    secrets: [],
    permissions: [],
    redirectUris: [],
  } as unknown as Access;
  const rest = { owners: [], provider: [], others: [] };
  const told = (reach: Partial<Access>): string[] => {
    const stack = { ...access, ...rest, ...reach };
    return changesBetween(nothingOf(stack), stack)
      .map(({ what }) => what)
      .filter((what) => /destination|refresh token/.test(what));
  };
  expect(told({})).toEqual([]);
  expect(told({ tokenStore: VAULT, destinations: [STAGE] })).toEqual([
    "place of the refresh token",
    "destination added",
  ]);
});
