import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";

import type { Redemption, TokenClient, Tokens } from "../../../signIn/tokenClient.ts";
import { held } from "../../signIn/held.ts";
import { browse, MAILBOX, type SignInApplication, startSignInApplication } from "../../signIn/signInApplication.ts";

const ADMIN = "admin@forms.example";

let application: SignInApplication;
let client: TokenClient;

beforeAll(async () => {
  application = await startSignInApplication();
  client = await application.client();
});

afterEach(() => void jest.restoreAllMocks());

afterAll(() => application.close());

const use = async (redemption: Redemption): Promise<Tokens> => held(await client.redeem(redemption));

interface Page {
  readonly status: number;
  readonly html: string;
}

/** Signs in with a link, and answers with the page that the command shows. */
async function signIn(link: string, user: string): Promise<Page> {
  const response = await fetch((await application.tenant.signIn(link, { user })).href);
  return { status: response.status, html: await response.text() };
}

describe("somebody else signs in first", () => {
  it("uses that link up, and the command gives another and goes on waiting", async () => {
    const links: string[] = [];
    const pages: Page[] = [];
    const as = (user: string) => async (link: string) => {
      links.push(link);
      pages.push(await signIn(link, user));
    };
    const { tokens, told, error } = await browse(application, { person: as(ADMIN), next: as(MAILBOX), use });
    expect(error).toBeUndefined();
    expect(tokens?.signedIn?.user).toBe(MAILBOX);
    expect(pages.map(({ status }) => status)).toEqual([400, 200]);
    expect(pages[0]?.html).toContain(
      `The terminal has a new link for ${MAILBOX}: open it in a private window, where nobody is signed in yet.`,
    );
    const [first, second] = links.map((link) => new URL(link).searchParams);
    for (const name of ["state", "code_challenge", "nonce"]) expect(first?.get(name)).not.toBe(second?.get(name));
    expect(first?.get("redirect_uri")).toBe(second?.get("redirect_uri"));
    expect(told.filter((line) => line.includes("/authorize?"))).toHaveLength(2);
    const again = told.find((line) => line.includes("the one above is used up")) ?? "";
    expect(again).toContain(`\n${ADMIN} signed in, but the mailbox is ${MAILBOX}.`);
    expect(again).toContain(
      `npx aem-mail-oauth consent --stack prod --mailbox ${MAILBOX} --user ${ADMIN} --save\nCtrl-C stops this one first.`,
    );
  });

  it("as often as they do, and each earlier answer stays used up", async () => {
    const people = [ADMIN, MAILBOX];
    let first = "";
    let late: Page | undefined;
    const { tokens } = await browse(application, {
      person: async (link) => {
        const url = (await application.tenant.signIn(link, { user: ADMIN })).href;
        first = url;
        await fetch(url);
      },
      next: async (link) => {
        const response = await fetch(first);
        late ??= { status: response.status, html: await response.text() };
        await signIn(link, people.shift() ?? MAILBOX);
      },
      use,
    });
    expect(tokens?.signedIn?.user).toBe(MAILBOX);
    expect(people).toEqual([]);
    expect(late?.html).toContain("This sign-in has been answered already");
  });

  it("and nobody else in time: the end names the command to type", async () => {
    const now = performance.now.bind(performance);
    const { error, told } = await browse(application, {
      timeout: 60_000,
      person: (link) => signIn(link, ADMIN),
      use: (redemption) => {
        // The time that there was passes while the answer is looked at.
        jest.spyOn(performance, "now").mockImplementation(() => now() + 3_600_000);
        return use(redemption);
      },
    });
    expect(told.at(-1)).toBe(`Nobody signed in as ${MAILBOX} within 1 minute.`);
    expect(error).toContain(
      `Sign in as ${MAILBOX}, in a private window, where nobody is signed in yet:\n` +
        `  npx aem-mail-oauth consent --stack prod --mailbox ${MAILBOX} --save\n`,
    );
  });

  it("and the command stops waiting for the second at once when it is told to", async () => {
    let stop: AbortController | undefined;
    const { error } = await browse(application, {
      person: (link, controller) => {
        stop = controller;
        return signIn(link, ADMIN);
      },
      next: () => {
        stop?.abort(new Error("stopped"));
        return Promise.resolve();
      },
      use,
    });
    expect(error).toBe("stopped");
  });

  it("is the only failure that is waited out: another ends the command", async () => {
    const { error, told } = await browse(application, {
      person: (link) => signIn(link, MAILBOX),
      use: () => Promise.reject(new Error("something else")),
    });
    expect(error).toBe("something else");
    expect(told.filter((line) => line.includes("/authorize?"))).toHaveLength(1);
  });
});
